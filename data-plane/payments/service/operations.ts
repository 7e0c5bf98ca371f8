// Running what is to be done with a payment at its provider: recorded before, asked with no transaction open, noted after.
// Each step may be repeated, as the operation's id is the key by which the provider does it once.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { emit } from '../../../shared/events/events.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { addToTimeline, changeSums } from '../../orders/index.ts'
import { getStore } from '../../store/index.ts'
import { paymentFailed, paymentRefunded, paymentRefundFailed } from '../events.ts'
import {
  type Account,
  type NewCharge,
  ProviderError,
  type ProviderPayment,
  type ProviderRefund,
} from '../providers/provider.ts'
import { providerOf } from '../providers/registry.ts'
import { findGateway, type SealedGateway } from '../queries/gateways.ts'
import * as queries from '../queries/operations.ts'
import { addToRefunded, findPayment } from '../queries/payments.ts'
import { findSaved } from '../queries/saved.ts'
import { isOpen, retryAfterMs } from '../rules/states.ts'
import { RUN_OPERATION } from '../work.ts'
import { accountOf, chargeOf, urlsOf } from './account.ts'
import { applyAnswer, leaseMs, lockPayment, type Payment, storePayment } from './apply.ts'
import { sync } from './sync.ts'

type Claimed = { operation: queries.Operation; payment: Payment; gateway: SealedGateway }
type Result = { payment: ProviderPayment | undefined } | { refund: ProviderRefund }
/** What a call came to; `error`: it gave nothing. */
type Outcome = { milliseconds: number } & ({ result: Result } | { error: ProviderError })

/** Whether somebody waits for it, or it is found out later what came of it. */
type Mode = 'request' | 'job'

/**
 * Runs an operation unless somebody else does just now. What it came to stands in its row and in its payment's. Gives whether
 * it was run here.
 */
export async function runOperation(ctx: Ctx, id: string, mode: Mode = 'job'): Promise<boolean> {
  const now = new Date()
  const fresh = { ...ctx, now }
  const claimed = await inTx(fresh, (ctx) => claim(ctx, id))
  if (claimed === undefined) return false
  const outcome = await ask(fresh, claimed, mode)
  await note({ ...ctx, now: new Date() }, claimed, outcome)
  return true
}

/** Runs operations after the commit that recorded them, so that the answer to a request can already tell what they came to. */
export async function finishOperations(ctx: Ctx, ids: readonly string[]): Promise<void> {
  for (const id of ids) await runOperation(ctx, id, 'request')
}

async function claim(ctx: TxCtx, id: string): Promise<Claimed | undefined> {
  const at = ctx.now.toISOString()
  const until = new Date(ctx.now.getTime() + leaseMs(ctx)).toISOString()
  const operation = await queries.claimOperation(ctx.tx, ctx.tenantId, id, { at, until })
  if (operation === undefined) return undefined
  const [payment, gateway] = await Promise.all([
    findPayment(ctx.tx, ctx.tenantId, operation.payment_id),
    findGateway(ctx.tx, ctx.tenantId, operation.gateway_id),
  ])
  return payment === undefined || gateway === undefined ? undefined : { operation, payment, gateway }
}

async function ask(ctx: Ctx, claimed: Claimed, mode: Mode): Promise<Outcome> {
  const charge = claimed.operation.kind === 'create' ? await newCharge(ctx, claimed) : undefined
  const started = performance.now()
  const time = () => Math.round(performance.now() - started)
  try {
    const result = await call(accountOf(ctx, claimed.gateway), claimed, { mode, charge })
    return { result, milliseconds: time() }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const { kind, id } = claimed.operation
    ctx.log.warn({ operation_id: id, kind, code: error.providerCode }, 'payment provider gave no result')
    return { error, milliseconds: time() }
  }
}

