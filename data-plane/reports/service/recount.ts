// Counting what came without an event, such as orders that were imported, and everything anew.
import { z } from 'zod'
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import * as queries from '../queries.ts'
import { count, timeZoneOf } from './count.ts'

/** The job that counts all, by what the queue knows it. */
export const RECOUNT_ALL = { name: 'reports.recount_all', data: z.object({}) }

const BATCH = 400
/** A transaction that began before others may commit after them: what is younger is looked at again. */
const SETTLED_MS = 15 * 60_000
export const NIL = '00000000-0000-0000-0000-000000000000'
const EPOCH = '1970-01-01T00:00:00.000000Z'

/** Counts all orders that were changed and checkouts that began since this ran last; at its first run all that there are. */
export async function recount(ctx: Ctx): Promise<void> {
  while (await inTx(ctx, (ctx) => recountSome(ctx)));
}

async function recountSome(ctx: TxCtx): Promise<boolean> {
  const { tx, tenantId } = ctx
  const usual = await timeZoneOf(ctx)
  const [, state] = await Promise.all([
    queries.openState(tx, tenantId, usual),
    queries.lockState(tx, tenantId),
  ])
  if (state === undefined) return false
  const { order_changed_at: at, order_id, checkout_id } = state
  const [orders, checkouts] = await Promise.all([
    queries.ordersChangedAfter(tx, { tenantId, at: at ?? EPOCH, id: order_id ?? NIL, limit: BATCH }),
    queries.checkoutsAfter(tx, { tenantId, id: checkout_id ?? NIL, limit: BATCH }),
  ])
  const carts = new Set(checkouts.flatMap(({ cart_id }) => cart_id ?? []))
  await count(ctx, { orders: orders.map(({ id }) => id), carts: [...carts] })
  const isDone = orders.length < BATCH && checkouts.length < BATCH
  const lastOrder = orders.at(-1) ?? { at, id: order_id }
  const reached = {
    order_changed_at: lastOrder.at,
    order_id: lastOrder.id,
    checkout_id: checkouts.at(-1)?.id ?? checkout_id,
  }
  withCommit(queries.moveState(tx, tenantId, isDone ? settled(reached, ctx.now) : reached))
  return !isDone
}

type Reached = Omit<queries.State, 'time_zone'>

/** Not further than to what can no longer be joined by what is older. */
function settled({ order_changed_at, order_id, checkout_id }: Reached, now: Date): Reached {
  const until = new Date(now.getTime() - SETTLED_MS)
  const time = until.toISOString()
  const id = `${until
    .getTime()
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`
  return {
    ...(order_changed_at !== null && order_changed_at > time
      ? { order_changed_at: time, order_id: NIL }
      : { order_changed_at, order_id }),
    checkout_id: checkout_id !== null && checkout_id > id ? id : checkout_id,
  }
}

/** Has everything counted from the beginning, by the time zone of now. Nothing is missing from reports meanwhile. */
export async function requestRecount(ctx: Ctx): Promise<{ status: 'queued' }> {
  return inTx(ctx, async (ctx) => {
    await queries.restart(ctx.tx, ctx.tenantId, await timeZoneOf(ctx))
    enqueue(ctx, RECOUNT_ALL, {})
    return { status: 'queued' as const }
  })
}

/** Counts all by the store's time zone if that is another one now. */
export async function followTimeZone(ctx: TxCtx): Promise<void> {
  const [counted, wanted] = await Promise.all([queries.zoneOf(ctx.tx, ctx.tenantId), timeZoneOf(ctx)])
  if (counted !== undefined && counted !== wanted) await requestRecount(ctx)
}
