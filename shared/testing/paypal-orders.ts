// The orders of the test's PayPal, and how PayPal writes and checks what is in them.
import { randomBytes } from 'node:crypto'

export type Refund = { id: string; capture: string; amount: number; customId: string; status: string }
/** Amounts in minor units. */
export type Order = {
  id: string
  status: string
  paymentId: string
  referenceId: string
  amount: number
  currency: string
  /** How PayPal is told to lead the shopper; without it nobody can approve. */
  wallet: { returnUrl: string; cancelUrl: string } | undefined
  storesInVault: boolean
  /** The shopper chose what will be declined. */
  declines: boolean
  authorization?: { id: string; status: string }
  captures: { id: string; amount: number; status: string }[]
  refunds: Refund[]
  vault?: { id: string; customer: string }
}

/** An error as PayPal writes it ("API responses", developer.paypal.com/api/rest/responses). */
export class PayPalProblem extends Error {
  readonly status: number
  readonly body: object

  constructor(status: number, name: string, issue?: string) {
    super(name)
    this.status = status
    const isIssue = status === 422 || issue !== undefined
    this.body = {
      name: status === 422 ? 'UNPROCESSABLE_ENTITY' : name,
      message:
        'The requested action could not be performed, semantically incorrect, or failed business validation.',
      debug_id: newId().toLowerCase(),
      ...(isIssue && { details: [{ issue: issue ?? name, description: 'As documented.' }] }),
      links: [],
    }
  }
}

/** 17 characters, as PayPal's are. */
export const newId = (): string => randomBytes(9).toString('hex').toUpperCase().slice(0, 17)

export const sumOf = (items: readonly { amount: number }[]): number =>
  items.reduce((sum, { amount }) => sum + amount, 0)

// "Currency codes" of developer.paypal.com/api/rest/reference/currency-codes.
const CURRENCIES =
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(' ')
const WHOLE = ['HUF', 'JPY', 'TWD']
/** Minor units of one unit of PayPal's, by ISO 4217: the yen has none, the others have two decimals. */
const scaleOf = (currency: string): number => (currency === 'JPY' ? 1 : 100)

/** In minor units. Throws what PayPal answers to amounts that it does not take. */
export function amountOf(money: unknown, currency?: string): number {
  const { currency_code: code, value } = (money ?? {}) as { currency_code?: unknown; value?: unknown }
  if (typeof code !== 'string' || typeof value !== 'string')
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER')
  if (!CURRENCIES.includes(code)) throw new PayPalProblem(422, 'CURRENCY_NOT_SUPPORTED')
  if (currency !== undefined && code !== currency) throw new PayPalProblem(422, 'CURRENCY_MISMATCH')
  const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  if (whole === '') throw new PayPalProblem(400, 'INVALID_REQUEST', 'INVALID_PARAMETER_SYNTAX')
  if (WHOLE.includes(code) && decimals !== '') throw new PayPalProblem(422, 'DECIMALS_NOT_SUPPORTED')
  if (decimals.length > 2) throw new PayPalProblem(422, 'DECIMAL_PRECISION')
  const amount = Number(whole) * scaleOf(code) + Number(decimals.padEnd(2, '0'))
  if (amount === 0) throw new PayPalProblem(422, 'CANNOT_BE_ZERO_OR_NEGATIVE')
  return amount
}

export const textOf = (amount: number, currency: string) => ({
  currency_code: currency,
  value: WHOLE.includes(currency) ? String(amount / scaleOf(currency)) : (amount / 100).toFixed(2),
})

type NewOrder = {
  intent?: unknown
  purchase_units?: {
    reference_id?: unknown
    custom_id?: unknown
    amount?: { currency_code: string }
    soft_descriptor?: string
  }[]
  payment_source?: {
    paypal?: {
      experience_context?: { return_url?: string; cancel_url?: string }
      attributes?: { vault?: { store_in_vault?: string; usage_type?: string } }
    }
  }
}

/** What POST /v2/checkout/orders is asked for. */
export function purchaseUnitOf(asked: object) {
  const body: NewOrder = asked
  const [unit, ...others] = body.purchase_units ?? []
  if (body.intent !== 'AUTHORIZE' || unit === undefined || others.length > 0)
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER')
  const amount = amountOf(unit.amount)
  if (!/^[A-Za-z0-9 .*-]{0,22}$/.test(unit.soft_descriptor ?? ''))
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'INVALID_STRING_LENGTH')
  const wallet = body.payment_source?.paypal
  const { return_url: returnUrl, cancel_url: cancelUrl } = wallet?.experience_context ?? {}
  if (wallet !== undefined && (!URL.canParse(returnUrl ?? '') || !URL.canParse(cancelUrl ?? '')))
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'INVALID_PARAMETER_VALUE')
  const vault = wallet?.attributes?.vault
  if (vault !== undefined && vault.usage_type !== 'MERCHANT')
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER')
  return {
    status: wallet === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
    paymentId: String(unit.custom_id),
    referenceId: String(unit.reference_id),
    amount,
    currency: unit.amount?.currency_code ?? '',
    wallet: wallet && { returnUrl: returnUrl ?? '', cancelUrl: cancelUrl ?? '' },
    storesInVault: vault?.store_in_vault === 'ON_SUCCESS',
  }
}

export const refundShown = (
  { id, capture, amount, customId, status }: Refund,
  order: Order,
  url: string,
) => ({
  id,
  status,
  amount: textOf(amount, order.currency),
  ...(customId !== '' && { custom_id: customId }),
  links: [
    { rel: 'self', href: `${url}/v2/payments/refunds/${id}`, method: 'GET' },
    { rel: 'up', href: `${url}/v2/payments/captures/${capture}`, method: 'GET' },
  ],
})

/** As GET /v2/checkout/orders/{id} answers. */
export function shown(order: Order, url: string) {
  const { id, currency, authorization, vault } = order
  const amount = textOf(order.amount, currency)
  const self = `${url}/v2/checkout/orders/${id}`
  const approve = order.status === 'PAYER_ACTION_REQUIRED' ? 'payer-action' : 'approve'
  const page = `${url}/checkoutnow?token=${id}`
  return {
    id,
    intent: 'AUTHORIZE',
    status: order.status,
    payment_source: {
      paypal: {
        ...(authorization !== undefined && {
          email_address: 'shopper@example.com',
          account_id: 'ACCOUNT0001',
        }),
        ...(vault && {
          attributes: { vault: { id: vault.id, status: 'VAULTED', customer: { id: vault.customer } } },
        }),
      },
    },
    purchase_units: [
      {
        reference_id: order.referenceId,
        custom_id: order.paymentId,
        amount,
        ...(authorization !== undefined && {
          payments: {
            authorizations: [{ ...authorization, amount, custom_id: order.paymentId }],
            captures: order.captures.map((made) => ({ ...made, amount: textOf(made.amount, currency) })),
            refunds: order.refunds.map((made) => refundShown(made, order, url)),
          },
        }),
      },
    ],
    links: [
      { rel: 'self', href: self, method: 'GET' },
      ...(authorization === undefined ? [{ rel: approve, href: page, method: 'GET' }] : []),
    ],
  }
}
