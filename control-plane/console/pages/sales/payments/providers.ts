// What each payment provider wants to know. The API checks it.
import type { Admin } from '../../../api/client.ts'

export type Provider = Admin['PaymentGateway']['provider']

export const PROVIDERS = {
  stripe: { name: 'Stripe', settings: ['publishable_key'], secrets: ['secret_key', 'webhook_secret'] },
  paypal: { name: 'PayPal', settings: ['client_id', 'webhook_id'], secrets: ['client_secret'] },
  razorpay: { name: 'Razorpay', settings: ['key_id'], secrets: ['key_secret', 'webhook_secret'] },
  paytm: { name: 'Paytm', settings: ['merchant_id', 'website', 'domain'], secrets: ['merchant_key'] },
} as const satisfies Record<
  Provider,
  { name: string; settings: readonly string[]; secrets: readonly string[] }
>

export const PROVIDER_NAMES = Object.keys(PROVIDERS) as Provider[]

export const isProvider = (name: string | undefined): name is Provider =>
  name !== undefined && name in PROVIDERS

const OPTIONAL: Partial<Record<Provider, readonly string[]>> = {
  stripe: ['webhook_secret'],
  paytm: ['domain'],
}

/** Whether a provider cannot do without a field. */
export const isNeeded = (provider: Provider, field: string): boolean =>
  OPTIONAL[provider]?.includes(field) !== true

/** Without the fields that were left empty. */
export const filled = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  )
