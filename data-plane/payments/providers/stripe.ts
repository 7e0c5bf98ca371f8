// Stripe by Payment Intents (https://docs.stripe.com/payments/payment-intents). The shopper pays with Stripe.js, which also
// shows Apple Pay and Google Pay and lets them prove themselves to their bank; the money is held until it is captured.
import { LRUCache } from 'lru-cache'
import Stripe from 'stripe'
import { z } from 'zod'
import {
  type Account,
  type Charge,
  type NewCharge,
  type Part,
  type PaymentProvider,
  ProviderError,
  type ProviderPayment,
  type SavedMethod,
} from './provider.ts'
import { toStripeAmount } from './stripe/amounts.ts'
import { providerErrorOf } from './stripe/failures.ts'
import { bornAt, isLiveKey, type Marks, noticeOf, paymentOf, refundOf } from './stripe/rules.ts'

const WEBHOOK_TOLERANCE_SECONDS = 300
const CLOCK_SKEW_MS = 10 * 60_000
/** Stripe forgets idempotency keys after 24 hours: https://docs.stripe.com/api/idempotent_requests. */
const KEYS_KNOWN_MS = 23 * 3_600_000
const EXPAND = ['latest_charge', 'payment_method']

const settings = z.strictObject({
  publishable_key: z
    .string()
    .regex(/^pk_(test|live)_\w{3,247}$/, 'A publishable key begins with pk_test_ or pk_live_.')
    .meta({ description: 'Publishable key, for the payment form in the shopper’s browser' }),
})

const secrets = z.strictObject({
  secret_key: z
    .string()
    .regex(
      /^[sr]k_(test|live)_\w{3,247}$/,
      'A secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_.',
    )
    .meta({
      description: 'Secret key, or a restricted key that may write payment intents, refunds and customers',
    }),
  webhook_secret: z
    .string()
    .regex(/^whsec_\w{3,247}$/, 'A signing secret begins with whsec_.')
    .optional()
    .meta({ description: 'Signing secret of the webhook endpoint; without it webhooks are refused' }),
})

const clients = new LRUCache<string, Stripe>({ max: 500 })

function clientOf({ url, timeoutMs, secrets }: Account): Stripe {
  const secretKey = secrets.secret_key ?? ''
  const key = JSON.stringify([url, timeoutMs, secretKey])
  const known = clients.get(key)
  if (known !== undefined) return known
  const base = new URL(url ?? 'https://api.stripe.com')
  const isPlain = base.protocol === 'http:'
  const client = new Stripe(secretKey, {
    host: base.hostname,
    port: base.port || (isPlain ? '80' : '443'),
    protocol: isPlain ? 'http' : 'https',
    // Its client on node:http repeats a request whose connection broke, retries or not, and bounds only silence.
    httpClient: Stripe.createFetchHttpClient((input: string | URL | Request, init?: RequestInit) =>
      fetch(input, { ...init, redirect: 'error' }),
    ),
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
  })
  clients.set(key, client)
  return client
}

async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw providerErrorOf(error)
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof ProviderError && error.providerCode === 'resource_missing'

const told = (account: Account, intent: Stripe.PaymentIntent): ProviderPayment =>
  paymentOf(intent, account.settings.publishable_key ?? '')

/**
 * The intent of a payment whose answer was lost. It is looked for in the list, since Stripe's search lags behind
 * (https://docs.stripe.com/search, "Data freshness") and is not there in India.
 */
async function findIntent(account: Account, { paymentId, reference }: Charge): Promise<string | null> {
  if (reference !== null) return reference
  const since = Math.floor((bornAt(paymentId) - CLOCK_SKEW_MS) / 1000)
  const created = Number.isNaN(since) ? {} : { created: { gte: since } }
  const find = async (): Promise<string | null> => {
    for await (const { id, metadata } of clientOf(account).paymentIntents.list({ limit: 100, ...created }))
      if (metadata.payment_id === paymentId) return id
    return null
  }
  return await asked(find())
}

async function referenceOf(account: Account, charge: Charge): Promise<string> {
  const reference = await findIntent(account, charge)
  if (reference === null)
    throw new ProviderError('refused', 'resource_missing', 'Stripe does not know this payment.')
  return reference
}

