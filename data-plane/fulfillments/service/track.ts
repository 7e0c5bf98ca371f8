// Shoppers look after their order by its number and their e-mail address, without signing in.
import { type Ctx, inRead, inTx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { networkOf } from '../../../shared/http/client.ts'
import { getOrder } from '../../orders/index.ts'
import * as queries from '../queries.ts'
import type { OrderTracking, TrackingQuery } from '../schema.ts'
import { listForShopper } from './show.ts'

/** Wrong guesses of one network in an hour, so that numbers and addresses cannot be tried out. */
const MAX_WRONG = 10
const WINDOW_MS = 60 * 60 * 1000

/**
 * How far an order is. A wrong number and a wrong address have the same answer. Throws `not_found`, or `too_many_requests`
 * after too many that were wrong.
 */
export async function trackOrder(ctx: Ctx, by: TrackingQuery): Promise<OrderTracking> {
  const network = networkOf(ctx.client.address)
  const now = ctx.now.getTime()
  // Counted and committed before anything is looked up: of a hundred attempts at once only the first few are made.
  const { attempts, since } = await inTx(ctx, (ctx) =>
    queries.countAttempt(ctx.tx, {
      ...{ tenantId: ctx.tenantId, network, at: ctx.now.toISOString() },
      forgotten: new Date(now - WINDOW_MS).toISOString(),
    }),
  )
  if (attempts > MAX_WRONG)
    throw new DomainError('too_many_requests', 'Too many attempts. Try again later.', {
      retryAfter: Math.max(1, Math.ceil((Date.parse(since) + WINDOW_MS - now) / 1000)),
    })
  const id = await inRead(ctx, (ctx) => queries.findOrderBy(ctx.tx, ctx.tenantId, by))
  if (id === undefined)
    throw new DomainError('not_found', 'There is no order with this number and this e-mail address.')
  await inTx(ctx, async (ctx) => withCommit(queries.uncountAttempt(ctx.tx, ctx.tenantId, network)))
  const [order, { data }] = await inRead(ctx, (ctx) =>
    Promise.all([getOrder(ctx, id), listForShopper(ctx, id)]),
  )
  const { number, status, fulfillment_status, placed_at } = order
  return { number, status, fulfillment_status, placed_at, fulfillments: data }
}

/** Deletes attempts that count no more. */
export const forgetAttempts = (ctx: Ctx): Promise<void> =>
  inTx(ctx, async (ctx) => {
    const before = new Date(ctx.now.getTime() - WINDOW_MS).toISOString()
    await queries.deleteAttempts(ctx.tx, ctx.tenantId, before)
  })
