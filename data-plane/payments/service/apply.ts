// What a provider tells of a payment, brought into the books: the payment, the sums of its order, and what follows.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { addToTimeline, changeSums, lockOrder } from '../../orders/index.ts'
import { paymentAuthorized, paymentCaptured, paymentFailed } from '../events.ts'
import type { Failure, ProviderPayment } from '../providers/provider.ts'
import { findGateway } from '../queries/gateways.ts'
import * as operations from '../queries/operations.ts'
import * as queries from '../queries/payments.ts'
import { contributionOf, isOpen, isPaid, nextCheck, nextState, releaseOf } from '../rules/states.ts'
import { RUN_OPERATION } from '../work.ts'
import { keepMethod } from './keep.ts'

/** How long whoever runs an operation has it alone: a call takes up to three requests. */
export const leaseMs = (ctx: Ctx): number => 3 * ctx.shard.paymentProviders.timeoutMs + 5_000

export type Payment = queries.GatewayPayment

/**
 * Adds an operation to the caller's transaction, with the job that runs it. @param by who runs it first: the request at hand,
 * after its commit, or the job
 */
export function addOperation(
  ctx: TxCtx,
  { id: payment_id, gateway_id }: Pick<Payment, 'id' | 'gateway_id'>,
  what: { kind: operations.OperationKind; amount: number; refundId?: string },
  by: 'request' | 'job' = 'job',
): string {
  const id = uuidv7()
  const at = ctx.now.toISOString()
  const { kind, amount, refundId = null } = what
  withCommit(
    operations.insertOperation(
      ctx.tx,
      ctx.tenantId,
      {
        ...{
          id,
          payment_id,
          gateway_id,
          kind,
          amount,
          refund_id: refundId,
          status: 'pending',
          reference: null,
        },
        ...{ failure_code: null, failure_message: null, attempts: 0, milliseconds: null, run_after: at },
      },
      at,
    ),
  )
  const data = { operation_id: id }
  // A request that died is followed by the job once nobody has the operation any more.
  const rescue = new Date(ctx.now.getTime() + leaseMs(ctx) + 2_000)
  enqueue(ctx, RUN_OPERATION, data, by === 'job' ? undefined : rescue)
  return id
}

/** Locks a payment at a provider, after its order. Throws `not_found`. */
export async function lockPayment(ctx: TxCtx, id: string) {
  const { order, payment } = await queries.lockPayment(ctx.tx, ctx.tenantId, id)
  if (payment === undefined) throw new DomainError('not_found', `There is no payment ${id}.`)
  if (order !== undefined || payment.order_id === null) return { order, payment }
  // Its checkout was completed between the two.
  return { order: await lockOrder(ctx, payment.order_id), payment }
}

/** @param milliseconds how long the provider took; `isAttempt`: whether it was asked because the shopper did their part */
export type Told = { milliseconds: number; isAttempt: boolean }

/** Brings an answer of the provider into the books. Answers may come twice, late and out of order. */
export const applyAnswer = (ctx: Ctx, id: string, answer: ProviderPayment, told: Told): Promise<Payment> =>
  inTx(ctx, async (ctx) => {
    const { order, payment } = await lockPayment(ctx, id)
    return bringIn(ctx, { payment, isCancelled: order?.status === 'cancelled' }, answer, told)
  })

async function bringIn(
  ctx: TxCtx,
  { payment: before, isCancelled }: { payment: Payment; isCancelled: boolean },
  answer: ProviderPayment,
  told: Told,
): Promise<Payment> {
  const at = ctx.now.toISOString()
  // What is not the amount that was asked for pays nothing here.
  const isOther = answer.amount !== before.amount || answer.currency !== before.currency
  const isLate = isCancelled && isPaid(answer.status) && before.status !== 'captured'
  const isUnwanted = before.released_at !== null || isOther || isLate
  const failure = isPaid(answer.status) ? null : answer.failure
  const after: Payment = {
    ...before,
    ...nextState(before, answer),
    reference: answer.reference,
    action: answer.status === 'requires_action' ? answer.action : null,
    provider_data: { ...before.provider_data, ...answer.data },
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    released_at: isUnwanted ? (before.released_at ?? at) : null,
  }
  if (answer.saved !== null && before.save && before.customer_id !== null)
    after.saved_method_id = await keepMethod(ctx, before.customer_id, before.gateway_id, answer.saved)
  storePayment(ctx, after)
  noteSums(ctx, before, after)
  noteAttempt(ctx, before, after, { ...told, failure })
  // What the provider has counts, even when we took it for gone.
  if (isUnwanted) await letGo(ctx, { ...after, status: answer.status })
  else if (before.status !== 'authorized' && after.status === 'authorized' && after.order_id !== null)
    await captureIfAutomatic(ctx, after)
  return after
}