async function call(
  account: Account,
  { operation, payment, gateway }: Claimed,
  { mode, charge: created }: { mode: Mode; charge: NewCharge | undefined },
): Promise<Result> {
  const provider = providerOf(gateway.provider)
  const charge = chargeOf(payment)
  const { id: key, amount, kind, reference } = operation
  const part = { key, amount }
  if (kind === 'refund') {
    const known =
      reference === null ? undefined : await provider.retrieveRefund(account, charge, { ...part, reference })
    return { refund: known ?? (await provider.refund(account, charge, part)) }
  }
  if (kind === 'capture') return { payment: await provider.capture(account, charge, part) }
  if (kind === 'cancel') {
    const known = charge.reference ?? (await provider.retrieve(account, charge))?.reference
    if (known === undefined) return { payment: undefined }
    return { payment: await provider.cancel(account, { ...charge, reference: known }, key) }
  }
  // A shopper who gave up is not charged after all. Who is charged without being there waits for nothing.
  const isWanted = (mode === 'request' || payment.off_session) && payment.released_at === null
  if (isWanted && created !== undefined) return { payment: await provider.create(account, created) }
  return { payment: await provider.retrieve(account, charge) }
}

async function newCharge(ctx: Ctx, { payment, gateway }: Claimed): Promise<NewCharge> {
  const [{ name }, saved] = await Promise.all([
    getStore(ctx),
    payment.saved_method_id === null
      ? undefined
      : inTx(ctx, (ctx) => findSaved(ctx.tx, ctx.tenantId, payment.saved_method_id as string)),
  ])
  const { email, save, off_session: offSession } = payment
  return {
    ...chargeOf(payment),
    ...urlsOf(gateway, payment),
    ...{ email, save, offSession, description: name },
    saved:
      saved === undefined
        ? null
        : {
            customer: saved.provider_customer,
            method: saved.provider_method,
            kind: saved.kind,
            label: saved.label,
            expires: saved.expires,
          },
  }
}

async function note(ctx: Ctx, claimed: Claimed, outcome: Outcome): Promise<void> {
  if ('error' in outcome) return noteError(ctx, claimed, outcome)
  if ('refund' in outcome.result) return noteRefund(ctx, claimed, outcome.result.refund, outcome.milliseconds)
  return notePayment(ctx, claimed, outcome.result.payment, outcome.milliseconds)
}

/** Ends an operation, or has it tried again later; false when it had ended before. */
async function end(
  ctx: TxCtx,
  { id, attempts, reference }: queries.Operation,
  outcome: Partial<queries.OperationEnd> & Pick<queries.OperationEnd, 'status' | 'milliseconds'>,
): Promise<boolean> {
  const isPending = outcome.status === 'pending'
  const again = new Date(ctx.now.getTime() + retryAfterMs(attempts))
  const isFirst = await queries.endOperation(ctx.tx, ctx.tenantId, id, {
    ...{ reference, failureCode: null, failureMessage: null, at: ctx.now.toISOString() },
    ...outcome,
    runAfter: isPending ? again.toISOString() : null,
  })
  if (isFirst && isPending) enqueue(ctx, RUN_OPERATION, { operation_id: id }, again)
  return isFirst
}

/** No answer: it is tried again. A refusal: nothing happened, and nothing will. */
async function noteError(
  ctx: Ctx,
  { operation, payment }: Claimed,
  { error, milliseconds }: { error: ProviderError; milliseconds: number },
): Promise<void> {
  const isUnknown = error.outcome === 'unknown'
  await inTx(ctx, async (ctx) => {
    const locked = await lockPayment(ctx, payment.id)
    const isFirst = await end(ctx, operation, {
      status: isUnknown ? 'pending' : 'failed',
      failureCode: isUnknown ? 'no_answer' : 'provider_error',
      failureMessage: error.providerCode,
      milliseconds,
    })
    if (!isFirst || isUnknown) return
    if (operation.kind === 'create') fail(ctx, locked.payment, error.providerCode)
    if (operation.kind === 'refund') tellRefund(ctx, operation, locked.payment, 'provider_error')
    if (operation.kind === 'capture') noteLostCapture(ctx, locked.payment)
  })
  // Why it could not be captured or let go of tells the payment itself.
  if (!isUnknown && (operation.kind === 'capture' || operation.kind === 'cancel'))
    await sync(ctx, payment.id, false)
}

