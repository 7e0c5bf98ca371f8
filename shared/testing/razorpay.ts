// Razorpay of the test's own over HTTP: orders, payments and refunds as razorpay.com/docs/api describes them, with its errors.
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  type Answer,
  type Asked,
  type Operation,
  type PaymentServer,
  startPaymentServer,
} from './payment-server.ts'

const Notes = z.record(z.string(), z.string().max(256))
const OrderBody = z.strictObject({
  amount: z.int(),
  currency: z.string().length(3),
  receipt: z.string().max(40).optional(),
  notes: Notes.optional(),
  payment: z
    .strictObject({
      capture: z.enum(['automatic', 'manual']),
      capture_options: z.strictObject({ refund_speed: z.enum(['normal', 'optimum']) }),
    })
    .optional(),
})
const CaptureBody = z.strictObject({ amount: z.int(), currency: z.string() })
const RefundBody = z.strictObject({
  amount: z.int().optional(),
  speed: z.enum(['normal', 'optimum']).optional(),
  notes: Notes.optional(),
  receipt: z.string().max(40).optional(),
})

type RazorpayOrder = {
  id: string
  entity: 'order'
  amount: number
  amount_paid: number
  currency: string
  receipt: string | null
  notes: Record<string, string> | never[]
  status: 'created' | 'attempted' | 'paid'
  attempts: number
  created_at: number
}
type RazorpayPayment = {
  id: string
  entity: 'payment'
  order_id: string
  amount: number
  currency: string
  status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed'
  captured: boolean
  amount_refunded: number
  method: string
  email: string
  vpa: string
  error_code: string | null
  error_description: string | null
  error_reason: string | null
  created_at: number
}
type RazorpayRefund = {
  id: string
  entity: 'refund'
  payment_id: string
  amount: number
  receipt: string | null
  status: 'pending' | 'processed' | 'failed'
  created_at: number
}

type Server = Pick<PaymentServer, 'url' | 'fail' | 'asked' | 'webhooks' | 'stop'>
export type TestRazorpay = Server & {
  account: { settings: Record<string, string>; secrets: Record<string, string> }
  orders: RazorpayOrder[]
  payments: RazorpayPayment[]
  refunds: RazorpayRefund[]
  /** The status of refunds to come. Default `processed`. */
  refundsBecome: RazorpayRefund['status']
  /**
   * What the shopper does in Checkout.js, which gives back the proof that their browser brings. @param reason Razorpay's
   * `error_reason` of a failure
   */
  pay: (
    orderId: string,
    how?: 'confirm' | 'fail' | 'abandon' | 'pend',
    reason?: string,
  ) => Promise<Record<string, string>>
  /** Goes on with what was pending. */
  settle: (id: string, status: 'authorized' | 'failed' | 'processed') => Promise<void>
  /** What Razorpay does when a payment was not captured in time. */
  lapse: (paymentId: string) => void
}

const KEY = {
  id: 'rzp_test_1DP5mmOlF5G5ag',
  secret: 'key secret of the test',
  webhook: 'webhook secret of the test',
}
export const SHOPPER = { email: 'gaurav.kumar@shopper.example', vpa: 'gaurav.kumar@okbank' }
const THREE_DECIMALS = ['BHD', 'KWD', 'OMR']

const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const newId = (prefix: string) => `${prefix}_${randomBytes(7).toString('hex')}`

function refused(description: string, field?: string, status = 400): Answer {
  const reason = field === undefined ? 'NA' : 'input_validation_failed'
  const error = {
    code: 'BAD_REQUEST_ERROR',
    description,
    source: 'business',
    step: 'NA',
    reason,
    metadata: {},
  }
  return { status, body: { error: { ...error, ...(field === undefined ? {} : { field }) } } }
}
const NO_SUCH_ID = refused('The id provided does not exist', 'id')
const NOT_FOUND = refused('The requested URL was not found on the server.')

