// What providers tell by themselves. It is only a hint: what became of the payment is asked of the provider.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import type { RawBody } from '../../../shared/http/route.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { type Notice, ProviderError } from '../providers/provider.ts'
import { providerOf } from '../providers/registry.ts'
import { findGateway } from '../queries/gateways.ts'
import { insertNotice } from '../queries/notices.ts'
import { findByReference, findPayment, type GatewayPayment } from '../queries/payments.ts'
import { SYNC_PAYMENT } from '../work.ts'
import { accountOf } from './account.ts'
import { sync } from './sync.ts'

/** Takes a notice, once. Throws `payment_notice_refused` unless the provider signed it. */
export async function takeNotice(ctx: Ctx, gatewayId: string, request: RawBody): Promise<{ received: true }> {
  const notice = await verify(ctx, gatewayId, request)
  await inTx(ctx, async (ctx) => {
    const { id, type, reference, paymentId } = notice
    const found = await findByReference(ctx.tx, ctx.tenantId, { gatewayId, reference, paymentId })
    const told = {
      ...{ gatewayId, id: id.slice(0, 200), kind: type.slice(0, 200) },
      ...{ paymentId: found ?? null, at: ctx.now.toISOString() },
    }
    const isNew = await insertNotice(ctx.tx, ctx.tenantId, told)
    if (isNew && found !== undefined) enqueue(ctx, SYNC_PAYMENT, { payment_id: found })
  })
  return { received: true }
}

async function verify(ctx: Ctx, gatewayId: string, request: RawBody): Promise<Notice> {
  const gateway = await inRead(ctx, (ctx) => findGateway(ctx.tx, ctx.tenantId, gatewayId))
  if (gateway === undefined) throw new DomainError('not_found', `There is no payment gateway ${gatewayId}.`)
  try {
    return await providerOf(gateway.provider).verifyWebhook(accountOf(ctx, gateway), request)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.outcome === 'unknown') throw new DomainError('unavailable', 'Send it again.', { retryAfter: 5 })
    throw new DomainError('payment_notice_refused', 'This is not signed as the provider signs it.')
  }
}

/**
 * Where a shopper's browser goes that a provider sent back with a form. What the form says counts only as far as it is signed.
 * Throws `not_found` for a payment that knows no way back.
 */
export async function comeBack(ctx: Ctx, paymentId: string, form: string): Promise<{ return_url: string }> {
  const payment = await inRead(ctx, (ctx) => findPayment(ctx.tx, ctx.tenantId, paymentId))
  if (payment?.return_url == null) throw new DomainError('not_found', `There is no payment ${paymentId}.`)
  const proof = Object.fromEntries(new URLSearchParams(form))
  await sync(ctx, paymentId, true, proof)
  return { return_url: withPayment(payment, payment.return_url) }
}

function withPayment({ id }: GatewayPayment, returnUrl: string): string {
  const url = new URL(returnUrl)
  url.searchParams.set('payment_id', id)
  return url.href
}
