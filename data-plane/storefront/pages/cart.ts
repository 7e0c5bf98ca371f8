// The cart: what is in it, how many of it, and what it costs.
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import type { Cart } from '../../cart/index.ts'
import { ask } from '../ask.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import { definePage, redirect, type Shown } from '../page.ts'
import { addToCart, countOf, readCart, readCustomer, rememberCart, setCart } from '../shopper.ts'
import { cartView } from '../views/cart.ts'
import { attempt, type Faults, faultAt, faultsOf, NO_FAULTS, textOf } from '../views/forms.ts'
import { href, type Visit } from '../visit.ts'

type Typed = Readonly<Record<string, unknown>>

const shownCart = (
  visit: Visit,
  cart: Cart | undefined,
  { faults = NO_FAULTS, typed = {} }: { faults?: Faults; typed?: Typed } = {},
): Shown => ({
  kind: 'document',
  status: faults === NO_FAULTS ? 200 : 422,
  title: buyingTexts(visit).yourCart,
  noindex: true,
  body: cartView(visit, cart, { faults, typed }),
})

const showCart = definePage({
  method: 'get',
  path: '/cart',
  handler: async (visit) => shownCart(visit, await readCart(visit)),
})

const AddForm = z.object({
  variant_id: z.uuid(),
  quantity: z.coerce.number().int().min(1).max(10_000).catch(1),
})

const add = definePage({
  method: 'post',
  path: '/cart',
  form: AddForm,
  handler: async (visit, { form }) => {
    const words = buyingTexts(visit)
    try {
      const cart = await addToCart(visit, form)
      rememberCart(visit, cart)
      return visit.takesJson
        ? { kind: 'json', value: { count: countOf(cart) } }
        : redirect(href(visit, '/cart'))
    } catch (error) {
      const faults = faultsOf(error, words)
      if (!visit.takesJson) return shownCart(visit, await readCart(visit), { faults })
      return {
        kind: 'json',
        status: 422,
        value: { message: faults.message ?? [...faults.fields.values()][0] },
      }
    }
  },
})

const QUANTITY = 'quantity.'

/** Changes each line whose quantity is another one now; those that are refused stay as they were typed. */
async function changeLines(visit: Visit, cart: Cart, form: Typed): Promise<{ cart: Cart; faults: Faults }> {
  const words = buyingTexts(visit)
  const faults = new Map<string, string>()
  let now = cart
  for (const line of cart.line_items) {
    const typed = textOf(form, `${QUANTITY}${line.id}`)
    const isRemoved = form.remove === line.id || typed === '0'
    if (!isRemoved && (typed === '' || typed === String(line.quantity))) continue
    const path = `/carts/${cart.id}/line-items/${line.id}`
    const changed = await attempt(words, () =>
      isRemoved
        ? ask<Cart>(visit.ctx, path, { method: 'DELETE' })
        : ask<Cart>(visit.ctx, path, { method: 'PATCH', body: { quantity: Number(typed) } }),
    )
    if (changed.ok) now = changed.value
    else
      faults.set(
        `${QUANTITY}${line.id}`,
        changed.faults.message ?? [...changed.faults.fields.values()][0] ?? '',
      )
  }
  return { cart: now, faults: faults.size === 0 ? NO_FAULTS : { message: undefined, fields: faults } }
}

const update = definePage({
  method: 'post',
  path: '/cart/update',
  form: z.record(z.string(), z.unknown()),
  handler: async (visit, { form }) => {
    const before = await readCart(visit)
    if (before === undefined) return redirect(href(visit, '/cart'))
    const { cart, faults } = await changeLines(visit, before, form)
    rememberCart(visit, cart)
    return faults === NO_FAULTS
      ? redirect(href(visit, '/cart'))
      : shownCart(visit, cart, { faults, typed: form })
  },
})

const codes = definePage({
  method: 'post',
  path: '/cart/codes',
  form: z.record(z.string(), z.unknown()),
  handler: async (visit, { form }) => {
    const words = buyingTexts(visit)
    const cart = await readCart(visit)
    if (cart === undefined) return redirect(href(visit, '/cart'))
    const [code, remove] = [textOf(form, 'code'), textOf(form, 'remove')]
    const done = await attempt(words, () => {
      if (remove !== '')
        return ask<Cart>(visit.ctx, `/carts/${cart.id}/promotion-codes/${encodeURIComponent(remove)}`, {
          method: 'DELETE',
        })
      return ask<Cart>(visit.ctx, `/carts/${cart.id}/promotion-codes`, { method: 'POST', body: { code } })
    })
    if (done.ok) return redirect(href(visit, '/cart'))
    const message = done.faults.message ?? words.fields.code ?? ''
    return shownCart(visit, cart, { faults: faultAt('code', message), typed: form })
  },
})

const begin = definePage({
  method: 'post',
  path: '/checkout',
  handler: async (visit) => {
    await readCustomer(visit)
    const cart = await readCart(visit)
    if (cart === undefined) return redirect(href(visit, '/cart'))
    const begun = await attempt(buyingTexts(visit), () =>
      ask<{ id: string }>(visit.ctx, '/checkouts', { method: 'POST', body: { cart_id: cart.id } }),
    )
    if (!begun.ok) return shownCart(visit, cart, { faults: begun.faults })
    return redirect(href(visit, `/checkout/${begun.value.id}`))
  },
})

/** The link of the mail that reminds of a checkout that was left. */
const recover = definePage({
  method: 'get',
  path: '/checkout/recover',
  query: z.object({ token: z.string().max(200).optional().catch(undefined) }),
  handler: async (visit, { query }) => {
    const words = buyingTexts(visit)
    try {
      const checkout = await ask<{ id: string; cart_id: string; line_items: { quantity: number }[] }>(
        visit.ctx,
        '/checkout-recoveries',
        { method: 'POST', body: { token: query.token ?? '-' } },
      )
      const count = checkout.line_items.reduce((sum, { quantity }) => sum + quantity, 0)
      setCart(visit, { id: checkout.cart_id, count })
      return redirect(href(visit, `/checkout/${checkout.id}`))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return shownCart(visit, await readCart(visit), { faults: faultsOf(error, words) })
    }
  },
})

export const cartPages = [showCart, add, update, codes, begin, recover]