/** Stores a payment together with the commit, with when to look at it next. */
export function storePayment(ctx: TxCtx, payment: Payment): void {
  const age = ctx.now.getTime() - Date.parse(payment.created_at)
  const wait = nextCheck(payment, age)
  const check_at = wait === undefined ? null : new Date(ctx.now.getTime() + wait).toISOString()
  withCommit(queries.updatePayment(ctx.tx, ctx.tenantId, { ...payment, check_at }))
}

/** The order's sums, its timeline, and the events of what has happened. */
function noteSums(ctx: TxCtx, before: Payment, after: Payment): void {
  const { id: payment_id, order_id, checkout_id, amount, currency } = after
  const [was, is] = [contributionOf(before), contributionOf(after)]
  const received = is.paid - was.paid
  const change = { authorized: is.authorized - was.authorized, paid: received }
  if (order_id !== null && (change.authorized !== 0 || change.paid !== 0)) changeSums(ctx, order_id, change)
  if (!isPaid(before.status) && isPaid(after.status))
    emit(ctx, paymentAuthorized, { payment_id, checkout_id, order_id, amount, currency })
  if (order_id === null) return
  if (received > 0) noteCapture(ctx, { ...after, order_id }, received)
  const hasEnded = after.status === 'cancelled' || after.status === 'failed'
  if (hasEnded && before.status !== after.status)
    addToTimeline(ctx, order_id, `payment.${after.status}`, { payment_id, amount, currency })
}

/** Tells that money was received for an order. */
export function noteCapture(
  ctx: TxCtx,
  { id: payment_id, order_id, currency, method }: Payment & { order_id: string },
  amount: number,
): void {
  emit(ctx, paymentCaptured, { payment_id, order_id, amount, currency })
  addToTimeline(ctx, order_id, 'payment.captured', { payment_id, method, amount, currency })
}

/** Counts what the shopper's part came to, once it is known: it worked, or it failed. */
function noteAttempt(
  ctx: TxCtx,
  before: Payment,
  after: Payment,
  { milliseconds, isAttempt, failure }: Told & { failure: Failure | null },
): void {
  const hasWorked = isOpen(before.status) && isPaid(after.status)
  const hasFailed = failure !== null && (isAttempt || failure.code !== before.failure_code)
  if (hasFailed) {
    const { id: payment_id, checkout_id, order_id, amount, currency } = after
    emit(ctx, paymentFailed, { payment_id, checkout_id, order_id, amount, currency, code: failure.code })
  }
  if ((!hasWorked && !hasFailed) || before.reference === null) return
  const at = ctx.now.toISOString()
  withCommit(
    operations.insertOperation(
      ctx.tx,
      ctx.tenantId,
      {
        ...{ id: uuidv7(), payment_id: after.id, gateway_id: after.gateway_id, kind: 'authorize' },
        ...{
          amount: after.amount,
          refund_id: null,
          reference: null,
          attempts: 1,
          milliseconds,
          run_after: null,
        },
        ...{ status: hasFailed ? 'failed' : 'succeeded' },
        ...{ failure_code: failure?.code ?? null, failure_message: failure?.message ?? null },
      },
      at,
    ),
  )
}

/** Begins to let go of a payment that no order takes: what is held is cancelled, what was received goes back. */
export async function letGo(ctx: TxCtx, payment: Payment): Promise<void> {
  const what = releaseOf(payment)
  if (what === undefined) return
  const known = await operations.operationsOf(ctx.tx, ctx.tenantId, payment.id)
  if (known.some(({ kind, status }) => kind === what.kind && status === 'pending')) return
  const refund = payment.order_id !== null && what.kind === 'refund' ? { refundId: uuidv7() } : {}
  addOperation(ctx, payment, { ...what, ...refund })
}

/** Begins to capture a payment of an order, where its gateway does so by itself. Gives the operation. */
export async function captureIfAutomatic(
  ctx: TxCtx,
  payment: Payment,
  by: 'request' | 'job' = 'job',
): Promise<string | undefined> {
  const gateway = await findGateway(ctx.tx, ctx.tenantId, payment.gateway_id)
  if (gateway?.capture === 'manual' && !payment.off_session) return undefined
  return addOperation(ctx, payment, { kind: 'capture', amount: payment.amount }, by)
}
