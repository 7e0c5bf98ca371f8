// The first step of a checkout: who buys, and where it goes.
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import type { Address } from '../../addresses/index.ts'
import type { Checkout } from '../../checkout/index.ts'
import type { StoreCustomer } from '../../customers/index.ts'
import type { StorePlans } from '../../subscriptions/index.ts'
import { ask, find } from '../ask.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import { definePage, redirect, type Shown } from '../page.ts'
import { readCustomer } from '../shopper.ts'
import { ADDRESS_FIELDS, addressFrom, type Typed } from '../views/address.ts'
import { checkoutFrame, checkoutMessage, detailsForm } from '../views/checkout.ts'
import { attempt, type Faults, faultAt, faultsOf, NO_FAULTS, textOf } from '../views/forms.ts'
import { href, type Visit } from '../visit.ts'

export const CheckoutParams = z.object({ checkout_id: z.uuid() })
export const AnyForm = z.record(z.string(), z.unknown())

/** A checkout that is still open; else where its visitor goes instead. */
export async function openCheckout(
  visit: Visit,
  id: string,
): Promise<{ checkout: Checkout } | { shown: Shown }> {
  const checkout = await ask<Checkout>(visit.ctx, `/checkouts/${id}`)
  if (checkout.order_id !== null) return { shown: redirect(href(visit, `/orders/${checkout.order_id}`)) }
  return Date.parse(checkout.expires_at) > visit.ctx.now.getTime() ? { checkout } : { shown: gone(visit) }
}

