// Paytm of the test's own over HTTP: its page, its orders and refunds, with its result codes. Checksums are by its own library.
import { createDecipheriv, randomBytes } from 'node:crypto'
import PaytmChecksum from 'paytmchecksum'
import { z } from 'zod'
import {
  type Answer,
  type Asked,
  type Operation,
  type PaymentServer,
  startPaymentServer,
} from './payment-server.ts'

const OrderId = z.string().regex(/^[A-Za-z0-9@_-]{1,50}$/)
const Value = z.string().regex(/^\d{1,10}\.\d{2}$/)
const InitiateBody = z.strictObject({
  mid: z.string(),
  requestType: z.literal('Payment'),
  websiteName: z.string(),
  orderId: OrderId,
  callbackUrl: z.url().optional(),
  txnAmount: z.strictObject({ value: z.string(), currency: z.literal('INR') }),
  userInfo: z.strictObject({ custId: z.string().min(1), email: z.email().optional() }),
})
const StatusBody = z.strictObject({ mid: z.string(), orderId: OrderId })
const RefundBody = z.strictObject({
  mid: z.string(),
  txnType: z.literal('REFUND'),
  orderId: OrderId,
  txnId: z.string(),
  refId: OrderId,
  refundAmount: Value,
})
const RefundStatusBody = z.strictObject({ mid: z.string(), orderId: OrderId, refId: OrderId })

type Outcome = 'TXN_SUCCESS' | 'TXN_FAILURE' | 'PENDING'
type Session = {
  orderId: string
  request: string
  token: string
  value: string
  callbackUrl: string | undefined
}
/** Amounts in paise. */
type PaytmPayment = { orderId: string; txnId: string; amount: number; status: Outcome; code: string }
type PaytmRefund = {
  refId: string
  refundId: string
  orderId: string
  amount: number
  status: Outcome
}

type Server = Pick<PaymentServer, 'url' | 'fail' | 'asked' | 'webhooks' | 'stop'>
export type TestPaytm = Server & {
  account: { settings: Record<string, string>; secrets: Record<string, string> }
  /** What was tried; an order that nobody tried to pay is none. */
  payments: PaytmPayment[]
  refunds: PaytmRefund[]
  /** What becomes of refunds, which are all accepted as pending. Default `TXN_SUCCESS`. */
  refundsBecome: Outcome
  /**
   * What the shopper does on Paytm's page, which gives back the fields that it posts to the callback. @param code Paytm's of a
   * failure
   */
  pay: (
    orderId: string,
    how?: 'confirm' | 'fail' | 'abandon' | 'pend',
    code?: string,
  ) => Promise<Record<string, string>>
  /** Goes on with what was pending. @param id of an order, or the `refId` of a refund */
  settle: (id: string, status: 'TXN_SUCCESS' | 'TXN_FAILURE') => Promise<void>
}

const MERCHANT = { id: 'INTEGR77690000009383', key: 'kbzk1DSbJiV_O3p5', website: 'WEBSTAGING' }
const SHOPPER_BANK = 'gaurav.kumar@okbank'

const newId = () => BigInt(`0x${randomBytes(12).toString('hex')}`).toString()
const sign = (text: string) =>
  PaytmChecksum.calculateChecksum(text, MERCHANT.key, randomBytes(3).toString('base64'))
const toPaise = (value: string) => Math.round(Number(value) * 100)
const toRupees = (paise: number) => (paise / 100).toFixed(2)

const result = (resultStatus: string, resultCode: string, resultMsg: string) => ({
  resultInfo: { resultStatus, resultCode, resultMsg },
})
const failure = (code: string, message: string) => result('TXN_FAILURE', code, message)
const invalid = (code: string, message: string) => result('F', code, message)

/** The body's text as it was sent, and what it says. */
function envelope(text: string): { body: unknown; isSigned: boolean } | undefined {
  const parts = /^\{"body":(.*),"head":(\{[^{}]*\})\}$/s.exec(text)
  if (parts === null) return undefined
  const { signature } = JSON.parse(parts[2]!) as { signature?: string }
  return { body: JSON.parse(parts[1]!), isSigned: isSigned(parts[1]!, signature ?? '') }
}

/** As the library's `verifySignature`, which prints what is wrong to the console. */
function isSigned(text: string, signature: string): boolean {
  try {
    const decipher = createDecipheriv('aes-128-cbc', MERCHANT.key, '@@@@&&&&####$$$$')
    const hash = decipher.update(signature, 'base64', 'latin1') + decipher.final('latin1')
    return PaytmChecksum.calculateChecksum(text, MERCHANT.key, hash.slice(-4)) === signature
  } catch {
    return false
  }
}

