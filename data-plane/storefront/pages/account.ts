// A shopper's own account: orders, profile, addresses, ways to pay, sessions.
import { html } from 'hono/html'
import { z } from 'zod'
import type { Address } from '../../addresses/index.ts'
import type { Session, StoreCustomer } from '../../customers/index.ts'
import type { Order } from '../../orders/index.ts'
import type { SavedPaymentMethod } from '../../payments/index.ts'
import { ask } from '../ask.ts'
import { accountTexts } from '../languages/account/texts.ts'
import { definePage, lenient, redirect, type Shown } from '../page.ts'
import { readCustomer } from '../shopper.ts'
import { accountPage, greeting, ordersView } from '../views/account.ts'
import { addressFields, addressFrom, addressText, type Typed } from '../views/address.ts'
import {
  attempt,
  buttonForm,
  checkbox,
  type Faults,
  faultSummary,
  field,
  NO_FAULTS,
  textOf,
} from '../views/forms.ts'
import { date, fill } from '../views/text.ts'
import { href, type Visit } from '../visit.ts'
import { passwordOf } from './door.ts'

export const AccountForm = z.record(z.string(), z.unknown())
const Paged = z.object({ cursor: lenient(z.string().max(200)), done: lenient(z.string().max(30)) })

/** Shows something to who is signed in, and the way in to everybody else. */
export async function own(
  visit: Visit,
  show: (customer: StoreCustomer) => Promise<Shown> | Shown,
): Promise<Shown> {
  const customer = await readCustomer(visit)
  return customer === undefined
    ? redirect(href(visit, '/account/sign-in', { return_to: visit.path }))
    : show(customer)
}

const noteFor = (visit: Visit, done: string | undefined): { note: string | undefined } => {
  const t = accountTexts(visit)
  const notes: Readonly<Record<string, string>> = {
    profile: t.profileSaved,
    password: t.passwordSaved,
    address: t.addressSaved,
    removed: t.removed,
    verification: t.verificationSent,
    changed: t.changed,
  }
  return { note: notes[done ?? ''] }
}

const home = definePage({
  method: 'get',
  path: '/account',
  query: Paged,
  handler: (visit, { query }) =>
    own(visit, async (customer) => {
      const t = accountTexts(visit)
      const { data, next_cursor } = await ask<{ data: Order[]; next_cursor: string | null }>(
        visit.ctx,
        '/customers/me/orders',
        { query: { cursor: query.cursor } },
      )
      const older = next_cursor === null ? undefined : href(visit, '/account', { cursor: next_cursor })
      const unverified = customer.email_verified
        ? ''
        : html`<div class="notice">${t.unverified} ${buttonForm(href(visit, '/account/verification'), t.sendAgain, { className: 'link' })}</div>`
      return accountPage(visit, {
        title: fill(t.welcome, { name: greeting(customer) }),
        ...noteFor(visit, query.done),
        body: html`${unverified}<h2>${t.orders}</h2>${ordersView(visit, data, older)}`,
      })
    }),
})

/** A POST of who is signed in, after which another page is shown. */
const ownAction = (
  path: string,
  next: string,
  act: (visit: Visit, input: { params: Record<string, string>; form: Typed }) => Promise<unknown>,
) =>
  definePage({
    method: 'post',
    path,
    params: z.record(z.string(), z.uuid()),
    form: AccountForm,
    handler: (visit, input) =>
      own(visit, async () => {
        await act(visit, input)
        return redirect(href(visit, next.split('?')[0] ?? '/', { done: next.split('done=')[1] }))
      }),
  })

const verification = ownAction('/account/verification', '/account?done=verification', (visit) =>
  ask(visit.ctx, '/customers/me/verification', { method: 'POST' }),
)

type Profile = { typed: Typed; faults?: Faults; passwordFaults?: Faults; note?: string | undefined }

function profilePage(
  visit: Visit,
  { typed, faults = NO_FAULTS, passwordFaults = NO_FAULTS, note }: Profile,
): Shown {
  const t = accountTexts(visit)
  const one = (name: string, label: string, autocomplete: string) =>
    field(
      visit,
      { name, label, autocomplete, isOptional: true, maxlength: 100, value: textOf(typed, name) },
      faults,
    )
  const secret = (name: string, label: string, autocomplete: string, hint?: string) =>
    field(
      visit,
      { name, label, type: 'password', autocomplete, maxlength: 200, ...(hint && { hint }) },
      passwordFaults,
    )
  const isFine = faults === NO_FAULTS && passwordFaults === NO_FAULTS
  return accountPage(visit, {
    title: t.profile,
    status: isFine ? 200 : 422,
    note,
    body: html`${faultSummary(t.faults, faults)}<form method="post" action="${href(visit, '/account/profile')}" class="fields">${one('first_name', t.firstName, 'given-name')}${one('last_name', t.lastName, 'family-name')}${one('phone', t.phone, 'tel')}${checkbox('accepts_marketing', t.newsletter, typed.accepts_marketing === 'yes' || typed.accepts_marketing === true)}<p><button>${t.save}</button></p></form>
<h2>${t.password}</h2>${faultSummary(t.faults, passwordFaults)}<form method="post" action="${href(visit, '/account/password')}" class="fields">${secret('current_password', t.currentPassword, 'current-password')}${secret('password', t.newPassword, 'new-password', t.passwordHint)}<p><button>${t.savePassword}</button></p></form>`,
  })
}

