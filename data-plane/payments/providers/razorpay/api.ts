// Razorpay's REST API: razorpay.com/docs/api.
import { z } from 'zod'
import { type Answered, callProvider, jsonOf } from '../call.ts'
import { type Account, type Charge, ProviderError } from '../provider.ts'
import { Order, Payment } from './rules.ts'

const BASE = 'https://api.razorpay.com'

export const Settings = z.strictObject({
  key_id: z
    .string()
    .regex(/^rzp_(test|live)_\w{1,64}$/, 'must look like rzp_live_… or rzp_test_…')
    .meta({ description: 'API key id, from Account & Settings → API Keys' }),
})
export const Secrets = z.strictObject({
  key_secret: z.string().min(1).max(200).meta({ description: 'API key secret, shown once with its id' }),
  webhook_secret: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: 'Secret given when the webhook was added in Account & Settings → Webhooks' }),
})

type Call = { method: 'GET' | 'POST' | 'PATCH'; path: string; body?: unknown; key?: string }

/**
 * Gives what the API answered. Throws ProviderError `refused` for a 4xx.
 * @param call.key sent as X-Refund-Idempotency
 */
export async function ask<T>(account: Account, call: Call, schema: z.ZodType<T>): Promise<T> {
  const { key_id } = Settings.parse(account.settings)
  const { key_secret } = Secrets.parse(account.secrets)
  if (key_id.startsWith('rzp_live_') !== account.live)
    throw new ProviderError(
      'refused',
      'wrong_mode',
      'A test key moves no money, and a live key no play money.',
    )
  const answered = await callProvider(`${account.url ?? BASE}${call.path}`, {
    method: call.method,
    headers: {
      authorization: `Basic ${Buffer.from(`${key_id}:${key_secret}`).toString('base64')}`,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.key === undefined ? {} : { 'x-refund-idempotency': call.key }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeoutMs: account.timeoutMs,
  })
  if (!answered.ok) throw refusal(answered)
  return read(answered, schema)
}

function read<T>(answered: Answered, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(answered))
  if (parsed.success) return parsed.data
  throw new ProviderError('unknown', 'unexpected_answer', 'Razorpay answered something unexpected.')
}

const Refusal = z.object({
  error: z.object({ code: z.string(), description: z.string(), reason: z.string().nullish() }),
})

/** Without the description, which may quote what was sent. */
function refusal(answered: Answered): ProviderError {
  if (answered.status === 401)
    return new ProviderError('refused', 'authentication_failed', 'Razorpay refused the API key.')
  const { error } = read(answered, Refusal)
  // "Another request with the same idempotency key is still in progress."
  if (answered.status === 409 && error.description.includes('in progress'))
    return new ProviderError('unknown', 'in_progress', 'Razorpay is still busy with the same request.')
  const code = /does not exist|not a valid id/.test(error.description) ? 'not_found' : reasonOf(error)
  return new ProviderError('refused', code, `Razorpay refused the request (${code}).`)
}

const reasonOf = (error: { code: string; reason?: string | null | undefined }): string =>
  !error.reason || error.reason === 'NA' ? error.code : error.reason

export const listOf = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item) })

export type Known = { order: Order; payments: readonly Payment[] }

/** What Razorpay has of a payment of ours: the order by its id, or else by its receipt, which is our payment's id. */
export async function find(account: Account, charge: Charge): Promise<Known | undefined> {
  if (charge.reference !== null) return await findById(account, charge.reference)
  const path = `/v1/orders?receipt=${encodeURIComponent(charge.paymentId)}`
  const { items } = await ask(account, { method: 'GET', path }, listOf(Order))
  // The receipt is compared again, lest a parameter that is not understood finds somebody else's order.
  const order = items.findLast(({ receipt }) => receipt === charge.paymentId)
  return order === undefined ? undefined : await findById(account, order.id)
}

async function findById(account: Account, id: string): Promise<Known | undefined> {
  const path = `/v1/orders/${encodeURIComponent(id)}`
  try {
    const [order, payments] = await Promise.all([
      ask(account, { method: 'GET', path }, Order),
      ask(account, { method: 'GET', path: `${path}/payments` }, listOf(Payment)),
    ])
    return { order, payments: payments.items }
  } catch (error) {
    if (error instanceof ProviderError && error.providerCode === 'not_found') return undefined
    throw error
  }
}
