// PayPal by its REST APIs: Orders v2 with the intent to authorize, Payments v2, and Payment Method Tokens v3.
import { z } from 'zod'
import { toMoney } from './paypal/amounts.ts'
import { ask, freshToken, given, type Refusal, refused } from './paypal/client.ts'
import { failureOf, failureOfIssue } from './paypal/failures.ts'
import {
  authorizationOf,
  Capture,
  Order,
  paymentOf,
  planRefund,
  Refund,
  redirectTo,
  refundedBy,
  refundId,
  refundOf,
  refundsOf,
} from './paypal/orders.ts'
import { noticeOf, verification } from './paypal/webhooks.ts'
import {
  type Account,
  type Charge,
  type Failure,
  type NewCharge,
  type PaymentProvider,
  ProviderError,
  type ProviderPayment,
} from './provider.ts'

const ID = z.string().trim().min(1).max(255)
const ORDERS = '/v2/checkout/orders'
const PAYMENTS = '/v2/payments'
/** What the address of a shopper who turned back at PayPal ends with. */
const TURNED_BACK = { name: 'paypal', value: 'cancelled' }
/** The shopper has not said yes. */
const NOT_APPROVED: ReadonlySet<string> = new Set(['ORDER_NOT_APPROVED', 'PAYER_ACTION_REQUIRED'])

