// Razorpay: an order for each payment, which Checkout.js lets the shopper pay by card, UPI and more, and which we capture.
import { z } from 'zod'
import type { RawBody } from '../../../shared/http/route.ts'
import { failureOf, keyOf } from './india.ts'
import {
  type Account,
  type Charge,
  type NewCharge,
  type Notice,
  type Part,
  type PaymentProvider,
  ProviderError,
  type ProviderPayment,
  type ProviderRefund,
} from './provider.ts'
import { ask, find, type Known, listOf, Secrets, Settings } from './razorpay/api.ts'
import {
  amountOf,
  CANCELLED_NOTE,
  deciding,
  isProven,
  isSigned,
  Order,
  Payment,
  toPayment,
} from './razorpay/rules.ts'

const Refund = z.object({
  id: z.string(),
  status: z.enum(['pending', 'processed', 'failed']),
  receipt: z.string().nullish(),
})

export const razorpay: PaymentProvider = {
  methods: ['razorpay', 'upi'],
  settings: Settings,
  secrets: Secrets,
  authorizes: true,
  savesMethods: false,
  check,
  create,
  authorize,
  retrieve,
  capture,
  cancel,
  refund,
  retrieveRefund,
  verifyWebhook,
}

async function check(account: Account): Promise<void> {
  await ask(account, { method: 'GET', path: '/v1/orders?count=1' }, listOf(Order))
}

/** Orders are not idempotent, so one is looked for first: an order that nobody was told of charges nobody. */
async function create(account: Account, charge: NewCharge): Promise<ProviderPayment> {
  const amount = amountOf(charge.amount, charge.currency)
  const { currency, paymentId } = charge
  const known = await find(account, charge)
  if (known !== undefined && (known.order.amount !== amount || known.order.currency !== currency))
    throw new ProviderError('refused', 'key_reused', 'Razorpay has this payment with another amount.')
  if (known !== undefined) return seen(account, known, charge.description)
  const order = await ask(
    account,
    {
      method: 'POST',
      path: '/v1/orders',
      body: {
        amount,
        currency,
        receipt: paymentId,
        notes: { payment_id: paymentId },
        payment: { capture: 'manual', capture_options: { refund_speed: 'normal' } },
      },
    },
    Order,
  )
  return seen(account, { order, payments: [] }, charge.description)
}

async function authorize(
  account: Account,
  charge: Charge,
  proof: Readonly<Record<string, string>>,
): Promise<ProviderPayment> {
  const known = await mustFind(account, charge)
  const { razorpay_payment_id: payment = '', razorpay_signature: signature } = proof
  const { key_secret } = Secrets.parse(account.secrets)
  if (signature !== undefined && !isProven({ order: known.order.id, payment, signature }, key_secret))
    throw new ProviderError('refused', 'bad_signature', 'The signature is not by Razorpay for this payment.')
  return seen(account, known)
}

async function retrieve(account: Account, charge: Charge): Promise<ProviderPayment | undefined> {
  const known = await find(account, charge)
  return known === undefined ? undefined : seen(account, known)
}

/** Only the whole amount: "Capture amount must be equal to the amount authorized." */
async function capture(account: Account, charge: Charge, part: Part): Promise<ProviderPayment> {
  const { order, payments } = await mustFind(account, charge)
  if (part.amount !== order.amount)
    throw new ProviderError('refused', 'partial_capture', 'Razorpay captures the whole amount only.')
  const before = seen(account, { order, payments })
  if (before.status === 'captured') return before
  const held = deciding(payments)
  if (before.status !== 'authorized' || held === undefined)
    throw new ProviderError('refused', 'not_authorized', `The payment is ${before.status} at Razorpay.`)
  const path = `/v1/payments/${encodeURIComponent(held.id)}/capture`
  const body = { amount: order.amount, currency: order.currency }
  try {
    const captured = await ask(account, { method: 'POST', path, body }, Payment)
    return seen(account, { order, payments: [captured] })
  } catch (error) {
    if (!(error instanceof ProviderError) || error.outcome === 'unknown') throw error
    const now = seen(account, await mustFind(account, charge))
    if (now.status === 'captured') return now // another capture was first
    throw error
  }
}

