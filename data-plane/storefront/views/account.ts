// The frame of account pages, and their lists.
import { html, raw } from 'hono/html'
import type { StoreCustomer } from '../../customers/index.ts'
import type { Order } from '../../orders/index.ts'
import { accountTexts } from '../languages/account/texts.ts'
import type { Document, Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { buttonForm } from './forms.ts'
import { statusText } from './order.ts'
import { date, money } from './text.ts'

type Framed = { title: string; body: Html; status?: number; note?: string | undefined }

/** A page of the account with the links to the others beside it. */
export function accountPage(visit: Visit, { title, body, status = 200, note }: Framed): Document {
  const t = accountTexts(visit)
  const links = [
    ['/account', t.orders],
    ['/account/profile', t.profile],
    ['/account/addresses', t.addresses],
    ['/account/subscriptions', t.subscriptions],
    ['/account/payment-methods', t.paymentMethods],
    ['/account/sessions', t.sessions],
  ] as const
  return {
    kind: 'document',
    status,
    title,
    noindex: true,
    body: html`<div class="wrap account"><nav aria-label="${t.account}"><ul>${links.map(
      ([path, label]) =>
        html`<li><a href="${href(visit, path)}" ${visit.path === path ? raw('aria-current="page"') : ''}>${label}</a></li>`,
    )}<li>${buttonForm(href(visit, '/account/sign-out'), t.signOut, { className: 'link' })}</li></ul></nav><div><h1>${title}</h1>${note === undefined ? '' : html`<p class="notice" role="status">${note}</p>`}${body}</div></div>`,
  }
}

/** A page for who is not signed in, as narrow as its form. */
export const doorPage = (title: string, body: Html, status = 200): Document => ({
  kind: 'document',
  status,
  title,
  noindex: true,
  body: html`<div class="wrap door"><h1>${title}</h1>${body}</div>`,
})

export const greeting = (customer: StoreCustomer): string =>
  customer.first_name === '' ? customer.email : customer.first_name

export function ordersView(visit: Visit, orders: readonly Order[], older: string | undefined): Html {
  const t = accountTexts(visit)
  if (orders.length === 0)
    return html`<p>${t.noOrders}</p><p><a class="button" href="${href(visit, '/')}">${visit.t.backHome}</a></p>`
  return html`<div class="scroll" role="region" aria-label="${t.orders}" tabindex="0"><table class="orders"><thead><tr><th scope="col">${t.order}</th><th scope="col">${t.date}</th><th scope="col">${t.status}</th><th scope="col">${t.total}</th></tr></thead><tbody>${orders.map(
    (order) =>
      html`<tr><th scope="row"><a href="${href(visit, `/orders/${order.id}`)}">${order.number}</a></th><td>${date(visit, order.placed_at)}</td><td>${statusText(visit, order)}</td><td>${money(visit, order.totals.total)}</td></tr>`,
  )}</tbody></table></div>${older === undefined ? '' : html`<p><a class="button quiet" href="${older}" rel="next">${t.older}</a></p>`}`
}