/** The provider never had it. */
function fail(ctx: TxCtx, payment: Payment, message: string): void {
  if (!isOpen(payment.status)) return
  const at = ctx.now.toISOString()
  const failure = { failure_code: 'provider_error', failure_message: message } as const
  storePayment(ctx, { ...payment, status: 'failed', action: null, ...failure, released_at: at })
  const { id: payment_id, checkout_id, order_id, amount, currency } = payment
  const code = 'provider_error'
  emit(ctx, paymentFailed, { payment_id, checkout_id, order_id, amount, currency, code })
}

function noteLostCapture(ctx: TxCtx, { id, order_id, checkout_id, amount, currency }: Payment): void {
  const what = { payment_id: id, amount, currency }
  if (order_id !== null) addToTimeline(ctx, order_id, 'payment.capture_failed', what)
  emit(ctx, paymentFailed, { ...what, checkout_id, order_id, code: 'provider_error' })
}

async function noteRefund(
  ctx: Ctx,
  { operation, payment }: Claimed,
  { status, reference, failure }: ProviderRefund,
  milliseconds: number,
): Promise<void> {
  await inTx(ctx, async (ctx) => {
    const locked = await lockPayment(ctx, payment.id)
    const { code: failureCode = null, message: failureMessage = null } = failure ?? {}
    const told = { status, reference, failureCode, failureMessage, milliseconds }
    if (!(await end(ctx, operation, told)) || status === 'pending') return
    if (status === 'succeeded') {
      withCommit(addToRefunded(ctx.tx, ctx.tenantId, payment.id, operation.amount))
      const { order_id } = locked.payment
      if (order_id !== null) changeSums(ctx, order_id, { refunded: operation.amount })
    }
    tellRefund(ctx, operation, locked.payment, status === 'failed' ? (failureCode ?? 'declined') : undefined)
  })
}

/** Tells what became of a refund of an order, with why it failed if it did. */
function tellRefund(ctx: TxCtx, operation: queries.Operation, payment: Payment, code?: string): void {
  const { id: operation_id, amount, refund_id } = operation
  const { id: payment_id, order_id, currency } = payment
  if (order_id === null || refund_id === null) return
  const told = { payment_id, operation_id, refund_id, order_id, amount, currency }
  if (code === undefined) emit(ctx, paymentRefunded, told)
  else emit(ctx, paymentRefundFailed, { ...told, code })
}

const DONE: Readonly<Record<'capture' | 'cancel', readonly Payment['status'][]>> = {
  capture: ['captured'],
  cancel: ['cancelled', 'failed', 'captured'],
}

async function notePayment(
  ctx: Ctx,
  { operation, payment }: Claimed,
  answer: ProviderPayment | undefined,
  milliseconds: number,
): Promise<void> {
  await inTx(ctx, async (ctx) => {
    if (answer === undefined) {
      const locked = await lockPayment(ctx, payment.id)
      const isFirst = await end(ctx, operation, {
        ...{ milliseconds, status: operation.kind === 'cancel' ? 'succeeded' : 'failed' },
        ...(operation.kind === 'cancel' ? {} : { failureCode: 'no_answer' }),
      })
      if (isFirst) fail(ctx, locked.payment, 'never_arrived')
      return
    }
    const after = await applyAnswer(ctx, payment.id, answer, { milliseconds, isAttempt: false })
    const { kind } = operation
    if (kind === 'capture' || kind === 'cancel') {
      const isDone = DONE[kind].includes(answer.status) || answer.captured >= operation.amount
      await end(ctx, operation, { status: isDone ? 'succeeded' : 'pending', milliseconds })
      return
    }
    const failed = answer.status === 'failed' || after.failure_code !== null
    await end(ctx, operation, {
      ...{ milliseconds, status: failed ? 'failed' : 'succeeded' },
      ...{ failureCode: after.failure_code, failureMessage: after.failure_message },
    })
  })
}
