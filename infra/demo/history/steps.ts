// Each kind of step of the history, as requests to the store.
import type { Ask, DemoClient } from '../client.ts'
import type { MadeProduct } from '../goods.ts'
import type { Step } from './plan.ts'
import type { Drawn } from './progress.ts'
import { shopperOf } from './shoppers.ts'

type Named = { id: string }
type Of<K extends Step['kind']> = Extract<Step, { kind: K }>
type Hand = {
  owner: Ask
  shopper: Ask
  market: string
  drawn: Drawn
  variants: ReadonlyMap<string, { variantId: string; productId: string }>
  locationId: string
  groupId: string | undefined
}
/** When, and what makes a repetition the same. */
type Turn = { at: Date; key: string }

/** Gives what does one step; the same key gives the same outcome. Throws Refused when the store declines. */
export async function openHand(
  { owner, shopper }: DemoClient,
  { market, drawn, opened }: { market: string; drawn: Drawn; opened: Date },
): Promise<(step: Step, key: string) => Promise<void>> {
  const read = <T>(path: string) =>
    owner<{ data: T[]; next_cursor?: string | null }>('GET', path, { at: opened })
  const [products, locations, groups] = await Promise.all([
    read<MadeProduct>('/admin/v1/products?limit=100'),
    read<Named & { is_default: boolean }>('/admin/v1/inventory/locations'),
    read<Named & { code: string }>('/admin/v1/customer-groups?code=trade'),
  ])
  const variants = new Map(
    products.data.flatMap(({ id, variants }) =>
      variants.map((variant) => [variant.sku.slice(3), { variantId: variant.id, productId: id }] as const),
    ),
  )
  const locationId = locations.data.find(({ is_default }) => is_default)?.id ?? ''
  const hand = { owner, shopper, market, drawn, variants, locationId, groupId: groups.data[0]?.id }
  return (step, key) => take(hand, step, { at: step.at, key })
}

async function take(hand: Hand, step: Step, turn: Turn): Promise<void> {
  switch (step.kind) {
    case 'join':
      return join(hand, step, turn)
    case 'leave':
      return leave(hand, step, turn)
    case 'order':
      return order(hand, step, turn)
    case 'ship':
      return ship(hand, step, turn)
    case 'restock':
      return restock(hand, step, turn)
    case 'review':
      return review(hand, step, turn)
    case 'receive':
      return receive(hand, step, turn)
    default:
      return desk(hand, step, turn)
  }
}

const EVERY_TRADE = 12

async function join({ owner, market, groupId }: Hand, { shopper: number }: Of<'join'>, { at, key }: Turn) {
  const { email, last_name, address } = shopperOf(number, market)
  const isTrade = number % EVERY_TRADE === 0 && groupId !== undefined
  const body = {
    ...{ email, first_name: 'Demo', last_name, accepts_marketing: number % 3 !== 0 },
    ...(isTrade ? { customer_group_ids: [groupId], tags: ['trade'] } : {}),
  }
  const { id } = await owner<Named>('POST', '/admin/v1/customers', { at, key, body })
  const book = { ...address, is_default_shipping: true, is_default_billing: true }
  await owner('POST', `/admin/v1/customers/${id}/addresses`, { at, key: `${key} address`, body: book })
}

/** A cart with what is wanted; gives its id. */
async function fillCart(
  { shopper, variants }: Hand,
  { basket, market }: Of<'order' | 'leave'>,
  { at, key }: Turn,
) {
  const cart = await shopper<Named>('POST', '/store/v1/carts', { at, key, body: { market } })
  for (const { sku, quantity } of basket) {
    const body = { variant_id: variants.get(sku)?.variantId, quantity }
    await shopper('POST', `/store/v1/carts/${cart.id}/line-items`, { at, key: `${key} ${sku}`, body })
  }
  return cart.id
}

async function leave(hand: Hand, step: Of<'leave'>, turn: Turn) {
  const cart_id = await fillCart(hand, step, turn)
  if (!step.far) return
  const { email, address } = shopperOf(step.shopper, hand.market)
  const body = { cart_id, email, shipping_address: address, shipping_method: 'standard' }
  await hand.shopper('POST', '/store/v1/checkouts', { at: turn.at, key: `${turn.key} checkout`, body })
}

