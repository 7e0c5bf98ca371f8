// What comes of refunds that providers were asked for, and another try of what failed.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { addToTimeline, lockOrder } from '../../orders/index.ts'
import * as queries from '../queries.ts'
import { statusOf } from '../rules.ts'
import type { Destination, IssuedRefund } from '../schema.ts'
import { dueOf, loadGoods } from './plan.ts'
import { announceEnd, giveMoney } from './refunds.ts'
import { noRefund, toRefund } from './show.ts'

type Outcome = { refund_id: string; payment_id: string; order_id: string; code?: string }

/** Notes what became of the part that was on its way to a payment; what ended at once is noted already. */
export async function settleRefund(
  ctx: TxCtx,
  { refund_id, payment_id, order_id, code }: Outcome,
): Promise<void> {
  await lockOrder(ctx, order_id)
  const row = await queries.findRefund(ctx.tx, ctx.tenantId, refund_id)
  const part = row?.parts.find((part) => part.payment_id === payment_id && part.status === 'pending')
  if (row === undefined || part === undefined) return
  const status = code === undefined ? 'succeeded' : 'failed'
  const whole = statusOf(row.parts.map((other) => (other === part ? status : other.status)))
  withCommit(
    queries.settlePart(ctx.tx, ctx.tenantId, {
      ...{ refundId: refund_id, paymentId: payment_id },
      ...{ status, code: code ?? null },
    }),
    queries.setStatus(ctx.tx, ctx.tenantId, refund_id, whole),
  )
  announceEnd(ctx, { ...row, status: whole })
}

/**
 * Tries once more to give back what of a refund failed, or gives it otherwise. Throws `not_found`, `refund_not_failed`, or
 * `refund_exceeds_payment` when it was given back by another refund.
 */
export async function retryRefund(ctx: Ctx, id: string, to: Destination): Promise<IssuedRefund> {
  return inTx(ctx, async (ctx) => {
    const found = await queries.findRefund(ctx.tx, ctx.tenantId, id)
    if (found === undefined) throw noRefund(id)
    const [, row, goods] = await Promise.all([
      lockOrder(ctx, found.order_id),
      queries.findRefund(ctx.tx, ctx.tenantId, id),
      loadGoods(ctx, found.order_id),
    ])
    const failed = row?.parts.filter((part) => part.status === 'failed') ?? []
    if (row === undefined || failed.length === 0)
      throw new DomainError('refund_not_failed', 'No part of this refund has failed.')
    const amount = failed.reduce((sum, part) => sum + part.amount, 0)
    if (amount > dueOf(goods))
      throw new DomainError('refund_exceeds_payment', 'It was given back by another refund meanwhile.')
    const parts = failed.flatMap(({ payment_id, amount }) => {
      const payment = goods.payments.find((payment) => payment.id === payment_id)
      return payment === undefined ? [] : [{ payment, amount }]
    })
    const given = await giveMoney(ctx, goods, { refundId: id, to, plan: { amount, parts } })
    const changed = failed.map((part, i) => {
      const { payment_id, method, target_id, status } = given.parts[
        to === 'original' ? i : 0
      ] as queries.PartRow
      return { ...part, payment_id, method, target_id, status, failure_code: null }
    })
    const all = row.parts.map((part) => changed.find(({ id }) => id === part.id) ?? part)
    const status = statusOf(all.map((part) => part.status))
    withCommit(
      ...changed.map((part) => queries.changePart(ctx.tx, ctx.tenantId, part)),
      queries.setStatus(ctx.tx, ctx.tenantId, id, status),
    )
    addToTimeline(ctx, row.order_id, 'refund.retried', { refund_id: id, amount, to })
    announceEnd(ctx, { ...row, status })
    return { ...toRefund(ctx, { ...row, status, parts: all }), gift_card_code: given.code }
  })
}