async function retrieve(account: Account, charge: Charge): Promise<Stripe.PaymentIntent | undefined> {
  const reference = await findIntent(account, charge)
  if (reference === null) return
  try {
    return await asked(clientOf(account).paymentIntents.retrieve(reference, { expand: EXPAND }))
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
}

/** The intent as it is now, when Stripe refused to move it because it had moved before; else throws the refusal. */
async function movedBefore(account: Account, charge: Charge, error: unknown): Promise<Stripe.PaymentIntent> {
  const isMoved = error instanceof ProviderError && error.providerCode === 'payment_intent_unexpected_state'
  const intent = isMoved ? await retrieve(account, charge) : undefined
  if (intent === undefined) throw error
  return intent
}

/** Whoever owns the saved method, or a new customer for one that is to be saved. */
async function customerOf(account: Account, charge: NewCharge): Promise<{ customer: string } | undefined> {
  if (charge.saved !== null) return { customer: charge.saved.customer }
  if (!charge.save) return
  const marks: Marks = { payment_id: charge.paymentId }
  const { id } = await asked(
    clientOf(account).customers.create(
      { ...(charge.email === null ? {} : { email: charge.email }), metadata: marks },
      { idempotencyKey: `customer:${charge.paymentId}` },
    ),
  )
  return { customer: id }
}

/** Pays at once. A shopper who is there may be asked by their bank; who is not there never is. */
function confirmation({
  saved,
  offSession,
  returnUrl,
}: NewCharge): Partial<Stripe.PaymentIntentCreateParams> {
  if (saved === null) return {}
  const common = { payment_method: saved.method, confirm: true }
  if (offSession) return { ...common, off_session: true }
  return returnUrl === null ? { ...common, use_stripe_sdk: true } : { ...common, return_url: returnUrl }
}

async function newIntent(account: Account, charge: NewCharge): Promise<Stripe.PaymentIntent> {
  const isUnattended = charge.saved !== null && charge.offSession
  // What is confirmed here may only lead elsewhere when somebody is there, and has an address to come back to.
  const canRedirect = charge.saved === null || !(charge.offSession || charge.returnUrl === null)
  const marks: Marks = { payment_id: charge.paymentId, ...(isUnattended && { unattended: 'true' }) }
  const params: Stripe.PaymentIntentCreateParams = {
    amount: toStripeAmount(charge.amount, charge.currency),
    currency: charge.currency.toLowerCase(),
    capture_method: 'manual',
    automatic_payment_methods: { enabled: true, ...(!canRedirect && { allow_redirects: 'never' }) },
    description: charge.description,
    metadata: marks,
    ...(charge.save && charge.saved === null && { setup_future_usage: 'off_session' }),
    ...(await customerOf(account, charge)),
    ...confirmation(charge),
    expand: EXPAND,
  }
  try {
    return await clientOf(account).paymentIntents.create(params, {
      idempotencyKey: `create:${charge.paymentId}`,
    })
  } catch (error) {
    // A card that was declined at once: the intent is there all the same.
    if (error instanceof Stripe.errors.StripeCardError && error.payment_intent) return error.payment_intent
    throw providerErrorOf(error)
  }
}

async function create(account: Account, charge: NewCharge): Promise<ProviderPayment> {
  // An intent that Stripe no longer knows by its key would be made a second time.
  const isFresh = Date.now() - bornAt(charge.paymentId) < KEYS_KNOWN_MS
  const known = isFresh && charge.reference === null ? undefined : await retrieve(account, charge)
  return told(account, known ?? (await newIntent(account, charge)))
}

/**
 * Captures once: Stripe lets go of the rest with it. No idempotency key is sent, since under one Stripe would repeat an old
 * refusal for a day; the key is written on the intent instead, which cannot be captured twice.
 */
async function capture(account: Account, charge: Charge, { amount, key }: Part): Promise<ProviderPayment> {
  const marks: Pick<Marks, 'capture_key'> = { capture_key: key }
  const params = {
    amount_to_capture: toStripeAmount(amount, charge.currency),
    metadata: marks,
    expand: EXPAND,
  }
  const reference = await referenceOf(account, charge)
  try {
    return told(account, await asked(clientOf(account).paymentIntents.capture(reference, params)))
  } catch (error) {
    const intent = await movedBefore(account, charge, error)
    if (intent.metadata.capture_key !== key) throw error
    return told(account, intent)
  }
}

/** One that was captured is told as that: what was left of it was let go with the capture. */
async function cancel(account: Account, charge: Charge): Promise<ProviderPayment> {
  const reference = await referenceOf(account, charge)
  try {
    return told(account, await asked(clientOf(account).paymentIntents.cancel(reference, { expand: EXPAND })))
  } catch (error) {
    const intent = await movedBefore(account, charge, error)
    if (intent.status !== 'canceled' && intent.status !== 'succeeded') throw error
    return told(account, intent)
  }
}

async function findRefund(account: Account, charge: Charge, key: string): Promise<Stripe.Refund | undefined> {
  const reference = await findIntent(account, charge)
  if (reference === null) return
  const find = async (): Promise<Stripe.Refund | undefined> => {
    const refunds = clientOf(account).refunds.list({ payment_intent: reference, limit: 100 })
    for await (const refund of refunds) if (refund.metadata?.refund_key === key) return refund
    return
  }
  try {
    return await asked(find())
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
}

/** Looks for it first: Stripe knows its idempotency key for a day only, and money is never given back twice. */
async function refund(account: Account, charge: Charge, { amount, key }: Part) {
  const known = await findRefund(account, charge, key)
  if (known !== undefined) return refundOf(known)
  const marks: Marks = { payment_id: charge.paymentId, refund_key: key }
  const params = {
    payment_intent: await referenceOf(account, charge),
    amount: toStripeAmount(amount, charge.currency),
    metadata: marks,
  }
  return refundOf(await asked(clientOf(account).refunds.create(params, { idempotencyKey: `refund:${key}` })))
}

async function retrieveRefund(
  account: Account,
  charge: Charge,
  { reference, key }: Part & { reference: string | null },
) {
  try {
    const found =
      reference === null
        ? await findRefund(account, charge, key)
        : await asked(clientOf(account).refunds.retrieve(reference))
    return found && refundOf(found)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
}

async function check(account: Account): Promise<void> {
  const keys = [account.settings.publishable_key, account.secrets.secret_key]
  if (keys.some((key) => isLiveKey(key ?? '') !== account.live))
    throw new ProviderError('refused', 'livemode_mismatch', 'These are not keys of the chosen mode.')
  await asked(clientOf(account).paymentIntents.list({ limit: 1 }))
}

/** Forgets a method that was forgotten before, too. */
async function forget(account: Account, { method }: SavedMethod): Promise<void> {
  const { paymentMethods } = clientOf(account)
  try {
    await asked(paymentMethods.detach(method))
  } catch (error) {
    if (isMissing(error)) return
    const { customer } = await asked(paymentMethods.retrieve(method))
    if (customer !== null) throw error
  }
}

export const stripe: PaymentProvider = {
  methods: ['stripe', 'apple_pay', 'google_pay'],
  settings,
  secrets,
  authorizes: true,
  savesMethods: true,
  check,
  create,
  // What the browser brings back is not signed, so Stripe is asked.
  authorize: async (account, charge) => {
    const intent = await retrieve(account, charge)
    if (intent === undefined)
      throw new ProviderError('refused', 'resource_missing', 'Stripe does not know this payment.')
    return told(account, intent)
  },
  retrieve: async (account, charge) => {
    const intent = await retrieve(account, charge)
    return intent && told(account, intent)
  },
  capture,
  cancel,
  refund,
  retrieveRefund,
  verifyWebhook: async (account, { text, headers }) => {
    const signature = headers['stripe-signature'] ?? ''
    const secret = account.secrets.webhook_secret ?? ''
    try {
      const event = Stripe.webhooks.constructEvent(text, signature, secret, WEBHOOK_TOLERANCE_SECONDS)
      return noticeOf(event)
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError) throw providerErrorOf(error)
      throw new ProviderError('refused', 'not_an_event', 'The webhook is not an event of Stripe.')
    }
  },
  forget,
}