/**
 * Razorpay voids nothing: what is held lapses within days. So the order is marked, which makes it `cancelled` for all the
 * functions here, and what was captured meanwhile is given back.
 */
async function cancel(account: Account, charge: Charge, key: string): Promise<ProviderPayment> {
  const { order } = await mustFind(account, charge)
  const notes = { ...order.notes, [CANCELLED_NOTE]: 'yes' }
  const path = `/v1/orders/${encodeURIComponent(order.id)}`
  if (order.notes[CANCELLED_NOTE] === undefined)
    await ask(account, { method: 'PATCH', path, body: { notes } }, Order)
  const marked = seen(account, await mustFind(account, charge))
  const amount = marked.captured - marked.refunded
  if (amount === 0) return marked
  await refund(account, charge, { amount, key })
  return seen(account, await mustFind(account, charge))
}

async function refund(account: Account, charge: Charge, part: Part): Promise<ProviderRefund> {
  const path = await refundsPath(account, charge)
  if (path === undefined)
    throw new ProviderError('refused', 'not_captured', 'Nothing of the payment was captured.')
  const key = keyOf(part.key)
  const body = { amount: amountOf(part.amount, charge.currency), speed: 'normal', receipt: key }
  return toRefund(await ask(account, { method: 'POST', path: `${path}/refund`, body, key }, Refund))
}

async function retrieveRefund(
  account: Account,
  charge: Charge,
  { key, reference }: Part & { reference: string | null },
): Promise<ProviderRefund | undefined> {
  const path = await refundsPath(account, charge)
  if (path === undefined) return undefined
  const { items } = await ask(account, { method: 'GET', path: `${path}/refunds?count=100` }, listOf(Refund))
  const found = items.find(({ id, receipt }) =>
    reference === null ? receipt === keyOf(key) : id === reference,
  )
  return found === undefined ? undefined : toRefund(found)
}

const Event = z.object({
  event: z.string(),
  payload: z.object({
    payment: z.object({ entity: z.object({ order_id: z.string().nullish() }) }).optional(),
    order: z
      .object({ entity: z.object({ id: z.string(), receipt: z.uuid().nullish().catch(null) }) })
      .optional(),
  }),
})

async function verifyWebhook(account: Account, { text, headers }: RawBody): Promise<Notice> {
  const { webhook_secret } = Secrets.parse(account.secrets)
  if (!isSigned(text, headers['x-razorpay-signature'] ?? '', webhook_secret))
    throw new ProviderError('refused', 'bad_signature', 'The webhook is not signed by Razorpay.')
  const id = headers['x-razorpay-event-id']
  const event = Event.safeParse(parsed(text))
  if (id === undefined || !event.success)
    throw new ProviderError('refused', 'malformed', 'The webhook is not as Razorpay sends them.')
  const { order, payment } = event.data.payload
  return {
    id,
    type: event.data.event,
    reference: order?.entity.id ?? payment?.entity.order_id ?? null,
    paymentId: order?.entity.receipt ?? null,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function mustFind(account: Account, charge: Charge): Promise<Known> {
  const known = await find(account, charge)
  if (known !== undefined) return known
  throw new ProviderError('refused', 'not_found', 'Razorpay does not know the payment.')
}

/** Of the attempt that was captured; undefined when none was. */
async function refundsPath(account: Account, charge: Charge): Promise<string | undefined> {
  const known = await find(account, charge)
  const paid = deciding(known?.payments ?? [])
  return paid?.captured === true ? `/v1/payments/${encodeURIComponent(paid.id)}` : undefined
}

const toRefund = ({ id, status }: z.output<typeof Refund>): ProviderRefund => ({
  reference: id,
  status: status === 'processed' ? 'succeeded' : status,
  failure: status === 'failed' ? failureOf('provider_error') : null,
})

/** @param name what Checkout.js shows at its top */
function seen(account: Account, { order, payments }: Known, name?: string): ProviderPayment {
  const parameters = {
    key: Settings.parse(account.settings).key_id,
    order_id: order.id,
    amount: String(order.amount),
    currency: order.currency,
    ...(name === undefined ? {} : { name }),
  }
  return toPayment(order, payments, { type: 'script', provider: 'razorpay', parameters })
}
