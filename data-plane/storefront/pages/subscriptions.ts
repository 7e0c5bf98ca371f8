// What a shopper has delivered regularly.
import { html } from 'hono/html'
import { z } from 'zod'
import type { Subscription } from '../../subscriptions/index.ts'
import { ask } from '../ask.ts'
import { accountTexts } from '../languages/account/texts.ts'
import { definePage, lenient, redirect, type Shown } from '../page.ts'
import { accountPage } from '../views/account.ts'
import { addressText } from '../views/address.ts'
import {
  attempt,
  buttonForm,
  choice,
  type Faults,
  faultSummary,
  field,
  NO_FAULTS,
  textOf,
} from '../views/forms.ts'
import { rhythmText } from '../views/subscriptions.ts'
import { date, fill, money } from '../views/text.ts'
import { href, type Visit } from '../visit.ts'
import { AccountForm, own } from './account.ts'

const BASE = '/customers/me/subscriptions'
const Params = z.object({ subscription_id: z.uuid() })

const list = definePage({
  method: 'get',
  path: '/account/subscriptions',
  handler: (visit) =>
    own(visit, async () => {
      const t = accountTexts(visit)
      const { data } = await ask<{ data: Subscription[] }>(visit.ctx, BASE, { query: { limit: 100 } })
      return accountPage(visit, {
        title: t.subscriptions,
        body:
          data.length === 0
            ? html`<p>${t.noSubscriptions}</p>`
            : html`<ul class="tiles">${data.map((one) => html`<li class="panel"><p><a href="${href(visit, `/account/subscriptions/${one.id}`)}"><strong>${one.items.map(({ title }) => title).join(', ')}</strong></a></p><p>${rhythmText(t, one)} · ${money(visit, one.price)}<br>${whenText(visit, one)}</p></li>`)}</ul>`,
      })
    }),
})

function whenText(visit: Visit, one: Subscription): string {
  const t = accountTexts(visit)
  const status = t.subscriptionStatus[one.status] ?? one.status
  if (one.status === 'paused' && one.paused_until !== null)
    return fill(t.pausedUntil, { date: date(visit, one.paused_until) })
  if (one.cancel_at_period_end) return fill(t.endsOn, { date: date(visit, one.period_end) })
  if (one.next_renewal_at === null || one.status === 'paused') return status
  return `${status} · ${fill(t.nextDelivery, { date: date(visit, one.next_renewal_at) })}`
}

function shown(
  visit: Visit,
  one: Subscription,
  { faults = NO_FAULTS, note }: { faults?: Faults; note?: string | undefined } = {},
): Shown {
  const t = accountTexts(visit)
  const at = (rest: string) => href(visit, `/account/subscriptions/${one.id}/${rest}`)
  const is = (...statuses: Subscription['status'][]) => statuses.includes(one.status)
  const isGoingOn = !is('cancelled', 'completed')
  return accountPage(visit, {
    title: t.subscription,
    status: faults === NO_FAULTS ? 200 : 422,
    note,
    body: html`${faultSummary(t.faults, faults)}<p><strong>${rhythmText(t, one)} · ${money(visit, one.price)}</strong><br>${whenText(visit, one)}</p>
${isGoingOn ? quantityForm(visit, one, faults) : html`<ul>${one.items.map(({ title, quantity }) => html`<li>${quantity} × ${title}</li>`)}</ul>`}
${one.shipping_address === null ? '' : html`<address>${addressText(visit, one.shipping_address)}</address>`}
${one.open_cycle?.checkout_id ? html`<p><a class="button" href="${href(visit, `/checkout/${one.open_cycle.checkout_id}`)}">${t.payIt}</a></p>` : ''}
<div class="actions">${is('past_due', 'unpaid') ? buttonForm(at('retry'), t.retry) : ''}${is('active', 'trialing') ? html`${buttonForm(at('skip'), t.skip)}${buttonForm(at('pause'), t.pause)}` : ''}${is('paused') ? buttonForm(at('resume'), t.resume) : ''}</div>
${
  isGoingOn
    ? html`<details class="panel"><summary>${t.endIt}</summary><form method="post" action="${at('cancel')}" class="fields">${choice(
        visit,
        {
          name: 'at',
          label: t.endIt,
          choices: [
            { value: 'period_end', label: t.endLater },
            { value: 'now', label: t.endNow },
          ],
        },
      )}${field(visit, { name: 'reason', label: t.endReason, maxlength: 500, isOptional: true })}<p><button class="quiet">${t.endIt}</button></p></form></details>`
    : ''
}`,
  })
}

const quantityForm = (visit: Visit, { id, items }: Subscription, faults: Faults) => {
  const t = accountTexts(visit)
  return html`<form method="post" action="${href(visit, `/account/subscriptions/${id}/change`)}" class="fields">${items.map(
    ({ variant_id, title, variant_title, quantity }) =>
      field(
        visit,
        {
          name: `quantity.${variant_id}`,
          label: `${title}${variant_title === '' ? '' : ` · ${variant_title}`} · ${t.quantity}`,
          type: 'number',
          value: `${quantity}`,
          width: 'third',
        },
        faults,
      ),
  )}<p><button class="quiet">${t.save}</button></p></form>`
}

const show = definePage({
  method: 'get',
  path: '/account/subscriptions/{subscription_id}',
  params: Params,
  query: z.object({ done: lenient(z.string().max(20)) }),
  handler: (visit, { params, query }) =>
    own(visit, async () => {
      const one = await ask<Subscription>(visit.ctx, `${BASE}/${params.subscription_id}`)
      return shown(visit, one, { note: query.done === undefined ? undefined : accountTexts(visit).changed })
    }),
})

type Typed = Readonly<Record<string, unknown>>
type Asked = { method: 'POST' | 'PATCH'; path: string; body?: object }

/** Does something to a subscription, and shows it as it is then, or why not. */
const action = (name: string, request: (form: Typed, one: Subscription) => Asked) =>
  definePage({
    method: 'post',
    path: `/account/subscriptions/{subscription_id}/${name}`,
    params: Params,
    form: AccountForm,
    handler: (visit, { params, form }) =>
      own(visit, async () => {
        const path = `${BASE}/${params.subscription_id}`
        const one = await ask<Subscription>(visit.ctx, path)
        const { path: rest, ...options } = request(form, one)
        const done = await attempt(accountTexts(visit), () => ask(visit.ctx, `${path}${rest}`, options))
        return done.ok
          ? redirect(href(visit, `/account/subscriptions/${one.id}`, { done: name }))
          : shown(visit, one, { faults: done.faults })
      }),
  })

const actions = [
  action('pause', () => ({ method: 'POST', path: '/pause', body: {} })),
  action('resume', () => ({ method: 'POST', path: '/resume' })),
  action('skip', () => ({ method: 'POST', path: '/skip' })),
  action('retry', () => ({ method: 'POST', path: '/retry' })),
  action('cancel', (form) => ({
    method: 'POST',
    path: '/cancel',
    body: { at: form.at === 'now' ? 'now' : 'period_end', reason: textOf(form, 'reason') || null },
  })),
  action('change', (form, { items }) => ({
    method: 'PATCH',
    path: '',
    body: {
      items: items.map(({ variant_id, quantity }) => ({
        variant_id,
        quantity: Number(textOf(form, `quantity.${variant_id}`) || quantity),
      })),
    },
  })),
]

export const subscriptionPages = [list, show, ...actions]