export const paypal: PaymentProvider = {
  methods: ['paypal'],
  settings: z.strictObject({
    client_id: ID.meta({ description: 'Client ID of the REST API app' }),
    webhook_id: ID.meta({ description: "ID of the app's webhook that points to the store" }),
  }),
  secrets: z.strictObject({
    client_secret: ID.meta({ description: 'Secret key of the REST API app' }),
  }),
  authorizes: true,
  savesMethods: true,

  async check(account) {
    await freshToken(account)
    const path = `/v1/notifications/webhooks/${encodeURIComponent(webhookIdOf(account))}`
    given(await ask(account, { method: 'GET', path }), z.object({ id: z.string() }))
  },

  async create(account, charge) {
    if (charge.saved !== null) return createSaved(account, charge, charge.saved.method)
    if (charge.returnUrl === null)
      throw new ProviderError('refused', 'no_return_url', 'PayPal needs an address to return to.')
    const vault = { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT', customer_type: 'CONSUMER' }
    const reply = await post(account, ORDERS, charge.paymentId, {
      ...orderFor(charge, { soft_descriptor: statementText(charge.description) }),
      payment_source: {
        paypal: {
          experience_context: experience(charge),
          ...(charge.save && { attributes: { vault } }),
        },
      },
    })
    return paymentOf(given(reply, Order))
  },

  async authorize(account, charge, proof) {
    const reference = charge.reference ?? (await known(account, charge)).id
    const path = `${ORDERS}/${encodeURIComponent(reference)}/authorize`
    const reply = await post(account, path, `${charge.paymentId}-authorize`, {})
    if (reply.ok) return paymentOf(given(reply, Order))
    // Whoever lies about having turned back only stops their own payment.
    if (NOT_APPROVED.has(reply.issue) && proof[TURNED_BACK.name] === TURNED_BACK.value)
      return failed(charge, reference, failureOf('abandoned'))
    if (NOT_APPROVED.has(reply.issue)) return paymentOf(await show(account, reference))
    return notAuthorized(account, { ...charge, reference }, reply)
  },

  async retrieve(account, charge) {
    const order = await find(account, charge)
    if (order === undefined) return undefined
    // Without a reference it may be an order that only asking made; nobody can have approved it.
    if (charge.reference === null && authorizationOf(order) === undefined) return undefined
    return paymentOf(order)
  },

  async capture(account, charge, part) {
    const path = `${PAYMENTS}/authorizations/${await authorizationFor(account, charge)}/capture`
    const reply = await post(account, path, `${part.key}-capture`, {
      amount: toMoney(part.amount, charge.currency),
      final_capture: part.amount === charge.amount,
    })
    const { status } = given(reply, Capture)
    if (status === 'DECLINED' || status === 'FAILED')
      throw new ProviderError('refused', `capture_${status.toLowerCase()}`, 'PayPal declined the capture.')
    return paymentOf(await known(account, charge))
  },

  async cancel(account, charge, key) {
    const order = await known(account, charge)
    const authorization = authorizationOf(order)
    // PayPal cannot cancel an order; one that is never authorized takes nothing.
    if (authorization === undefined) return { ...paymentOf(order), status: 'cancelled', action: null }
    if (authorization.status === 'VOIDED') return paymentOf(order)
    const path = `${PAYMENTS}/authorizations/${encodeURIComponent(authorization.id)}/void`
    const reply = await post(account, path, `${key}-void`, {})
    if (!reply.ok && reply.issue !== 'PREVIOUSLY_VOIDED') throw refused(reply)
    return paymentOf(await show(account, order.id))
  },

  async refund(account, charge, part) {
    const order = await known(account, charge)
    const customId = refundId(charge.paymentId, part.key)
    const refunds = refundsOf(order, customId, null)
    const plan = planRefund(order, part.amount - refundedBy(refunds))
    if (plan === undefined)
      throw new ProviderError('refused', 'REFUND_AMOUNT_EXCEEDED', 'More than what is left of the captures.')
    for (const { capture, amount } of plan) {
      const path = `${PAYMENTS}/captures/${encodeURIComponent(capture)}/refund`
      const body = { amount: toMoney(amount, charge.currency), custom_id: customId }
      const reply = await post(account, path, `${part.key}-${capture}`, body)
      if (!reply.ok && refunds.length > 0) throw incomplete()
      refunds.push(given(reply, Refund))
    }
    return refundOf(refunds, part) ?? raise(incomplete())
  },

  async retrieveRefund(account, charge, refund) {
    const order = await find(account, charge)
    if (order === undefined) return undefined
    const refunds = refundsOf(order, refundId(charge.paymentId, refund.key), refund.reference)
    if (refunds.length === 0) return undefined
    return refundOf(refunds, refund) ?? raise(incomplete())
  },

  async verifyWebhook(account, request) {
    const body = verification(request, webhookIdOf(account), Date.now())
    if (body === undefined) throw notGenuine()
    const path = '/v1/notifications/verify-webhook-signature'
    const reply = await ask(account, { method: 'POST', path, body })
    const { verification_status } = given(reply, z.object({ verification_status: z.string() }))
    if (verification_status !== 'SUCCESS') throw notGenuine()
    return noticeOf(request.text) ?? raise(notGenuine())
  },

  async forget(account, saved) {
    const path = `/v3/vault/payment-tokens/${encodeURIComponent(saved.method)}`
    const reply = await ask(account, { method: 'DELETE', path })
    if (!reply.ok && reply.status !== 404) throw refused(reply)
  },
}

const post = (account: Account, path: string, key: string, body: object) =>
  ask(account, { method: 'POST', path, key, body: JSON.stringify(body) })

const webhookIdOf = (account: Account): string => account.settings.webhook_id ?? ''

const raise = (error: ProviderError): never => {
  throw error
}
const incomplete = () =>
  new ProviderError(
    'unknown',
    'refund_incomplete',
    'PayPal has refunded a part: repeat it with the same key.',
  )
const notGenuine = () => new ProviderError('refused', 'webhook_refused', 'This is no webhook of PayPal.')

/** The order that pays for a charge. All of it follows from the charge, if no more is given. */
const orderFor = ({ paymentId, amount, currency }: Charge, more: object = {}) => ({
  intent: 'AUTHORIZE',
  purchase_units: [
    { reference_id: paymentId, custom_id: paymentId, amount: toMoney(amount, currency), ...more },
  ],
})

function experience({ returnUrl, description }: NewCharge): object {
  const cancelUrl = new URL(returnUrl ?? '')
  cancelUrl.searchParams.set(TURNED_BACK.name, TURNED_BACK.value)
  return {
    brand_name: description.slice(0, 127),
    user_action: 'PAY_NOW',
    shipping_preference: 'NO_SHIPPING',
    return_url: returnUrl,
    cancel_url: cancelUrl.href,
  }
}

/** At most 22 of the characters that PayPal takes as `soft_descriptor`; undefined when none is left. */
const statementText = (description: string): string | undefined =>
  description
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 .*-]/g, '')
    .trim()
    .slice(0, 22) || undefined