async function order(hand: Hand, step: Of<'order'>, turn: Turn) {
  const { at, key } = turn
  const cart_id = await fillCart(hand, step, turn)
  if (step.code !== undefined)
    await hand.shopper('POST', `/store/v1/carts/${cart_id}/promotion-codes`, {
      ...{ at, key: `${key} code`, body: { code: step.code } },
    })
  const { email, address } = shopperOf(step.shopper, hand.market)
  const body = {
    ...{ cart_id, email, shipping_address: address, payment_method: step.method },
    shipping_method: step.express ? 'express' : 'standard',
  }
  const checkout = await hand.shopper<Named>('POST', '/store/v1/checkouts', {
    at,
    key: `${key} checkout`,
    body,
  })
  const { order } = await hand.shopper<{ order: Named & { line_items: (Named & { sku: string })[] } }>(
    'POST',
    `/store/v1/checkouts/${checkout.id}/complete`,
    { at, key: `${key} complete` },
  )
  const lines = Object.fromEntries(order.line_items.map(({ id, sku }) => [sku.slice(3), id]))
  hand.drawn.orders[step.order] = { id: order.id, lines }
}

type Plan = { data: { location_id: string }[] }

/** From each place where goods of the order lie. */
async function ship({ owner, drawn, market }: Hand, { order }: Of<'ship'>, { at, key }: Turn) {
  const made = drawn.orders[order]
  if (made === undefined) return
  const { data } = await owner<Plan>('GET', `/admin/v1/orders/${made.id}/fulfillment-plan`, { at })
  for (const [i, { location_id }] of data.entries()) {
    const number =
      market === 'us'
        ? `94${String(order * 10 + i).padStart(20, '0')}`
        : `ED${String(order * 10 + i).padStart(9, '0')}IN`
    const tracking = [{ carrier: market === 'us' ? 'USPS' : 'India Post', number }]
    const body = { location_id, tracking, force: true, notify: true }
    await owner('POST', `/admin/v1/orders/${made.id}/fulfillments`, { at, key: `${key} ${i}`, body })
  }
}

async function restock({ owner, variants, locationId }: Hand, { basket }: Of<'restock'>, { at, key }: Turn) {
  const lines = basket.map(({ sku, quantity }) => ({
    ...{ variant_id: variants.get(sku)?.variantId, location_id: locationId, change: quantity },
  }))
  const body = { kind: 'received', reason: 'Delivery from the maker', lines }
  await owner('POST', '/admin/v1/inventory/adjustments', { at, key, body })
}

async function review({ shopper, drawn, variants, market }: Hand, step: Of<'review'>, { at, key }: Turn) {
  const made = drawn.orders[step.order]
  const productId = variants.get(step.sku)?.productId
  if (made === undefined || productId === undefined) return
  const { email, address } = shopperOf(step.shopper, market)
  const body = { ...step.praise, author_name: address.name, email, order_id: made.id }
  await shopper('POST', `/store/v1/products/${productId}/reviews`, { at, key, body })
}

async function receive({ owner, drawn }: Hand, { order }: Of<'receive'>, { at, key }: Turn) {
  const id = drawn.returns[order]
  if (id === undefined) return
  const { line_items } = await owner<{ line_items: { line_item_id: string; quantity: number }[] }>(
    'GET',
    `/admin/v1/returns/${id}`,
    { at },
  )
  const lines = line_items.map(({ line_item_id, quantity }) => ({ line_item_id, quantity }))
  const body = { line_items: lines, refund: { reason: 'returned' } }
  await owner('POST', `/admin/v1/returns/${id}/receive`, { at, key, body })
}

/** What staff do with an order at their desk. */
async function desk(
  { owner, drawn }: Hand,
  step: Of<'pay' | 'deliver' | 'cancel' | 'refund' | 'return'>,
  { at, key }: Turn,
) {
  const made = drawn.orders[step.order]
  if (made === undefined) return
  const path = `/admin/v1/orders/${made.id}`
  switch (step.kind) {
    case 'pay':
      await owner('POST', `${path}/payments`, { at, key })
      return
    case 'cancel':
      await owner('POST', `${path}/cancel`, { at, key, body: { reason: step.reason } })
      return
    case 'deliver': {
      const { data } = await owner<{ data: Named[] }>('GET', `${path}/fulfillments`, { at })
      for (const { id } of data)
        await owner('PATCH', `/admin/v1/fulfillments/${id}`, {
          at,
          key: `${key} ${id}`,
          body: { status: 'delivered' },
        })
      return
    }
    case 'refund': {
      const line_items = [{ line_item_id: made.lines[step.sku], quantity: 1 }]
      await owner('POST', `${path}/refunds`, { at, key, body: { line_items, reason: step.reason } })
      return
    }
    case 'return': {
      const line_items = [{ line_item_id: made.lines[step.sku], quantity: 1, reason: step.reason }]
      drawn.returns[step.order] = (
        await owner<Named>('POST', `${path}/returns`, { at, key, body: { line_items } })
      ).id
    }
  }
}