const gone = (visit: Visit): Shown => {
  const t = buyingTexts(visit)
  return {
    kind: 'document',
    status: 410,
    title: t.checkoutGone,
    noindex: true,
    body: checkoutMessage(visit, t.checkoutGone, t.checkoutGoneText),
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof DomainError &&
  ['checkout_expired', 'checkout_completed', 'cart_completed', 'cart_merged'].includes(error.code)

/**
 * Does what a form of a checkout asks for, or tells why not. Of a checkout that ended meanwhile, as by a second click, it
 * gives what is shown instead: its order, or that it is gone.
 */
export async function attemptOpen<T>(
  visit: Visit,
  id: string,
  work: () => Promise<T>,
): Promise<{ value: T } | { faults: Faults } | { shown: Shown }> {
  try {
    return { value: await work() }
  } catch (error) {
    if (!isGone(error)) return { faults: faultsOf(error, buyingTexts(visit)) }
    const found = await openCheckout(visit, id)
    return { shown: 'shown' in found ? found.shown : gone(visit) }
  }
}

async function shownDetails(
  visit: Visit,
  checkout: Checkout,
  state: { customer: StoreCustomer | undefined; typed?: Typed; faults?: Faults },
): Promise<Shown> {
  const { customer, faults = NO_FAULTS } = state
  const [addresses, plans] = await Promise.all([
    customer === undefined ? [] : addressesOf(visit),
    plansOf(visit, checkout),
  ])
  const market = visit.markets.find(({ code }) => code === checkout.market)
  const countries = market?.countries ?? visit.market.countries
  const typed = state.typed ?? startOf({ checkout, customer, addresses, countries })
  const form = detailsForm(visit, { checkout, customer, addresses, plans, countries, typed, faults })
  return {
    kind: 'document',
    status: faults === NO_FAULTS ? 200 : 422,
    title: buyingTexts(visit).checkout,
    noindex: true,
    isPlain: true,
    body: checkoutFrame(visit, { checkout, step: 'details', form }),
  }
}

const addressesOf = async (visit: Visit): Promise<readonly Address[]> =>
  (await ask<{ data: Address[] }>(visit.ctx, '/customers/me/addresses')).data

async function plansOf(visit: Visit, { line_items }: Checkout): Promise<Map<string, StorePlans['data']>> {
  const ids = [...new Set(line_items.map(({ product_id }) => product_id))]
  const plans = await Promise.all(
    ids.map((id) => find<StorePlans>(visit.ctx, `/products/${id}/subscription-plans`)),
  )
  return new Map(ids.map((id, i) => [id, plans[i]?.data ?? []]))
}

type Known = {
  checkout: Checkout
  customer: StoreCustomer | undefined
  addresses: readonly Address[]
  countries: readonly string[]
}

/** What the form begins with: what the checkout has already, or else what the shopper uses by default. */
function startOf({ checkout, customer, addresses, countries }: Known): Typed {
  const known = addresses.filter(({ country }) => countries.includes(country))
  const own = known.find(({ is_default_shipping }) => is_default_shipping) ?? known[0]
  const name = customer === undefined ? '' : `${customer.first_name} ${customer.last_name}`.trim()
  return {
    name,
    ...(checkout.shipping_address ?? own),
    address_id: checkout.shipping_address === null ? own?.id : undefined,
    email: checkout.email ?? customer?.email,
    shipping_method: checkout.shipping_method,
  }
}

const show = definePage({
  method: 'get',
  path: '/checkout/{checkout_id}',
  params: CheckoutParams,
  handler: async (visit, { params }) => {
    const customer = await readCustomer(visit)
    const found = await openCheckout(visit, params.checkout_id)
    return 'shown' in found ? found.shown : shownDetails(visit, found.checkout, { customer })
  },
})

const save = definePage({
  method: 'post',
  path: '/checkout/{checkout_id}',
  params: CheckoutParams,
  form: AnyForm,
  handler: async (visit, { params, form }) => {
    const customer = await readCustomer(visit)
    const found = await openCheckout(visit, params.checkout_id)
    if ('shown' in found) return found.shown
    const { checkout } = found
    const again = (state: { typed?: Typed; faults?: Faults }) =>
      shownDetails(visit, checkout, { customer, typed: form, ...state })
    if (form.action === 'country') return again({ typed: { ...form, state: '', postal_code: '' } })
    if (typeof form.address_id === 'string') {
      const picked = (await addressesOf(visit)).find(({ id }) => id === form.address_id)
      return again({ typed: { ...form, ...picked, address_id: form.address_id } })
    }
    const done = await attemptOpen(visit, checkout.id, () => keep(visit, checkout, { form, customer }))
    if ('shown' in done) return done.shown
    if ('faults' in done) return again({ faults: done.faults })
    return redirect(href(visit, `/checkout/${checkout.id}/payment`))
  },
})

/** Stores what was entered. */
async function keep(
  visit: Visit,
  checkout: Checkout,
  { form, customer }: { form: Typed; customer: StoreCustomer | undefined },
): Promise<void> {
  const path = `/checkouts/${checkout.id}`
  const isShipped = checkout.shipping_methods.length > 0 || checkout.shipping_method !== null
  const method = textOf(form, 'shipping_method')
  await ask<Checkout>(visit.ctx, path, {
    method: 'PATCH',
    body: {
      email: textOf(form, 'email'),
      ...(isShipped ? { shipping_address: addressFrom(form) } : {}),
      ...(method === '' ? {} : { shipping_method: method }),
    },
  })
  const lines = checkout.line_items.flatMap(({ id }) => {
    const plan = textOf(form, `plan.${id}`)
    return plan === '' ? [] : [{ line_item_id: id, subscription_plan_id: plan }]
  })
  const had = checkout.line_items.some(({ subscription_plan_id }) => subscription_plan_id !== null)
  if (lines.length > 0 || (had && Object.keys(form).some((name) => name.startsWith('plan.'))))
    await ask<Checkout>(visit.ctx, `${path}/subscriptions`, { method: 'PUT', body: { lines } })
  if (customer !== undefined && form.save_address === 'yes') await keepAddress(visit, form)
}

/** In the address book, unless it stands there already. */
async function keepAddress(visit: Visit, form: Typed): Promise<void> {
  const wanted = addressFrom(form)
  const known = await addressesOf(visit)
  if (known.some((address) => ADDRESS_FIELDS.every((name) => address[name] === wanted[name]))) return
  // A book that is full does not keep anybody from buying.
  await attempt(buyingTexts(visit), () =>
    ask(visit.ctx, '/customers/me/addresses', { method: 'POST', body: wanted }),
  )
}

export const checkoutPages = [show, save]

export const codeFault = (visit: Visit, field: string, { message, fields }: Faults): Faults =>
  faultAt(field, message ?? [...fields.values()][0] ?? buyingTexts(visit).fields.code ?? '')