const profile = [
  definePage({
    method: 'get',
    path: '/account/profile',
    query: Paged,
    handler: (visit, { query }) =>
      own(visit, (customer) => profilePage(visit, { typed: customer, ...noteFor(visit, query.done) })),
  }),
  definePage({
    method: 'post',
    path: '/account/profile',
    form: AccountForm,
    handler: (visit, { form }) =>
      own(visit, async () => {
        const text = (name: string) => textOf(form, name)
        const body = {
          ...{ first_name: text('first_name'), last_name: text('last_name'), phone: text('phone') },
          accepts_marketing: form.accepts_marketing === 'yes',
        }
        const done = await attempt(accountTexts(visit), () =>
          ask(visit.ctx, '/customers/me', { method: 'PATCH', body }),
        )
        return done.ok
          ? redirect(href(visit, '/account/profile', { done: 'profile' }))
          : profilePage(visit, { typed: form, faults: done.faults })
      }),
  }),
  definePage({
    method: 'post',
    path: '/account/password',
    form: AccountForm,
    handler: (visit, { form }) =>
      own(visit, async (customer) => {
        const body = {
          current_password: passwordOf(form, 'current_password'),
          password: passwordOf(form, 'password'),
        }
        const done = await attempt(accountTexts(visit), () =>
          ask(visit.ctx, '/customers/me/password', { method: 'POST', body }),
        )
        return done.ok
          ? redirect(href(visit, '/account/profile', { done: 'password' }))
          : profilePage(visit, { typed: customer, passwordFaults: done.faults })
      }),
  }),
]

const BOOK = '/customers/me/addresses'

const countriesOf = ({ markets }: Visit): string[] => [
  ...new Set(markets.flatMap(({ countries }) => countries)),
]

const addressBook = definePage({
  method: 'get',
  path: '/account/addresses',
  query: Paged,
  handler: (visit, { query }) =>
    own(visit, async () => {
      const t = accountTexts(visit)
      const { data } = await ask<{ data: Address[] }>(visit.ctx, BOOK)
      const at = (id: string, rest = '') => href(visit, `/account/addresses/${id}${rest}`)
      return accountPage(visit, {
        title: t.addresses,
        ...noteFor(visit, query.done),
        body: html`${data.length === 0 ? html`<p>${t.noAddresses}</p>` : html`<ul class="tiles">${data.map((address) => html`<li class="panel"><address>${addressText(visit, address)}</address>${address.is_default_shipping ? html`<p class="small"><strong>${t.defaultAddress}</strong></p>` : ''}<p class="actions"><a href="${at(address.id)}">${t.edit}</a>${address.is_default_shipping ? '' : buttonForm(at(address.id, '/default'), t.makeDefault, { className: 'link' })}${buttonForm(at(address.id, '/remove'), t.remove, { className: 'link' })}</p></li>`)}</ul>`}<p><a class="button" href="${href(visit, '/account/addresses/new')}">${t.addAddress}</a></p>`,
      })
    }),
})

function addressPage(
  visit: Visit,
  { id, typed, faults = NO_FAULTS }: { id: string | undefined; typed: Typed; faults?: Faults },
): Shown {
  const t = accountTexts(visit)
  const action = href(visit, `/account/addresses/${id ?? 'new'}`)
  return accountPage(visit, {
    title: id === undefined ? t.addAddress : t.editAddress,
    status: faults === NO_FAULTS ? 200 : 422,
    body: html`${faultSummary(t.faults, faults)}<form method="post" action="${action}" class="stack" novalidate><button class="hidden" tabindex="-1" aria-hidden="true">${t.save}</button>${addressFields(visit, { typed, faults, countries: countriesOf(visit) })}<p class="actions"><button>${t.save}</button> <a href="${href(visit, '/account/addresses')}">${t.cancel}</a></p></form>`,
  })
}

const keepAddress = (visit: Visit, id: string | undefined, form: Typed): Promise<Shown> =>
  own(visit, async () => {
    if (form.action === 'country')
      return addressPage(visit, { id, typed: { ...form, state: '', postal_code: '' } })
    const done = await attempt(accountTexts(visit), () =>
      id === undefined
        ? ask(visit.ctx, BOOK, { method: 'POST', body: addressFrom(form) })
        : ask(visit.ctx, `${BOOK}/${id}`, { method: 'PATCH', body: addressFrom(form) }),
    )
    return done.ok
      ? redirect(href(visit, '/account/addresses', { done: 'address' }))
      : addressPage(visit, { id, typed: form, faults: done.faults })
  })

