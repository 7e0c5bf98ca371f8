// Decisions about the gateways of a store.

/** The place that a gateway's secrets are sealed for. */
export const gatewayPlace = (tenantId: string, id: string): string =>
  `tenant/${tenantId}/payment-gateway/${id}`

const LONG = 12

/** By their names how secrets end, if they are long enough that this gives nothing away. */
export const hintsOf = (secrets: Readonly<Record<string, string>>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, value.length > LONG ? value.slice(-4) : null]),
  )

type Offered = { provider: { methods: readonly string[] }; enabled: boolean }

/** What a gateway takes in a market; nothing: it is not on offer there. */
export const methodsAt = (
  { provider, enabled }: Offered,
  market: { payment_methods: readonly string[] },
): string[] => (enabled ? provider.methods.filter((method) => market.payment_methods.includes(method)) : [])
