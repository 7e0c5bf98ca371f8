// Keeping the sums in step with orders and checkouts. Whatever happened, and in whatever order we hear of it: what a subject
// added before is taken out and what it is now is added, under the lock of its entry. No order is locked by this.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { getMarkets } from '../../markets/index.ts'
import { getStore } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { type Counted, changeFrom, factsOfCart, factsOfOrder } from '../rules/counting.ts'

/** Where the store's days begin: its own time zone, or that of its default market's business hours, or UTC. */
export async function timeZoneOf(ctx: Parameters<typeof getStore>[0]): Promise<string> {
  const [store, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  const market = markets.find(({ code }) => code === store.default_market)
  return store.time_zone ?? market?.business_hours?.time_zone ?? 'UTC'
}

/** Counts orders and carts as they are now, together with the commit. */
export async function count(ctx: TxCtx, subjects: queries.Subjects): Promise<void> {
  if (subjects.orders.length + subjects.carts.length === 0) return
  const usual = await timeZoneOf(ctx)
  const [time_zone, { entries, orderFacts, cartFacts }] = await Promise.all([
    queries.zoneForCounting(ctx.tx, ctx.tenantId, usual),
    queries.readSubjects(ctx.tx, ctx.tenantId, subjects),
  ])
  const facts = new Map([
    ...orderFacts.map((order) => [order.id, factsOfOrder(order)] as const),
    ...cartFacts.map((cart) => [cart.id, factsOfCart(cart)] as const),
  ])
  const pairs = entries.map(({ id, ...before }) => {
    const after: Counted = { time_zone, facts: facts.get(id) ?? [] }
    return { id, before, after }
  })
  const changed = pairs.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
  const rows = changed.map(({ id, after }) => ({ id, ...after }))
  withCommit(queries.writeChange(ctx.tx, ctx.tenantId, rows, changeFrom(changed)))
}

export const countOrder = (ctx: TxCtx, orderId: string): Promise<void> =>
  count(ctx, { orders: [orderId], carts: [] })

/** Counts a new order and that its cart's checkout was completed. */
export const countPlaced = (ctx: TxCtx, orderId: string, cartId: string | null): Promise<void> =>
  count(ctx, { orders: [orderId], carts: cartId === null ? [] : [cartId] })
