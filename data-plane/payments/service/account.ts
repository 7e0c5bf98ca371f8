// A store's account at a provider, opened for as long as one call takes.
import type { Ctx } from '../../../shared/context.ts'
import type { Account, Charge } from '../providers/provider.ts'
import { POSTS_BACK } from '../providers/registry.ts'
import type { SealedGateway } from '../queries/gateways.ts'
import type { GatewayPayment } from '../queries/payments.ts'
import { gatewayPlace } from '../rules/gateways.ts'

export function accountOf(ctx: Ctx, gateway: SealedGateway): Account {
  const { urls, timeoutMs } = ctx.shard.paymentProviders
  const { id, provider, live, settings, sealed } = gateway
  const secrets = JSON.parse(ctx.shard.vault.open(sealed, gatewayPlace(ctx.tenantId, id)))
  return { url: urls[provider], timeoutMs, live, settings, secrets }
}

export const chargeOf = ({ id, reference, amount, currency, provider_data }: GatewayPayment): Charge => ({
  paymentId: id,
  reference,
  amount,
  currency,
  data: provider_data,
})

/** Where the provider and the shopper's browser come back to. */
export function urlsOf(
  { id, api_url, provider }: Pick<SealedGateway, 'id' | 'api_url' | 'provider'>,
  payment: Pick<GatewayPayment, 'id' | 'return_url'>,
): { returnUrl: string | null; webhookUrl: string } {
  // A page of the shop cannot read a form that the browser is sent back with.
  const isPosted = POSTS_BACK.has(provider) && payment.return_url !== null && api_url !== null
  return {
    returnUrl: isPosted ? `${api_url}/store/v1/payment-returns/${payment.id}` : payment.return_url,
    webhookUrl: `${api_url ?? ''}/store/v1/payment-webhooks/${id}`,
  }
}
