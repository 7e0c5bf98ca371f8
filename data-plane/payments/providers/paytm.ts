// Paytm: the shopper pays on Paytm's page, which takes the money at once. Orders are named by our payment ids, refunds by our keys.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { RawBody } from '../../../shared/http/route.ts'
import { keyOf } from './india.ts'
import { ask, merchantOf, Secrets, Settings } from './paytm/api.ts'
import {
  CURRENCY,
  faultOf,
  isRepeated,
  isUnknown,
  orderIdOf,
  paymentIdOf,
  RefundResult,
  Result,
  Status,
  toAmount,
  toPayment,
  toRefund,
  toValue,
} from './paytm/rules.ts'
import { isSignedForm, readWebhook } from './paytm/webhook.ts'
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

export const paytm: PaymentProvider = {
  methods: ['paytm'],
  settings: Settings,
  secrets: Secrets,
  authorizes: false,
  savesMethods: false,
  check,
  create,
  authorize,
  retrieve,
  capture: mustRetrieve,
  cancel,
  refund,
  retrieveRefund,
  verifyWebhook,
}

/** Asks for an order that cannot be. */
async function check(account: Account): Promise<void> {
  await statusOf(account, 'storeplanecheck')
}

const Initiated = z.object({ resultInfo: Result, txnToken: z.string().nullish() })

/** The same order with the same body gives the same token ("Success Idempotent"). */
async function create(account: Account, charge: NewCharge): Promise<ProviderPayment> {
  const { paymentId, amount, currency, email, returnUrl } = charge
  if (currency !== CURRENCY) throw new ProviderError('refused', 'invalid_currency', 'Paytm takes INR only.')
  const { mid, website } = merchantOf(account)
  const orderId = orderIdOf(paymentId)
  const query = new URLSearchParams({ mid, orderId })
  const { resultInfo, txnToken } = await ask(
    account,
    `/theia/api/v1/initiateTransaction?${query}`,
    {
      requestType: 'Payment',
      websiteName: website,
      orderId,
      ...(returnUrl === null ? {} : { callbackUrl: returnUrl }),
      txnAmount: { value: toValue(amount), currency },
      userInfo: { custId: orderId, ...(email === null ? {} : { email }) },
    },
    Initiated,
  )
  const fault = faultOf(resultInfo)
  if (fault !== undefined) throw fault
  if (resultInfo.resultStatus === 'S' && txnToken)
    return waiting(account, { ...charge, data: { ...charge.data, txnToken } })
  // "Duplicate order id": it was paid, or tried to be, since it was created.
  const known = resultInfo.resultCode === '325' ? await retrieve(account, charge) : undefined
  return known ?? refuse(resultInfo.resultCode)
}

async function authorize(
  account: Account,
  charge: Charge,
  proof: Readonly<Record<string, string>>,
): Promise<ProviderPayment> {
  const { key } = merchantOf(account)
  const isOurs = isSignedForm(proof, key) && proof.ORDERID === orderIdOf(charge.paymentId)
  if (proof.CHECKSUMHASH !== undefined && !isOurs)
    throw new ProviderError('refused', 'bad_signature', 'The checksum is not by Paytm for this payment.')
  return await mustRetrieve(account, charge)
}

async function retrieve(account: Account, charge: Charge): Promise<ProviderPayment | undefined> {
  const reference = orderIdOf(charge.paymentId)
  const status = await statusOf(account, reference)
  if (!isUnknown(status.resultInfo)) return toPayment({ ...charge, reference }, status)
  return charge.reference === null ? undefined : waiting(account, charge)
}

/** What was paid is captured already, so a capture is to see that it was. */
async function mustRetrieve(account: Account, charge: Charge): Promise<ProviderPayment> {
  return (await retrieve(account, charge)) ?? refuse('not_found')
}

