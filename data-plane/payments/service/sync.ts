// Asking a provider what became of a payment.
import { type Ctx, inRead } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { ProviderError, type ProviderPayment } from '../providers/provider.ts'
import { providerOf } from '../providers/registry.ts'
import { findGateway } from '../queries/gateways.ts'
import { findPayment } from '../queries/payments.ts'
import { accountOf, chargeOf } from './account.ts'
import { applyAnswer, type Payment } from './apply.ts'
import { unavailable } from './gateways.ts'

async function load(ctx: Ctx, id: string) {
  return inRead(ctx, async (ctx) => {
    const payment = await findPayment(ctx.tx, ctx.tenantId, id)
    const gateway = payment && (await findGateway(ctx.tx, ctx.tenantId, payment.gateway_id))
    if (payment === undefined || gateway === undefined)
      throw new DomainError('not_found', `There is no payment ${id}.`)
    return { payment, gateway }
  })
}

/**
 * Asks what became of a payment and brings it into the books. Gives it as it is then; undefined: the provider gave no answer.
 * @param isAttempt whether the shopper did their part just now
 * @param proof what their browser brought back
 */
export async function sync(
  ctx: Ctx,
  id: string,
  isAttempt: boolean,
  proof?: Readonly<Record<string, string>>,
): Promise<Payment | undefined> {
  const { payment, gateway } = await load(ctx, id)
  const provider = providerOf(gateway.provider)
  const [account, charge] = [accountOf(ctx, gateway), chargeOf(payment)]
  const started = performance.now()
  let answer: ProviderPayment | undefined
  try {
    answer =
      proof === undefined
        ? await provider.retrieve(account, charge)
        : await provider.authorize(account, charge, proof)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    ctx.log.warn({ payment_id: id, code: error.providerCode }, 'payment provider gave no result')
    if (error.outcome === 'refused' && proof !== undefined) return payment
    return undefined
  }
  if (answer === undefined) return payment
  const milliseconds = Math.round(performance.now() - started)
  return applyAnswer({ ...ctx, now: new Date() }, id, answer, { milliseconds, isAttempt })
}

/** The same for whoever waits for it. Throws `payment_provider_unavailable` without an answer. */
export async function askAbout(
  ctx: Ctx,
  id: string,
  proof?: Readonly<Record<string, string>>,
): Promise<Payment> {
  const payment = await sync(ctx, id, proof !== undefined, proof)
  if (payment === undefined) throw unavailable()
  return payment
}
