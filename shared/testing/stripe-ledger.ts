// What Stripe keeps and what may become of it.
import { randomBytes } from 'node:crypto'
import {
  type Asked,
  amountIn,
  metadataOf,
  pageOf,
  StripeFault,
  type StripeObject,
  validate,
} from './stripe-requests.ts'

export type Intent = StripeObject & {
  id: string
  status: string
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  metadata: Record<string, string>
  customer: string | null
  payment_method: string | null
  latest_charge: string | null
  last_payment_error: StripeObject | null
  setup_future_usage: string | null
}
export type Refund = StripeObject & {
  id: string
  status: string
  amount: number
  payment_intent: string
  metadata: Record<string, string>
}
type Charge = StripeObject & { id: string; amount_captured: number; amount_refunded: number }
type Method = StripeObject & { id: string; customer: string | null }

const CANCELLABLE =
  'requires_payment_method, requires_capture, requires_confirmation, requires_action, processing'

const idOf = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`
const seconds = (): number => Math.floor(Date.now() / 1000)
const unexpected = (message: string, intent: Intent) =>
  new StripeFault(400, { code: 'payment_intent_unexpected_state', message, payment_intent: intent })

export class StripeLedger {
  readonly #intents = new Map<string, Intent>()
  readonly #refunds = new Map<string, Refund>()
  readonly #customers = new Map<string, StripeObject>()
  readonly #charges = new Map<string, Charge>()
  readonly #methods = new Map<string, Method>()
  /** What the bank says to an intent or a method. */
  readonly #declines = new Map<string, string>()
  readonly #tell: (type: string, object: StripeObject) => void

  constructor(tell: (type: string, object: StripeObject) => void) {
    this.#tell = (type, object) => tell(type, structuredClone(object))
  }

  get intents(): Intent[] {
    return structuredClone([...this.#intents.values()])
  }
  get refunds(): Refund[] {
    return structuredClone([...this.#refunds.values()])
  }
  get customers(): StripeObject[] {
    return structuredClone([...this.#customers.values()])
  }

  /** @param declined the decline code of the card or bank that this request meets */
  handle(asked: Asked, declined: string | undefined): StripeObject {
    const [, version, collection = '', id = '', verb] = asked.path.split('/')
    const route = `${asked.method} ${[collection, id && '*', verb].filter(Boolean).join('/')}`
    if (version !== 'v1') throw new StripeFault(404, { message: `Unrecognized request URL (${asked.path}).` })
    validate(route, asked.form)
    const { form } = asked
    switch (route) {
      case 'POST payment_intents':
        return this.#expanded(this.#create(form, declined), form)
      case 'GET payment_intents':
        return pageOf([...this.#intents.values()], asked)
      case 'GET payment_intents/*':
        return this.#expanded(this.#found(this.#intents, id, 'payment_intent'), form)
      case 'POST payment_intents/*/capture':
        return this.#expanded(this.#capture(id, form, declined), form)
      case 'POST payment_intents/*/cancel':
        return this.#expanded(this.#cancel(id), form)
      case 'POST refunds':
        return this.#refund(form, declined)
      case 'GET refunds': {
        const intent = form.get('payment_intent')
        if (intent !== null) this.#found(this.#intents, intent, 'payment_intent')
        const refunds = [...this.#refunds.values()]
        return pageOf(
          intent === null ? refunds : refunds.filter((one) => one.payment_intent === intent),
          asked,
        )
      }
      case 'GET refunds/*':
        return this.#found(this.#refunds, id, 'refund')
      case 'POST customers': {
        const customer = {
          id: idOf('cus'),
          object: 'customer',
          email: form.get('email'),
          metadata: metadataOf(form),
        }
        this.#customers.set(customer.id, customer)
        return customer
      }
      case 'GET payment_methods/*':
        return this.#found(this.#methods, id, 'payment_method')
      default:
        return this.#detach(id)
    }
  }

  pay(reference: string, outcome: string, { code, wallet }: { code?: string; wallet?: string }): void {
    const intent = this.#found(this.#intents, reference, 'intent')
    if (!['requires_payment_method', 'requires_action', 'requires_confirmation'].includes(intent.status))
      throw unexpected(`This intent has a status of ${intent.status}.`, intent)
    if (intent.status !== 'requires_action') intent.payment_method = this.#newCard(wallet).id
    if (outcome === 'challenge' || outcome === 'abandon') this.#challenge(intent, null)
    else if (outcome === 'fail') this.#decline(intent, code ?? 'generic_decline')
    else this.#confirm(intent)
  }

  settle(id: string, status: string, reason = 'unknown'): void {
    const refund = this.#found(this.#refunds, id, 'refund')
    const isLost = status === 'failed' && refund.status !== 'failed'
    const intent = this.#found(this.#intents, refund.payment_intent, 'payment_intent')
    if (isLost) this.#chargeOf(intent).amount_refunded -= refund.amount
    Object.assign(refund, { status }, status === 'failed' ? { failure_reason: reason } : {})
    this.#tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refund)
  }

  spoil(method: string, code: string): void {
    this.#declines.set(method, code)
  }

  #found<T>(map: Map<string, T>, id: string, kind: string): T {
    const found = map.get(id)
    if (found === undefined)
      throw new StripeFault(404, {
        code: 'resource_missing',
        param: 'id',
        message: `No such ${kind}: '${id}'`,
      })
    return found
  }

  #expanded(intent: Intent, form: URLSearchParams): StripeObject {
    const wanted = [...form].flatMap(([key, value]) => (key.startsWith('expand') ? [value] : []))
    const { latest_charge, payment_method } = intent
    return {
      ...intent,
      ...(wanted.includes('latest_charge') && {
        latest_charge: this.#charges.get(latest_charge ?? '') ?? null,
      }),
      ...(wanted.includes('payment_method') && {
        payment_method: this.#methods.get(payment_method ?? '') ?? null,
      }),
    }
  }

  #newCard(wallet: string | undefined): Method {
    const card = {
      brand: 'visa',
      last4: '4242',
      exp_month: 9,
      exp_year: 2034,
      wallet: wallet === undefined ? null : { type: wallet },
    }
    const method = { id: idOf('pm'), object: 'payment_method', type: 'card', card, customer: null }
    this.#methods.set(method.id, method)
    return method
  }

  #create(form: URLSearchParams, declined: string | undefined): Intent {
    const currency = form.get('currency') ?? ''
    if (!/^[a-z]{3}$/.test(currency))
      throw new StripeFault(400, { param: 'currency', message: `Invalid currency: ${currency}` })
    const customer = form.get('customer')
    if (customer !== null) this.#found(this.#customers, customer, 'customer')
    const payment_method = form.get('payment_method')
    if (payment_method !== null) {
      const method = this.#found(this.#methods, payment_method, 'PaymentMethod')
      if (method.customer === null || method.customer !== customer)
        throw new StripeFault(400, {
          message: 'The payment method does not belong to the Customer you supplied.',
        })
    }
    const isConfirmed = form.get('confirm') === 'true'
    if (form.get('off_session') === 'true' && !isConfirmed)
      throw new StripeFault(400, { param: 'off_session', message: '`off_session` needs `confirm`.' })
    const canGo = form.get('automatic_payment_methods[allow_redirects]') !== 'never'
    if (isConfirmed && canGo && !form.get('return_url'))
      throw new StripeFault(400, { param: 'return_url', message: 'You must provide a `return_url`.' })
    const id = idOf('pi')
    const intent: Intent = {
      id,
      object: 'payment_intent',
      status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
      amount: amountIn(form, 'amount', currency) ?? 0,
      amount_capturable: 0,
      amount_received: 0,
      capture_method: form.get('capture_method') ?? 'automatic_async',
      client_secret: `${id}_secret_${idOf('x')}`,
      created: seconds(),
      currency,
      customer,
      description: form.get('description'),
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: metadataOf(form),
      next_action: null,
      payment_method,
      setup_future_usage: form.get('setup_future_usage'),
    }
    this.#intents.set(id, intent)
    this.#tell('payment_intent.created', intent)
    if (declined !== undefined) this.#declines.set(id, declined)
    if (isConfirmed) this.#confirmAtOnce(intent, form)
    return intent
  }

  /** By the server: a bank that asks something is answered by a shopper who is there, and fails without one. */
  #confirmAtOnce(intent: Intent, form: URLSearchParams): void {
    const says = this.#declines.get(intent.payment_method ?? '')
    const isAsked = says === 'authentication_required' && form.get('off_session') !== 'true'
    if (isAsked) this.#challenge(intent, form.get('return_url'))
    else this.#confirm(intent)
    if (intent.last_payment_error !== null)
      throw new StripeFault(402, { ...intent.last_payment_error, payment_intent: structuredClone(intent) })
  }

  #challenge(intent: Intent, returnUrl: string | null): void {
    const url = `https://hooks.stripe.com/redirect/authenticate/${intent.id}`
    const next_action =
      returnUrl === null
        ? { type: 'use_stripe_sdk', use_stripe_sdk: {} }
        : { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } }
    Object.assign(intent, { status: 'requires_action', next_action, last_payment_error: null })
    this.#tell('payment_intent.requires_action', intent)
  }

  #decline(intent: Intent, decline: string): void {
    // Some decline codes are error codes themselves, others explain `card_declined`.
    const isOwn = /^(expired_card|incorrect_|invalid_|processing_error|authentication_required)/.test(decline)
    const isAuthentication = decline === 'payment_intent_authentication_failure'
    const last_payment_error = isAuthentication
      ? {
          type: 'invalid_request_error',
          code: decline,
          message: 'The provided PaymentMethod has failed authentication.',
        }
      : {
          type: 'card_error',
          code: isOwn ? decline : 'card_declined',
          decline_code: decline,
          message: 'Your card was declined.',
        }
    const status = 'requires_payment_method'
    Object.assign(intent, { status, last_payment_error, next_action: null, payment_method: null })
    this.#tell('payment_intent.payment_failed', intent)
  }

  #confirm(intent: Intent): void {
    const wasAsked = intent.status === 'requires_action'
    const byMethod = this.#declines.get(intent.payment_method ?? '')
    const says = this.#declines.get(intent.id) ?? (wasAsked ? undefined : byMethod)
    if (says !== undefined) {
      this.#decline(intent, says)
      return
    }
    const method = this.#methods.get(intent.payment_method ?? '')
    if (method !== undefined && intent.setup_future_usage !== null && intent.customer !== null)
      method.customer = intent.customer
    const charge = {
      id: idOf('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_captured: 0,
      amount_refunded: 0,
    }
    this.#charges.set(charge.id, charge)
    Object.assign(intent, { latest_charge: charge.id, next_action: null, last_payment_error: null })
    if (intent.capture_method !== 'manual') {
      this.#take(intent, intent.amount)
      return
    }
    Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount })
    this.#tell('payment_intent.amount_capturable_updated', intent)
  }

  #chargeOf(intent: Intent): Charge {
    return this.#found(this.#charges, intent.latest_charge ?? '', 'charge')
  }

  #take(intent: Intent, amount: number): void {
    Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 })
    this.#chargeOf(intent).amount_captured = amount
    this.#tell('payment_intent.succeeded', intent)
  }

  #capture(id: string, form: URLSearchParams, declined: string | undefined): Intent {
    const intent = this.#found(this.#intents, id, 'payment_intent')
    if (intent.status !== 'requires_capture')
      throw unexpected(
        `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
        intent,
      )
    const amount = amountIn(form, 'amount_to_capture', intent.currency) ?? intent.amount_capturable
    if (amount > intent.amount_capturable)
      throw new StripeFault(400, {
        code: 'amount_too_large',
        param: 'amount_to_capture',
        message: 'The amount_to_capture exceeds what can be captured.',
      })
    if (declined !== undefined)
      throw new StripeFault(402, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: declined,
        message: 'Declined.',
      })
    Object.assign(intent.metadata, metadataOf(form))
    this.#take(intent, amount)
    return intent
  }

  #cancel(id: string): Intent {
    const intent = this.#found(this.#intents, id, 'payment_intent')
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      throw unexpected(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELLABLE}.`,
        intent,
      )
    Object.assign(intent, {
      status: 'canceled',
      canceled_at: seconds(),
      amount_capturable: 0,
      next_action: null,
    })
    this.#tell('payment_intent.canceled', intent)
    return intent
  }

  #refund(form: URLSearchParams, declined: string | undefined): Refund {
    const intent = this.#found(this.#intents, form.get('payment_intent') ?? '', 'payment_intent')
    if (intent.status !== 'succeeded')
      throw unexpected(
        `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
        intent,
      )
    const charge = this.#chargeOf(intent)
    const left = charge.amount_captured - charge.amount_refunded
    const amount = amountIn(form, 'amount', intent.currency) ?? left
    if (left === 0)
      throw new StripeFault(400, {
        code: 'charge_already_refunded',
        message: `Charge ${charge.id} has already been refunded.`,
      })
    if (amount > left)
      throw new StripeFault(400, {
        param: 'amount',
        message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      })
    const refund: Refund = {
      id: idOf('re'),
      object: 'refund',
      status: 'succeeded',
      amount,
      charge: charge.id,
      created: seconds(),
      currency: intent.currency,
      payment_intent: intent.id,
      metadata: metadataOf(form),
    }
    charge.amount_refunded += amount
    this.#refunds.set(refund.id, refund)
    this.#tell('refund.created', refund)
    if (declined !== undefined) this.settle(refund.id, 'failed', declined)
    return refund
  }

  #detach(id: string): Method {
    const method = this.#found(this.#methods, id, 'PaymentMethod')
    if (method.customer === null)
      throw new StripeFault(400, {
        message: 'The payment method you provided is not attached to a customer so detachment is impossible.',
      })
    method.customer = null
    return method
  }
}
