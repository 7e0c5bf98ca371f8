// Ways into an account: signing in, signing up, and the links of mails.
import { html } from 'hono/html'
import { z } from 'zod'
import type { SignedIn } from '../../customers/index.ts'
import { ask } from '../ask.ts'
import { accountTexts } from '../languages/account/texts.ts'
import { definePage, lenient, redirect, type Shown } from '../page.ts'
import { forgetCustomer, readCustomer, rememberCustomer } from '../shopper.ts'
import { doorPage } from '../views/account.ts'
import { attempt, checkbox, type Faults, faultSummary, field, NO_FAULTS, textOf } from '../views/forms.ts'
import { href, type Visit } from '../visit.ts'

type Typed = Readonly<Record<string, unknown>>
type State = { typed?: Typed; faults?: Faults; note?: string }

const Form = z.record(z.string(), z.unknown())
const ReturnTo = z.object({ return_to: lenient(z.string().max(500)), done: lenient(z.string().max(20)) })
const Token = z.object({ token: lenient(z.string().max(200)) })

/** A page of this shop, and nowhere else. */
const isInside = (path: string): boolean => /^\/(?![/\\])[\w\-/.]*$/.test(path)

const statusOf = (faults: Faults) => (faults === NO_FAULTS ? 200 : 422)
const noteOf = (note: string | undefined) =>
  note === undefined ? '' : html`<p class="notice" role="status">${note}</p>`

const emailField = (visit: Visit, typed: Typed, faults: Faults) =>
  field(
    visit,
    {
      name: 'email',
      label: accountTexts(visit).email,
      type: 'email',
      autocomplete: 'email',
      maxlength: 254,
      value: textOf(typed, 'email'),
    },
    faults,
  )

const returnField = (typed: Typed) => {
  const path = textOf(typed, 'return_to')
  return isInside(path) ? html`<input type="hidden" name="return_to" value="${path}">` : ''
}

const returnQuery = (typed: Typed): Record<string, string> => {
  const path = textOf(typed, 'return_to')
  return isInside(path) ? { return_to: path } : {}
}

function signInPage(visit: Visit, { typed = {}, faults = NO_FAULTS, note }: State): Shown {
  const t = accountTexts(visit)
  return doorPage(
    t.signIn,
    html`${noteOf(note)}${faultSummary(t.faults, faults)}<form method="post" action="${href(visit, '/account/sign-in')}" class="fields">${returnField(typed)}
${emailField(visit, typed, faults)}
${field(visit, { name: 'password', label: t.password, type: 'password', autocomplete: 'current-password', maxlength: 200 }, faults)}
<button class="big wide">${t.signIn}</button></form>
<p><a href="${href(visit, '/account/forgot-password')}">${t.forgot}</a></p>
<p>${t.noAccount} <a href="${href(visit, '/account/register', returnQuery(typed))}">${t.register}</a></p>`,
    statusOf(faults),
  )
}

/** Goes on where somebody was before they signed in. */
const enter = (visit: Visit, session: SignedIn, typed: Typed): Shown => {
  rememberCustomer(visit, session)
  const path = textOf(typed, 'return_to')
  return redirect(href(visit, isInside(path) ? path : '/account'))
}

const cartOf = (visit: Visit) => (visit.own?.cart === undefined ? {} : { cart_id: visit.own.cart.id })

/** Signs in or up; a cart that is not there any more is no reason not to. */
async function open(visit: Visit, path: string, body: object): Promise<SignedIn> {
  const send = (more: object) =>
    ask<SignedIn>(visit.ctx, path, { method: 'POST', body: { ...body, ...more } })
  if (visit.own?.cart === undefined) return send({})
  const cart = await ask<{ status: string }>(visit.ctx, `/carts/${visit.own.cart.id}`).catch(() => undefined)
  return send(cart?.status === 'open' ? cartOf(visit) : {})
}

