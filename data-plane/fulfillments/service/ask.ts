// Asking a logistics company to send something, or not to. What is to be asked was stored before, nothing of ours is open
// while it answers, and what came of it is stored after.
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { getOrder } from '../../orders/index.ts'
import type { Account, Outcome, Shipment } from '../providers/provider.ts'
import { thirdParty } from '../providers/third-party.ts'
import * as queries from '../queries.ts'
import { advance, lockFulfillment, note, undo } from './progress.ts'
import { accountOf } from './providers.ts'

/** As the Standard Webhooks specification has it, in seconds after the attempt before. */
const RETRY_AFTER = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600]

type Task = { asked: 'requested' | 'cancelling'; account: Account | undefined; shipment: Shipment }

/** Asks what is due. @param again queues the next attempt, in the transaction that it is given */
export async function ask(ctx: Ctx, id: string, again: (ctx: TxCtx, at: Date) => void): Promise<void> {
  const task = await taskOf(ctx, id)
  if (task === undefined) return
  const outcome = await callOf(ctx, task)
  const isLate = await inTx(ctx, async (ctx) => {
    const row = await lockFulfillment(ctx, id)
    if (row.status !== task.asked)
      return row.status === 'cancelled' && task.asked === 'requested' && outcome.kind === 'accepted'
    await settle(ctx, row, outcome, again)
    return false
  })
  // It was cancelled while they agreed to it.
  if (isLate) await callOf(ctx, { ...task, asked: 'cancelling' })
}

async function taskOf(ctx: Ctx, id: string): Promise<Task | undefined> {
  return inRead(ctx, async (ctx) => {
    const row = await queries.findFulfillment(ctx.tx, ctx.tenantId, id)
    if (row?.provider !== 'third_party') return undefined
    if (row.status !== 'requested' && row.status !== 'cancelling') return undefined
    const [account, order] = await Promise.all([accountOf(ctx, row.location_id), getOrder(ctx, row.order_id)])
    return { asked: row.status, account, shipment: { id, order, lines: row.lines } }
  })
}

async function callOf(ctx: Ctx, { asked, account, shipment }: Task): Promise<Outcome> {
  if (account === undefined)
    return { kind: 'unknown', reason: 'The location is not served over HTTP any more.' }
  const provider = thirdParty(ctx.shard.outbound, new Date())
  return asked === 'requested' ? provider.request(account, shipment) : provider.cancel(account, shipment)
}

async function settle(
  ctx: TxCtx,
  row: queries.FulfillmentRow,
  outcome: Outcome,
  again: (ctx: TxCtx, at: Date) => void,
): Promise<void> {
  if (outcome.kind === 'unknown') return tryLater(ctx, row, outcome.reason, again)
  if (row.status === 'cancelling') {
    if (outcome.kind === 'accepted') await undo(ctx, row)
    else {
      put(ctx, { ...row, status: 'pending', problem: outcome.reason })
      note(ctx, row, 'cancellation_refused', { problem: outcome.reason })
    }
  } else if (outcome.kind === 'refused') await undo(ctx, row, outcome.reason)
  else
    advance(ctx, row, {
      status: 'pending',
      ...(outcome.reference === null ? {} : { reference: outcome.reference }),
    })
}

function tryLater(
  ctx: TxCtx,
  row: queries.FulfillmentRow,
  problem: string,
  again: (ctx: TxCtx, at: Date) => void,
): void {
  const delay = RETRY_AFTER[row.attempts]
  put(ctx, { ...row, problem, attempts: row.attempts + 1 })
  if (delay === undefined) note(ctx, row, 'given_up', { problem })
  else again(ctx, new Date(Date.now() + delay * 1000))
}

const put = (ctx: TxCtx, row: queries.FulfillmentRow): void =>
  withCommit(queries.updateFulfillment(ctx.tx, ctx.tenantId, { ...row, updated_at: ctx.now.toISOString() }))
