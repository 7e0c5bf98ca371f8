// What requests to Stripe may carry.

export type StripeObject = { [field: string]: unknown }
export type Asked = { method: string; path: string; form: URLSearchParams }

/** An answer that is an error. */
export class StripeFault extends Error {
  readonly status: number
  readonly body: StripeObject
  constructor(status: number, error: StripeObject) {
    super(String(error.message))
    this.status = status
    this.body = { error: { type: 'invalid_request_error', ...error } }
  }
}

// Which parameters each kind of request may have, and which it must have.
const INTENT =
  'amount currency capture_method automatic_payment_methods description metadata setup_future_usage customer ' +
  'payment_method confirm off_session return_url use_stripe_sdk expand'
const PARAMETERS: Readonly<Record<string, { may: string; must: string }>> = {
  'POST payment_intents': { may: INTENT, must: 'amount currency' },
  'GET payment_intents': { may: 'created limit starting_after', must: '' },
  'GET payment_intents/*': { may: 'expand', must: '' },
  'POST payment_intents/*/capture': { may: 'amount_to_capture metadata expand', must: '' },
  'POST payment_intents/*/cancel': { may: 'cancellation_reason expand', must: '' },
  'POST refunds': { may: 'payment_intent amount metadata reason', must: 'payment_intent' },
  'GET refunds': { may: 'payment_intent limit starting_after', must: '' },
  'GET refunds/*': { may: 'expand', must: '' },
  'POST customers': { may: 'email metadata', must: '' },
  'GET payment_methods/*': { may: '', must: '' },
  'POST payment_methods/*/detach': { may: '', must: '' },
}
const STEPS: Readonly<Record<string, number>> = {
  bhd: 10,
  jod: 10,
  kwd: 10,
  omr: 10,
  tnd: 10,
  isk: 100,
  ugx: 100,
}
export const metadataOf = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([key, value]) => {
      const name = /^metadata\[(.+)\]$/.exec(key)?.[1]
      return name === undefined ? [] : [[name, value]]
    }),
  )

/** Throws unless there is such a request, with the parameters that it must and may have. */
export function validate(route: string, form: URLSearchParams): void {
  const parameters = PARAMETERS[route]
  if (parameters === undefined)
    throw new StripeFault(404, { message: `Unrecognized request URL (${route}).` })
  const { may, must } = parameters
  const known = may.split(' ')
  for (const key of form.keys()) {
    const name = key.replace(/\[.*$/, '')
    if (!known.includes(name))
      throw new StripeFault(400, {
        code: 'parameter_unknown',
        param: name,
        message: `Received unknown parameter: ${name}`,
      })
  }
  for (const name of must.split(' ').filter(Boolean))
    if (!form.get(name))
      throw new StripeFault(400, {
        code: 'parameter_missing',
        param: name,
        message: `Missing required param: ${name}.`,
      })
}

/** What Stripe takes as an amount: https://docs.stripe.com/currencies. */
export function amountIn(form: URLSearchParams, name: string, currency: string): number | undefined {
  const value = form.get(name)
  if (value === null) return
  if (!/^[1-9]\d{0,11}$/.test(value))
    throw new StripeFault(400, {
      code: 'parameter_invalid_integer',
      param: name,
      message: `Invalid integer: ${value}`,
    })
  if (Number(value) % (STEPS[currency] ?? 1) !== 0)
    throw new StripeFault(400, {
      code: 'invalid_charge_amount_no_decimal_compatible',
      message: `Invalid amount. Amounts in ${currency.toUpperCase()} must be evenly divisible by ${STEPS[currency]}.`,
    })
  return Number(value)
}

/** Newest first, as all lists of Stripe are. */
export function pageOf<T extends StripeObject & { id: string }>(
  all: T[],
  { path, form }: Asked,
): StripeObject {
  const since = Number(form.get('created[gte]') ?? 0)
  const matching = all.toReversed().filter(({ created }) => Number(created) >= since)
  const from = matching.findIndex(({ id }) => id === form.get('starting_after')) + 1
  const limit = Number(form.get('limit') ?? 10)
  const data = matching.slice(from, from + limit)
  return { object: 'list', url: path, data, has_more: from + limit < matching.length }
}
