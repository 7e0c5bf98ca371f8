// The payment providers that a store can have accounts at.
import { paypal } from './paypal.ts'
import { paytm } from './paytm.ts'
import type { PaymentProvider } from './provider.ts'
import { razorpay } from './razorpay.ts'
import { stripe } from './stripe.ts'

const PROVIDERS = { stripe, paypal, razorpay, paytm } as const satisfies Record<string, PaymentProvider>
export type ProviderName = keyof typeof PROVIDERS
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as [ProviderName, ...ProviderName[]]

export const providerOf = (name: ProviderName): PaymentProvider => PROVIDERS[name]

/** Those that send the shopper's browser back with a form. */
export const POSTS_BACK: ReadonlySet<string> = new Set(['paytm'])