export async function startPaytm(): Promise<TestPaytm> {
  const sessions = new Map<string, Session>()
  const payments: PaytmPayment[] = []
  const refunds: PaytmRefund[] = []
  const latest = (orderId: string) => payments.findLast((one) => one.orderId === orderId)
  const refundedOf = (orderId: string) =>
    refunds
      .filter((one) => one.orderId === orderId && one.status !== 'TXN_FAILURE')
      .reduce((sum, { amount }) => sum + amount, 0)

  function initiate({ body, query }: Asked): object {
    const sent = envelope(body)
    if (sent === undefined) return invalid('1001', 'Request parameters are not valid')
    if (!sent.isSigned) return invalid('2005', 'Checksum provided is invalid')
    const parsed = InitiateBody.safeParse(sent.body)
    if (!parsed.success) return invalid('1007', 'Missing mandatory element')
    const { mid, orderId, txnAmount, callbackUrl, websiteName } = parsed.data
    if (mid !== MERCHANT.id || websiteName !== MERCHANT.website) return invalid('2006', 'Invalid Mid')
    if (query.get('mid') !== mid)
      return invalid('2013', "Mid in the query param doesn't match with the Mid send in the request")
    if (query.get('orderId') !== orderId)
      return invalid('2014', "OrderId in the query param doesn't match with the OrderId send in the request")
    if (!Value.safeParse(txnAmount.value).success || toPaise(txnAmount.value) < 100)
      return invalid('2007', 'Txn amount is invalid')
    if (latest(orderId) !== undefined) return invalid('325', 'Duplicate order id')
    const before = sessions.get(orderId)
    const request = JSON.stringify(parsed.data)
    if (before !== undefined && before.request !== request)
      return invalid('2023', 'Repeat Request Inconsistent')
    const token = before?.token ?? randomBytes(16).toString('hex')
    sessions.set(orderId, { orderId, request, token, value: txnAmount.value, callbackUrl })
    const said = before === undefined ? ['0000', 'Success'] : ['0002', 'Success Idempotent']
    return {
      ...result('S', said[0]!, said[1]!),
      txnToken: token,
      isPromoCodeValid: false,
      authenticated: false,
    }
  }

  /** The body of the other APIs, or their refusal. */
  function read<T extends { mid: string }>(text: string, schema: z.ZodType<T>): T | { refused: object } {
    const sent = envelope(text)
    if (sent === undefined || !sent.isSigned)
      return { refused: failure('330', 'Checksum provided is invalid') }
    const parsed = schema.safeParse(sent.body)
    if (!parsed.success) return { refused: failure('600', 'Invalid request') }
    if (parsed.data.mid !== MERCHANT.id) return { refused: failure('335', 'Mid is invalid') }
    return parsed.data
  }

  function status({ body }: Asked): object {
    const asked = read(body, StatusBody)
    if ('refused' in asked) return asked.refused
    const payment = latest(asked.orderId)
    if (payment === undefined) return result('NO_RECORD_FOUND', '331', 'No Record Found')
    const { orderId, txnId, amount } = payment
    return {
      ...result(payment.status, payment.code, `A message about ${SHOPPER_BANK}`),
      txnId,
      bankTxnId: newId(),
      orderId,
      txnAmount: toRupees(amount),
      txnType: 'SALE',
      mid: MERCHANT.id,
      paymentMode: 'UPI',
      refundAmt: toRupees(refundedOf(orderId)),
    }
  }

  function refund({ body }: Asked): object {
    const asked = read(body, RefundBody)
    if ('refused' in asked) return asked.refused
    const { orderId, txnId, refId, refundAmount } = asked
    const payment = latest(orderId)
    const amount = toPaise(refundAmount)
    const before = refunds.find((one) => one.refId === refId)
    if (before?.status === 'TXN_SUCCESS') return failure('629', 'Refund is already Successful')
    if (before !== undefined) return failure('617', 'Refund Already Raised')
    if (payment?.txnId !== txnId) return failure('627', 'Order Details Mismatch')
    if (payment.status !== 'TXN_SUCCESS') return failure('600', 'Invalid refund request')
    if (amount > payment.amount - refundedOf(orderId)) return failure('619', 'Invalid refund amount')
    if (amount < 100) return failure('635', 'Partial Refund under Rupee 1 is not allowed')
    refunds.push({ refId, refundId: newId(), orderId, amount, status: provider.refundsBecome })
    if (provider.refundsBecome !== 'PENDING') void tellRefund(refunds.at(-1)!)
    const message = 'Refund request was raised for this transaction. But it is pending state'
    return { ...result('PENDING', '601', message), ...described(refunds.at(-1)!) }
  }

  const described = ({ refId, refundId, orderId, amount }: PaytmRefund) => {
    const { txnId } = latest(orderId)!
    return { mid: MERCHANT.id, orderId, txnId, refId, refundId, refundAmount: toRupees(amount) }
  }

  function refundStatus({ body }: Asked): object {
    const asked = read(body, RefundStatusBody)
    if ('refused' in asked) return asked.refused
    const found = refunds.find((one) => one.refId === asked.refId && one.orderId === asked.orderId)
    if (found === undefined) return failure('631', 'Record not found')
    const said = { TXN_SUCCESS: '10', TXN_FAILURE: '600', PENDING: '601' }
    return { ...result(found.status, said[found.status], 'A message'), ...described(found) }
  }

  function page({ body, query }: Asked): Answer {
    const form = new URLSearchParams(body)
    const orderId = form.get('orderId') ?? ''
    const isRight =
      form.get('mid') === MERCHANT.id &&
      query.get('mid') === MERCHANT.id &&
      query.get('orderId') === orderId &&
      sessions.get(orderId)?.token === form.get('txnToken')
    return isRight ? { status: 200, body: `<h1>${orderId}</h1>` } : { status: 400, body: '<h1>Oops!</h1>' }
  }

  function operationOf(asked: Asked): Operation | Answer {
    const signed = (body: object): Answer => {
      const head = {
        responseTimestamp: '1700000000000',
        version: 'v1',
        signature: sign(JSON.stringify(body)),
      }
      return { status: 200, body: { head, body } }
    }
    const named = (name: string, run: (asked: Asked) => object, refusal: object): Operation => ({
      name,
      run: () => signed(run(asked)),
      declined: () => signed(refusal),
    })
    const operations: Record<string, () => Operation> = {
      'POST /theia/api/v1/initiateTransaction': () =>
        named(
          'create',
          initiate,
          invalid('196', 'Payment failed as amount entered exceeds the allowed limit'),
        ),
      'POST /theia/api/v1/showPaymentPage': () => ({
        name: 'page',
        run: () => page(asked),
        declined: () => ({ status: 400, body: '' }),
      }),
      'POST /v3/order/status': () => named('retrieve', status, failure('335', 'Mid is invalid')),
      'POST /refund/apply': () =>
        named('refund', refund, failure('600', 'Invalid refund request or restricted by bank')),
      'POST /v2/refund/status': () => named('retrieveRefund', refundStatus, failure('335', 'Mid is invalid')),
    }
    return operations[`${asked.method} ${asked.path}`]?.() ?? { status: 404, body: '<h1>Not found</h1>' }
  }

  const server = await startPaymentServer(operationOf)

  const form = ({ orderId, txnId, amount, status, code }: PaytmPayment): Record<string, string> => {
    const fields = {
      ORDERID: orderId,
      MID: MERCHANT.id,
      TXNID: txnId,
      TXNAMOUNT: toRupees(amount),
      PAYMENTMODE: 'UPI',
      CURRENCY: 'INR',
      TXNDATE: '2026-01-02 15:13:02.0',
      STATUS: status,
      RESPCODE: code,
      RESPMSG: 'A message | with & and =',
      GATEWAYNAME: 'PPBLC',
      BANKTXNID: '',
      BANKNAME: 'Ökobank',
    }
    return { ...fields, CHECKSUMHASH: sign(PaytmChecksum.getStringByParams(fields)) }
  }

  const tell = (fields: Record<string, string>) =>
    server.send({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(fields)),
    })

  const tellRefund = (refunded: PaytmRefund): Promise<void> => {
    const body = JSON.stringify({
      source: 'MERCHANT',
      ...described(refunded),
      agentInfo: { name: '{"Lalit}' },
    })
    const head = JSON.stringify({ signature: sign(body), version: 'v1' })
    return server.send({
      headers: { 'content-type': 'application/json' },
      body: `{"head": ${head}, "body": ${body}}`,
    })
  }

  const provider: TestPaytm = {
    ...server,
    account: {
      settings: { merchant_id: MERCHANT.id, website: MERCHANT.website, domain: 'paytm.in' },
      secrets: { merchant_key: MERCHANT.key },
    },
    payments,
    refunds,
    refundsBecome: 'TXN_SUCCESS',
    pay: async (orderId, how = 'confirm', code = '227') => {
      const session = sessions.get(orderId)
      if (session === undefined) throw new Error(`There is no order ${orderId}`)
      if (latest(orderId)?.status === 'TXN_SUCCESS') throw new Error('The order is paid')
      if (how === 'abandon') return {}
      const outcome = {
        confirm: { status: 'TXN_SUCCESS', code: '01' },
        fail: { status: 'TXN_FAILURE', code },
        pend: { status: 'PENDING', code: '402' },
      } as const
      const payment = { orderId, txnId: newId(), amount: toPaise(session.value), ...outcome[how] }
      payments.push(payment)
      const fields = form(payment)
      if (how !== 'pend') await tell(fields)
      return fields
    },
    settle: async (id, status) => {
      const refunded = refunds.find((one) => one.refId === id)
      const payment = latest(id)
      if (refunded !== undefined) {
        refunded.status = status
        await tellRefund(refunded)
      } else if (payment !== undefined) {
        Object.assign(payment, { status, code: status === 'TXN_SUCCESS' ? '01' : '227' })
        await tell(form(payment))
      } else throw new Error(`There is nothing ${id}`)
    },
  }
  return provider
}