const AddressParams = z.object({ address_id: z.uuid() })

const addresses = [
  addressBook,
  definePage({
    method: 'get',
    path: '/account/addresses/new',
    handler: (visit) => own(visit, () => addressPage(visit, { id: undefined, typed: {} })),
  }),
  definePage({
    method: 'post',
    path: '/account/addresses/new',
    form: AccountForm,
    handler: (visit, { form }) => keepAddress(visit, undefined, form),
  }),
  definePage({
    method: 'get',
    path: '/account/addresses/{address_id}',
    params: AddressParams,
    handler: (visit, { params }) =>
      own(visit, async () => {
        const typed = await ask<Address>(visit.ctx, `${BOOK}/${params.address_id}`)
        return addressPage(visit, { id: params.address_id, typed })
      }),
  }),
  definePage({
    method: 'post',
    path: '/account/addresses/{address_id}',
    params: AddressParams,
    form: AccountForm,
    handler: (visit, { params, form }) => keepAddress(visit, params.address_id, form),
  }),
  ownAction(
    '/account/addresses/{address_id}/default',
    '/account/addresses?done=address',
    (visit, { params }) =>
      ask(visit.ctx, `${BOOK}/${params.address_id}`, {
        method: 'PATCH',
        body: { is_default_shipping: true },
      }),
  ),
  ownAction(
    '/account/addresses/{address_id}/remove',
    '/account/addresses?done=removed',
    (visit, { params }) => ask(visit.ctx, `${BOOK}/${params.address_id}`, { method: 'DELETE' }),
  ),
]

const METHODS = '/customers/me/payment-methods'

const paymentMethods = [
  definePage({
    method: 'get',
    path: '/account/payment-methods',
    query: Paged,
    handler: (visit, { query }) =>
      own(visit, async () => {
        const t = accountTexts(visit)
        const { data } = await ask<{ data: SavedPaymentMethod[] }>(visit.ctx, METHODS)
        const at = (id: string, rest: string) => href(visit, `/account/payment-methods/${id}/${rest}`)
        return accountPage(visit, {
          title: t.paymentMethods,
          ...noteFor(visit, query.done),
          body:
            data.length === 0
              ? html`<p>${t.noPaymentMethods}</p>`
              : html`<ul class="tiles">${data.map((one) => html`<li class="panel"><p><strong>${one.label}</strong>${one.expires === null ? '' : html`<br><span class="muted">${fill(t.until, { date: one.expires })}</span>`}</p><p class="actions">${one.is_default ? html`<strong>${t.defaultAddress}</strong>` : buttonForm(at(one.id, 'default'), t.makeDefault, { className: 'link' })}${buttonForm(at(one.id, 'remove'), t.remove, { className: 'link' })}</p></li>`)}</ul>`,
        })
      }),
  }),
  ownAction(
    '/account/payment-methods/{saved_payment_method_id}/default',
    '/account/payment-methods?done=changed',
    (visit, { params }) =>
      ask(visit.ctx, `${METHODS}/${params.saved_payment_method_id}/default`, { method: 'POST' }),
  ),
  ownAction(
    '/account/payment-methods/{saved_payment_method_id}/remove',
    '/account/payment-methods?done=removed',
    (visit, { params }) =>
      ask(visit.ctx, `${METHODS}/${params.saved_payment_method_id}`, { method: 'DELETE' }),
  ),
]

const sessions = [
  definePage({
    method: 'get',
    path: '/account/sessions',
    query: Paged,
    handler: (visit, { query }) =>
      own(visit, async () => {
        const t = accountTexts(visit)
        const { data } = await ask<{ data: Session[] }>(visit.ctx, '/customers/me/sessions')
        return accountPage(visit, {
          title: t.sessions,
          ...noteFor(visit, query.done),
          body: html`<ul class="tiles">${data.map((one) => html`<li class="panel"><p>${one.current ? html`<strong>${t.thisSession}</strong><br>` : ''}${fill(t.lastUsed, { date: date(visit, one.last_used_at) })}</p>${one.current ? '' : buttonForm(href(visit, `/account/sessions/${one.id}/end`), t.end, { className: 'link' })}</li>`)}</ul>`,
        })
      }),
  }),
  ownAction(
    '/account/sessions/{customer_session_id}/end',
    '/account/sessions?done=removed',
    (visit, { params }) =>
      ask(visit.ctx, `/customers/me/sessions/${params.customer_session_id}`, { method: 'DELETE' }),
  ),
]

export const accountPages = [home, verification, ...profile, ...addresses, ...paymentMethods, ...sessions]
