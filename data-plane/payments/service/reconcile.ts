// Finding out what became of whatever was left open: by a crash, by an answer that was lost, by a shopper who went away.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { deleteNotices } from '../queries/notices.ts'
import { dueOperations } from '../queries/operations.ts'
import { duePayments } from '../queries/payments.ts'
import { isOpen } from '../rules/states.ts'
import { lockPayment, storePayment } from './apply.ts'
import { runOperation } from './operations.ts'
import { release } from './start.ts'
import { sync } from './sync.ts'

const NOTICES_KEPT_MS = 30 * 24 * 60 * 60 * 1000

/** Runs operations that nobody finished, and asks about payments that have been open for too long. */
export async function reconcile(ctx: Ctx): Promise<void> {
  const at = ctx.now.toISOString()
  const { operations, payments } = await inRead(ctx, async (ctx) => {
    const [operations, payments] = await Promise.all([
      dueOperations(ctx.tx, ctx.tenantId, at),
      duePayments(ctx.tx, ctx.tenantId, at),
    ])
    return { operations, payments }
  })
  const failures: unknown[] = []
  const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => failures.push(error))
  for (const { id } of operations) await attempt(runOperation(ctx, id))
  for (const { id, is_over } of payments) await attempt(lookAt(ctx, id, is_over))
  if (failures.length > 0) throw failures[0]
}

async function lookAt(ctx: Ctx, id: string, isOver: boolean): Promise<void> {
  await inTx({ ...ctx, now: new Date() }, async (ctx) => {
    const { payment } = await lockPayment(ctx, id)
    if (isOver && payment.order_id === null) await release(ctx, payment)
    // Looked at next time in any case, even if the provider does not answer now.
    else storePayment(ctx, payment)
  })
  const payment = await sync(ctx, id, false)
  if (payment?.status === 'created') await settleUnknown(ctx, id)
}

/** Of a payment that the provider does not know and that nobody is asking for any more. */
async function settleUnknown(ctx: Ctx, id: string): Promise<void> {
  await inTx({ ...ctx, now: new Date() }, async (ctx) => {
    const { payment } = await lockPayment(ctx, id)
    if (payment.off_session || !isOpen(payment.status)) return
    const failure = { failure_code: 'abandoned', failure_message: 'never_arrived' } as const
    const released_at = payment.released_at ?? ctx.now.toISOString()
    storePayment(ctx, { ...payment, status: 'failed', action: null, ...failure, released_at })
  })
}

/** What a notice is about, asked of the provider. Throws when it gives no answer, so that the job is tried again. */
export async function syncNotice(ctx: Ctx, paymentId: string): Promise<void> {
  if ((await sync(ctx, paymentId, false)) === undefined)
    throw new DomainError('payment_provider_unavailable', 'The payment provider gave no answer.')
}

export async function forgetNotices(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now.getTime() - NOTICES_KEPT_MS).toISOString()
  await inTx(ctx, (ctx) => deleteNotices(ctx.tx, ctx.tenantId, before))
}
