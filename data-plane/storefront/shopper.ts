// What the shop remembers of a visitor from page to page: the cart, and who is signed in.
import { DomainError, ERROR_CODES } from '../../shared/errors.ts'
import type { Cart } from '../cart/index.ts'
import type { SignedIn, StoreCustomer } from '../customers/index.ts'
import { ask, find } from './ask.ts'
import { COOKIES, termsOf, type Visit } from './visit.ts'

const DAY_SECONDS = 86_400
const CART_SECONDS = 60 * DAY_SECONDS
/** The API ends a session that is not used; the cookie only has to last longer. */
const SESSION_SECONDS = 400 * DAY_SECONDS

export const countOf = ({ line_items }: Pick<Cart, 'line_items'>): number =>
  line_items.reduce((sum, { quantity }) => sum + quantity, 0)

/** Keeps a cart for the next pages. */
export function rememberCart(visit: Visit, cart: Pick<Cart, 'id' | 'line_items'>): void {
  setCart(visit, { id: cart.id, count: countOf(cart) })
}

export function setCart(visit: Visit, cart: { id: string; count: number } | undefined): void {
  if (visit.own !== undefined) visit.own.cart = cart
  visit.setCookies.push({
    name: COOKIES.cart,
    value: cart === undefined ? '' : `${cart.id}.${cart.count}`,
    maxAgeSeconds: cart === undefined ? 0 : CART_SECONDS,
  })
}

/**
 * The visitor's open cart, in the market and currency that all the pages show; one that was ordered, or is of another store,
 * is forgotten.
 */
export async function readCart(visit: Visit): Promise<Cart | undefined> {
  const known = visit.own?.cart
  if (known === undefined) return undefined
  const cart = await following(visit, await find<Cart>(visit.ctx, `/carts/${known.id}`))
  if (cart?.status === 'open') {
    if (countOf(cart) !== known.count) rememberCart(visit, cart)
    return cart
  }
  setCart(visit, undefined)
  return undefined
}

/** The cart after it was moved to where the visitor is now. */
async function following(visit: Visit, cart: Cart | undefined): Promise<Cart | undefined> {
  const terms = termsOf(visit)
  if (cart?.status !== 'open' || (cart.market === terms.market && cart.currency === terms.currency))
    return cart
  try {
    return await ask<Cart>(visit.ctx, `/carts/${cart.id}`, { method: 'PATCH', body: terms })
  } catch (error) {
    // Too large a total in the other currency is none that could be shown: it stays where it is.
    if (!(error instanceof DomainError) || ERROR_CODES[error.code][0] >= 500) throw error
    return GONE.includes(error.code) ? undefined : cart
  }
}

const GONE: readonly string[] = ['not_found', 'cart_completed', 'cart_merged']
/** After these it may be added to the cart that there is by now, or where the cart is by now. */
const AGAIN: readonly string[] = [...GONE, 'price_unavailable']

/** Puts a variant into the visitor's cart, which is begun with it. Throws what the API refuses. */
export async function addToCart(visit: Visit, item: { variant_id: string; quantity: number }): Promise<Cart> {
  const add = (id: string) => ask<Cart>(visit.ctx, `/carts/${id}/line-items`, { method: 'POST', body: item })
  const known = visit.own?.cart
  if (known !== undefined)
    try {
      const cart = await add(known.id)
      return (await following(visit, cart)) ?? cart
    } catch (error) {
      if (!(error instanceof DomainError && AGAIN.includes(error.code))) throw error
      const cart = await readCart(visit)
      if (cart !== undefined) return await add(cart.id)
    }
  // A session that is over must not keep anybody from buying.
  await readCustomer(visit)
  const { id } = await ask<Cart>(visit.ctx, '/carts', { method: 'POST', body: termsOf(visit) })
  return add(id)
}

/** Who is signed in; a session that is over is forgotten. */
export async function readCustomer(visit: Visit): Promise<StoreCustomer | undefined> {
  if (visit.ctx.customerToken === undefined) return undefined
  try {
    return await ask<StoreCustomer>(visit.ctx, '/customers/me')
  } catch (error) {
    if (!(error instanceof DomainError) || ERROR_CODES[error.code][0] !== 401) throw error
    forgetCustomer(visit)
    return undefined
  }
}

/** Keeps a session, with the cart that goes with it. */
export function rememberCustomer(visit: Visit, { token, cart_id }: SignedIn): void {
  visit.setCookies.push({ name: COOKIES.session, value: token, maxAgeSeconds: SESSION_SECONDS })
  if (cart_id !== null) setCart(visit, { id: cart_id, count: visit.own?.cart?.count ?? 0 })
}

export function forgetCustomer(visit: Visit): void {
  visit.ctx = { ...visit.ctx, customerToken: undefined }
  visit.setCookies.push({ name: COOKIES.session, value: '', maxAgeSeconds: 0 })
}