const signIn = [
  definePage({
    method: 'get',
    path: '/account/sign-in',
    query: ReturnTo,
    handler: async (visit, { query }) => {
      if ((await readCustomer(visit)) !== undefined) return enterAgain(visit, query)
      const note = query.done === 'reset' ? accountTexts(visit).resetDone : undefined
      return signInPage(visit, { typed: query, ...(note === undefined ? {} : { note }) })
    },
  }),
  definePage({
    method: 'post',
    path: '/account/sign-in',
    form: Form,
    handler: async (visit, { form }) => {
      forgetOld(visit)
      const body = { email: textOf(form, 'email'), password: passwordOf(form, 'password') }
      const t = accountTexts(visit)
      const done = await attempt(t, () => open(visit, '/customers/login', body))
      return done.ok
        ? enter(visit, done.value, form)
        : signInPage(visit, { typed: form, faults: done.faults })
    },
  }),
]

const enterAgain = (visit: Visit, typed: Typed): Shown => {
  const path = textOf(typed, 'return_to')
  return redirect(href(visit, isInside(path) ? path : '/account'))
}

const forgetOld = (visit: Visit): void => {
  visit.ctx = { ...visit.ctx, customerToken: undefined }
}

/** As it was typed, blanks at its ends included. */
export const passwordOf = (form: Typed, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

function registerPage(visit: Visit, { typed = {}, faults = NO_FAULTS }: State): Shown {
  const t = accountTexts(visit)
  const name = (name: string, label: string, autocomplete: string) =>
    field(
      visit,
      {
        name,
        label,
        autocomplete,
        isOptional: true,
        maxlength: 100,
        width: 'half',
        value: textOf(typed, name),
      },
      faults,
    )
  return doorPage(
    t.register,
    html`${faultSummary(t.faults, faults)}<form method="post" action="${href(visit, '/account/register')}" class="fields">${returnField(typed)}
${name('first_name', t.firstName, 'given-name')}${name('last_name', t.lastName, 'family-name')}
${emailField(visit, typed, faults)}
${field(visit, { name: 'password', label: t.password, type: 'password', autocomplete: 'new-password', hint: t.passwordHint, maxlength: 200 }, faults)}
${checkbox('accepts_marketing', t.newsletter, typed.accepts_marketing === 'yes')}
<button class="big wide">${t.register}</button></form>
<p>${t.haveAccount} <a href="${href(visit, '/account/sign-in', returnQuery(typed))}">${t.signIn}</a></p>`,
    statusOf(faults),
  )
}

const register = [
  definePage({
    method: 'get',
    path: '/account/register',
    query: ReturnTo,
    handler: (visit, { query }) => registerPage(visit, { typed: query }),
  }),
  definePage({
    method: 'post',
    path: '/account/register',
    form: Form,
    handler: async (visit, { form }) => {
      forgetOld(visit)
      const body = {
        email: textOf(form, 'email'),
        password: passwordOf(form, 'password'),
        first_name: textOf(form, 'first_name'),
        last_name: textOf(form, 'last_name'),
        accepts_marketing: form.accepts_marketing === 'yes',
      }
      const done = await attempt(accountTexts(visit), () => open(visit, '/customers', body))
      return done.ok
        ? enter(visit, done.value, form)
        : registerPage(visit, { typed: form, faults: done.faults })
    },
  }),
]

const signOut = definePage({
  method: 'post',
  path: '/account/sign-out',
  handler: async (visit) => {
    if (visit.ctx.customerToken !== undefined)
      await ask(visit.ctx, '/customers/logout', { method: 'POST' }).catch(() => undefined)
    forgetCustomer(visit)
    return redirect(href(visit, '/'))
  },
})

function forgotPage(visit: Visit, { typed = {}, faults = NO_FAULTS, note }: State): Shown {
  const t = accountTexts(visit)
  return doorPage(
    t.forgot,
    html`${noteOf(note)}${faultSummary(t.faults, faults)}<p>${t.forgotIntro}</p><form method="post" action="${href(visit, '/account/forgot-password')}" class="fields">${emailField(visit, typed, faults)}<button class="big wide">${t.sendLink}</button></form>`,
    statusOf(faults),
  )
}

const forgot = [
  definePage({
    method: 'get',
    path: '/account/forgot-password',
    query: ReturnTo,
    handler: (visit, { query }) =>
      forgotPage(visit, query.done === undefined ? {} : { note: accountTexts(visit).linkSent }),
  }),
  definePage({
    method: 'post',
    path: '/account/forgot-password',
    form: Form,
    handler: async (visit, { form }) => {
      const body = { email: textOf(form, 'email') }
      const done = await attempt(accountTexts(visit), () =>
        ask(visit.ctx, '/customers/forgot-password', { method: 'POST', body }),
      )
      return done.ok
        ? redirect(href(visit, '/account/forgot-password', { done: 'sent' }))
        : forgotPage(visit, { typed: form, faults: done.faults })
    },
  }),
]

function resetPage(visit: Visit, token: string, faults = NO_FAULTS): Shown {
  const t = accountTexts(visit)
  return doorPage(
    t.resetTitle,
    html`${faultSummary(t.faults, faults)}<form method="post" action="${href(visit, '/account/reset-password')}" class="fields"><input type="hidden" name="token" value="${token}">
${field(visit, { name: 'password', label: t.newPassword, type: 'password', autocomplete: 'new-password', hint: t.passwordHint, maxlength: 200 }, faults)}
<button class="big wide">${t.savePassword}</button></form><p><a href="${href(visit, '/account/forgot-password')}">${t.forgot}</a></p>`,
    statusOf(faults),
  )
}

const reset = [
  definePage({
    method: 'get',
    path: '/account/reset-password',
    query: Token,
    handler: (visit, { query }) => resetPage(visit, query.token ?? ''),
  }),
  definePage({
    method: 'post',
    path: '/account/reset-password',
    form: Form,
    handler: async (visit, { form }) => {
      const token = textOf(form, 'token')
      const body = { token, password: passwordOf(form, 'password') }
      const done = await attempt(accountTexts(visit), () =>
        ask(visit.ctx, '/customers/reset-password', { method: 'POST', body }),
      )
      if (!done.ok) return resetPage(visit, token, done.faults)
      forgetCustomer(visit)
      return redirect(href(visit, '/account/sign-in', { done: 'reset' }))
    },
  }),
]

// A button, because programs that look through mails follow links too.
function verifyPage(visit: Visit, token: string, { faults = NO_FAULTS, note }: State = {}): Shown {
  const t = accountTexts(visit)
  const again = html`${faultSummary(t.faults, faults)}<p>${t.verifyText}</p><form method="post" action="${href(visit, '/account/verify-email')}"><input type="hidden" name="token" value="${token}"><button class="big wide">${t.verifyButton}</button></form>`
  const done = html`${noteOf(note)}<p><a class="button" href="${href(visit, '/account')}">${t.account}</a></p>`
  return doorPage(t.verifyTitle, note === undefined ? again : done, statusOf(faults))
}

const verify = [
  definePage({
    method: 'get',
    path: '/account/verify-email',
    query: Token,
    handler: (visit, { query }) => verifyPage(visit, query.token ?? ''),
  }),
  definePage({
    method: 'post',
    path: '/account/verify-email',
    form: Form,
    handler: async (visit, { form }) => {
      const t = accountTexts(visit)
      const token = textOf(form, 'token')
      const done = await attempt(t, () =>
        ask(visit.ctx, '/customers/verify-email', { method: 'POST', body: { token } }),
      )
      return verifyPage(visit, token, done.ok ? { note: t.verified } : { faults: done.faults })
    },
  }),
]

export const doorPages = [...signIn, ...register, signOut, ...forgot, ...reset, ...verify]