/** Gives back what was paid. Throws ProviderError `unknown` as long as Paytm does not know whether it was. */
async function cancel(account: Account, charge: Charge, key: string): Promise<ProviderPayment> {
  const payment = await mustRetrieve(account, charge)
  if (payment.status === 'pending')
    throw new ProviderError('unknown', 'pending', 'Paytm does not know yet whether it is paid.')
  const cancelled = { ...payment, status: 'cancelled', action: null, failure: null } as const
  const amount = payment.captured - payment.refunded
  if (amount === 0) return cancelled
  const { status } = await refund(account, { ...charge, data: payment.data }, { amount, key })
  return status === 'failed' ? payment : { ...cancelled, refunded: payment.captured }
}

async function refund(account: Account, charge: Charge, part: Part): Promise<ProviderRefund> {
  // Paytm documents that it refuses a repetition "within the 10 minutes", so it is asked first.
  const before = await findRefund(account, charge, part)
  if (before !== undefined) return before
  const txnId = charge.data.txnId ?? (await mustRetrieve(account, charge)).data.txnId
  if (txnId === undefined) return refuse('not_captured')
  const refId = keyOf(part.key)
  const orderId = orderIdOf(charge.paymentId)
  const refundAmount = toValue(part.amount)
  const body = { txnType: 'REFUND', orderId, txnId, refId, refundAmount }
  const result = await ask(account, '/refund/apply', body, RefundResult)
  const fault = faultOf(result.resultInfo)
  if (fault !== undefined) throw fault
  const { resultStatus, resultCode } = result.resultInfo
  if (isRepeated(result.resultInfo)) return (await findRefund(account, charge, part)) ?? refuse(resultCode)
  // "Another Refund on same order is already in Progress, please retry after few minutes"
  if (resultCode === '626') throw new ProviderError('unknown', '626', 'Paytm is busy with another refund.')
  if (resultStatus === 'TXN_FAILURE') return refuse(resultCode)
  return toRefund(result, refId) ?? refuse(resultCode)
}

async function retrieveRefund(
  account: Account,
  charge: Charge,
  part: Part,
): Promise<ProviderRefund | undefined> {
  return await findRefund(account, charge, part)
}

async function findRefund(account: Account, charge: Charge, part: Part): Promise<ProviderRefund | undefined> {
  const refId = keyOf(part.key)
  const body = { orderId: orderIdOf(charge.paymentId), refId }
  const result = await ask(account, '/v2/refund/status', body, RefundResult)
  const fault = faultOf(result.resultInfo)
  if (fault !== undefined) throw fault
  const found = toRefund(result, refId)
  if (found !== undefined && result.refundAmount && toAmount(result.refundAmount) !== part.amount)
    throw new ProviderError('refused', 'key_reused', 'Paytm has this refund with another amount.')
  return found
}

async function verifyWebhook(account: Account, { text }: RawBody): Promise<Notice> {
  const { key, mid } = merchantOf(account)
  const told = readWebhook(text, key)
  if (told === undefined || told.mid !== mid)
    throw new ProviderError(
      'refused',
      'bad_signature',
      'The webhook is not signed by Paytm for this merchant.',
    )
  const { orderId, type, signed } = told
  // Paytm numbers nothing it tells.
  const id = createHash('sha256').update(signed).digest('hex')
  return { id, type, reference: orderId, paymentId: paymentIdOf(orderId) }
}

async function statusOf(account: Account, orderId: string): Promise<Status> {
  const status = await ask(account, '/v3/order/status', { orderId }, Status)
  const fault = faultOf(status.resultInfo)
  if (fault === undefined) return status
  throw fault
}

/** Nobody tried to pay it yet. */
function waiting(account: Account, { paymentId, amount, data }: Charge): ProviderPayment {
  const { mid, base } = merchantOf(account)
  const reference = orderIdOf(paymentId)
  const { txnToken } = data
  const query = new URLSearchParams({ mid, orderId: reference })
  const url = `${base}/theia/api/v1/showPaymentPage?${query}`
  return {
    reference,
    status: 'requires_action',
    amount,
    captured: 0,
    refunded: 0,
    currency: CURRENCY,
    action:
      txnToken === undefined
        ? null
        : { type: 'redirect', url, method: 'POST', fields: { mid, orderId: reference, txnToken } },
    failure: null,
    saved: null,
    data,
  }
}

function refuse(code: string): never {
  throw new ProviderError('refused', code, `Paytm refused the request (${code}).`)
}