/**
 * Two steps, so that a lost answer leaves nothing in doubt: an order that follows from the charge alone, which takes nothing
 * and is found again by repeating it (see `find`), and its authorization with the saved method.
 */
async function createSaved(account: Account, charge: NewCharge, vaultId: string): Promise<ProviderPayment> {
  const order = await openOrder(account, charge)
  if (authorizationOf(order) !== undefined) return paymentOf(order)
  const initiator = charge.offSession ? 'MERCHANT' : 'CUSTOMER'
  const path = `${ORDERS}/${encodeURIComponent(order.id)}/authorize`
  const reply = await post(account, path, `${charge.paymentId}-saved-authorize`, {
    payment_source: {
      paypal: {
        vault_id: vaultId,
        stored_credential: { payment_initiator: initiator, usage: 'SUBSEQUENT' },
        ...(charge.returnUrl !== null && { experience_context: experience(charge) }),
      },
    },
  })
  if (reply.ok) return paymentOf(given(reply, Order))
  if (reply.issue === 'PAYER_ACTION_REQUIRED' && !charge.offSession && reply.payerAction !== undefined)
    return { ...paymentOf(order), action: redirectTo(reply.payerAction) }
  return notAuthorized(account, { ...charge, reference: order.id }, reply)
}

/** PayPal remembers keys of orders for six hours; after that it is another order, which nobody has approved. */
const openOrder = async (account: Account, charge: Charge): Promise<Order> =>
  given(await post(account, ORDERS, `${charge.paymentId}-saved`, orderFor(charge)), Order)

/**
 * PayPal finds orders by its own ids only. Without one, a charge of a saved method is found by repeating its first step; one
 * that was to be approved by the shopper never reached them, so it does not matter.
 */
async function find(account: Account, charge: Charge): Promise<Order | undefined> {
  if (charge.reference === null) return show(account, (await openOrder(account, charge)).id)
  const path = `${ORDERS}/${encodeURIComponent(charge.reference)}`
  const reply = await ask(account, { method: 'GET', path })
  return !reply.ok && reply.status === 404 ? undefined : given(reply, Order)
}

async function known(account: Account, charge: Charge): Promise<Order> {
  const order = await find(account, charge)
  if (order !== undefined) return order
  throw new ProviderError('refused', 'RESOURCE_NOT_FOUND', 'PayPal does not know this payment.')
}

const show = async (account: Account, reference: string): Promise<Order> =>
  given(await ask(account, { method: 'GET', path: `${ORDERS}/${encodeURIComponent(reference)}` }), Order)

async function authorizationFor(account: Account, charge: Charge): Promise<string> {
  const id = charge.data.authorization ?? authorizationOf(await known(account, charge))?.id
  if (id !== undefined) return encodeURIComponent(id)
  throw new ProviderError('refused', 'ORDER_NOT_AUTHORIZED', 'This payment was not authorized.')
}

async function notAuthorized(
  account: Account,
  charge: Charge & { reference: string },
  refusal: Refusal,
): Promise<ProviderPayment> {
  if (refusal.issue === 'ORDER_ALREADY_AUTHORIZED') return paymentOf(await show(account, charge.reference))
  const failure = failureOfIssue(refusal.issue)
  if (failure === undefined) throw refused(refusal)
  return failed(charge, charge.reference, failure)
}

const failed = ({ amount, currency }: Charge, reference: string, failure: Failure): ProviderPayment => ({
  reference,
  status: 'failed',
  amount,
  captured: 0,
  refunded: 0,
  currency,
  action: null,
  failure,
  saved: null,
  data: {},
})