export async function startRazorpay(): Promise<TestRazorpay> {
  const orders: RazorpayOrder[] = []
  const payments: RazorpayPayment[] = []
  const refunds: RazorpayRefund[] = []
  const keys = new Map<string, { request: string; answer: Answer }>()
  let ticks = 1_700_000_000

  const attemptsOf = (order: RazorpayOrder) => payments.filter(({ order_id }) => order_id === order.id)

  function createOrder({ body }: Asked): Answer {
    const parsed = OrderBody.safeParse(json(body))
    if (!parsed.success) return refused('The amount must be an integer.', 'amount')
    const { amount, currency, receipt = null, notes = [] } = parsed.data
    if (amount < 100 && currency === 'INR') return refused('The amount must be at least INR 1.00', 'amount')
    if (THREE_DECIMALS.includes(currency) && amount % 10 !== 0)
      return refused('The amount must end in 0 for this currency.', 'amount')
    const state = { status: 'created' as const, attempts: 0, amount_paid: 0 }
    const created_at = ticks++
    orders.push({
      id: newId('order'),
      entity: 'order',
      amount,
      currency,
      receipt,
      notes,
      ...state,
      created_at,
    })
    return { status: 200, body: orders.at(-1) }
  }

  function listOrders({ query }: Asked): Answer {
    const receipt = query.get('receipt')
    const found = orders.filter((order) => receipt === null || order.receipt === receipt)
    const items = found.toReversed().slice(0, Number(query.get('count') ?? 10)) // the newest first
    return { status: 200, body: { entity: 'collection', count: items.length, items } }
  }

  function updateOrder(order: RazorpayOrder, { body }: Asked): Answer {
    const parsed = z.strictObject({ notes: Notes }).safeParse(json(body))
    if (!parsed.success) return refused('notes is required.', 'notes')
    order.notes = parsed.data.notes
    return { status: 200, body: order }
  }

  function capture(payment: RazorpayPayment, { body }: Asked): Answer {
    const parsed = CaptureBody.safeParse(json(body))
    if (!parsed.success) return refused('The amount must be an integer.', 'amount')
    const order = orders.find(({ id }) => id === payment.order_id)!
    if (payment.captured) return refused('This payment has already been captured')
    if (order.status === 'paid')
      return refused(
        'Your payment has been declined as the order is already paid. Please initiate the payment with a new order.',
      )
    if (payment.status !== 'authorized')
      return refused('Only payments which have been authorized and not yet captured can be captured')
    if (parsed.data.amount !== payment.amount || parsed.data.currency !== payment.currency)
      return refused('Capture amount must be equal to the amount authorized', 'amount')
    Object.assign(payment, { status: 'captured', captured: true })
    Object.assign(order, { status: 'paid', amount_paid: payment.amount })
    void event('payment.captured', payment)
    return { status: 200, body: payment }
  }

  function refund(payment: RazorpayPayment, { body, headers }: Asked): Answer {
    const key = headers['x-refund-idempotency']
    if (key === undefined) return refundOnce(payment, body)
    if (String(key).length < 10) return refused('The idempotency key must be at least 10 characters long.')
    if (!/^[\w-]+$/.test(String(key)))
      return refused(
        'The idempotency key must only contain alphanumeric characters, underscores, and hyphens',
      )
    const request = `${payment.id} ${body}`
    const before = keys.get(String(key))
    if (before !== undefined && before.request !== request)
      return refused(
        'Different request with the same idempotency key has already been processed.',
        undefined,
        409,
      )
    const answer = before?.answer ?? refundOnce(payment, body)
    keys.set(String(key), { request, answer })
    return answer
  }

  function refundOnce(payment: RazorpayPayment, body: string): Answer {
    const parsed = RefundBody.safeParse(json(body))
    if (!parsed.success) return refused('The amount must be an integer.', 'amount')
    const amount = parsed.data.amount ?? payment.amount
    if (!payment.captured) return refused('The payment status should be captured for action to be taken')
    if (payment.amount_refunded === payment.amount)
      return refused('The payment has been fully refunded already')
    if (payment.amount_refunded + amount > payment.amount)
      return refused('The refund amount provided is greater than amount captured', 'amount')
    if (amount < 100 && payment.currency === 'INR')
      return refused('The amount must be at least INR 1.00', 'amount')
    payment.amount_refunded += amount
    if (payment.amount_refunded === payment.amount) payment.status = 'refunded'
    const receipt = parsed.data.receipt ?? null
    const created = { id: newId('rfnd'), entity: 'refund' as const, payment_id: payment.id, amount, receipt }
    refunds.push({ ...created, status: provider.refundsBecome, created_at: ticks++ })
    void event(`refund.${provider.refundsBecome === 'processed' ? 'processed' : 'created'}`, payment)
    return { status: 200, body: { ...refunds.at(-1) } }
  }

  function operationOf(asked: Asked): Operation | Answer {
    const declined = () => refused('Your account does not have enough balance to carry out the operation')
    const named = (name: string, run: () => Answer): Operation => ({
      name,
      declined,
      run: () => (isAuthentic(asked) ? run() : refused('Authentication failed', undefined, 401)),
    })
    const [, v1, kind, id, part] = asked.path.split('/')
    const call = `${asked.method} ${v1}/${kind}${id === undefined ? '' : '/id'}${part === undefined ? '' : `/${part}`}`
    const order = orders.find((one) => one.id === id)
    const payment = payments.find((one) => one.id === id)
    const withOrder = (run: (found: RazorpayOrder) => Answer) => () =>
      order === undefined ? NO_SUCH_ID : run(order)
    const withPayment = (run: (found: RazorpayPayment) => Answer) => () =>
      payment === undefined ? NO_SUCH_ID : run(payment)
    const list = (items: unknown[]) => ({
      status: 200,
      body: { entity: 'collection', count: items.length, items },
    })
    const operations: Record<string, () => Operation> = {
      'POST v1/orders': () => named('create', () => createOrder(asked)),
      'GET v1/orders': () => named('find', () => listOrders(asked)),
      'GET v1/orders/id': () =>
        named(
          'retrieve',
          withOrder((found) => ({ status: 200, body: found })),
        ),
      'PATCH v1/orders/id': () =>
        named(
          'cancel',
          withOrder((found) => updateOrder(found, asked)),
        ),
      'GET v1/orders/id/payments': () =>
        named(
          'attempts',
          withOrder((found) => list(attemptsOf(found))),
        ),
      'POST v1/payments/id/capture': () =>
        named(
          'capture',
          withPayment((found) => capture(found, asked)),
        ),
      'POST v1/payments/id/refund': () =>
        named(
          'refund',
          withPayment((found) => refund(found, asked)),
        ),
      'GET v1/payments/id/refunds': () =>
        named(
          'retrieveRefund',
          withPayment((found) => list(refunds.filter((one) => one.payment_id === found.id))),
        ),
    }
    return operations[call]?.() ?? NOT_FOUND
  }

  const server = await startPaymentServer(operationOf)

  const event = (type: string, payment: RazorpayPayment): Promise<void> => {
    const payload = { payment: { entity: payment } }
    const account_id = 'acc_BFQ7uQEaa7j2z7'
    const body = JSON.stringify({ entity: 'event', account_id, event: type, contains: ['payment'], payload })
    const signed = { 'x-razorpay-signature': sign(KEY.webhook, body), 'x-razorpay-event-id': randomUUID() }
    return server.send({ headers: { 'content-type': 'application/json', ...signed }, body })
  }

  const pay: TestRazorpay['pay'] = async (orderId, how = 'confirm', reason = 'payment_failed') => {
    const order = orders.find(({ id }) => id === orderId)
    if (order === undefined) throw new Error(`There is no order ${orderId}`)
    if (order.status === 'paid') throw new Error('The order is paid')
    if (how === 'abandon') return {}
    const status = { confirm: 'authorized', fail: 'failed', pend: 'created' } as const
    const isFailed = how === 'fail'
    const payment: RazorpayPayment = {
      id: newId('pay'),
      entity: 'payment',
      order_id: order.id,
      amount: order.amount,
      currency: order.currency,
      status: status[how],
      captured: false,
      amount_refunded: 0,
      method: 'upi',
      ...SHOPPER,
      error_code: isFailed ? 'BAD_REQUEST_ERROR' : null,
      error_description: isFailed ? `The payment by ${SHOPPER.vpa} was not successful.` : null,
      error_reason: isFailed ? reason : null,
      created_at: ticks++,
    }
    payments.push(payment)
    Object.assign(order, { status: 'attempted', attempts: order.attempts + 1 })
    if (how !== 'pend') await event(isFailed ? 'payment.failed' : 'payment.authorized', payment)
    const ids = { razorpay_order_id: order.id, razorpay_payment_id: payment.id }
    return isFailed ? {} : { ...ids, razorpay_signature: sign(KEY.secret, `${order.id}|${payment.id}`) }
  }

  const settle: TestRazorpay['settle'] = async (id, status) => {
    const refunded = refunds.find((one) => one.id === id)
    const payment = payments.find((one) => one.id === (refunded?.payment_id ?? id))
    if (payment === undefined) throw new Error(`There is nothing ${id}`)
    Object.assign(refunded ?? payment, { status })
    if (refunded !== undefined && status === 'failed') payment.amount_refunded -= refunded.amount
    await event(`${refunded === undefined ? 'payment' : 'refund'}.${status}`, payment)
  }

  const provider: TestRazorpay = {
    ...server,
    account: {
      settings: { key_id: KEY.id },
      secrets: { key_secret: KEY.secret, webhook_secret: KEY.webhook },
    },
    orders,
    payments,
    refunds,
    refundsBecome: 'processed',
    pay,
    settle,
    lapse: (paymentId) => {
      const payment = payments.find(({ id }) => id === paymentId)!
      Object.assign(payment, { status: 'refunded', amount_refunded: payment.amount })
    },
  }
  return provider
}

const isAuthentic = ({ headers }: Asked): boolean =>
  headers.authorization === `Basic ${Buffer.from(`${KEY.id}:${KEY.secret}`).toString('base64')}`

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
