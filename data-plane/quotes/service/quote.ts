// What the totals engine is asked, in a store's terms: its market, taxes and promotions, and the goods.
import type { MarketRow } from '../../markets/index.ts'
import {
  isCountable,
  type LineFacts,
  type Promotion,
  type Quote,
  type QuoteInput,
  type QuoteLine,
  type QuoteTerms,
  quote,
  type TaxRate,
} from '../../pricing/index.ts'
import type { Fault } from '../../promotions/index.ts'
import { resolveTaxes, type TaxPlace, type TaxRegion } from '../../tax/index.ts'

/** Goods at the price at which they are sold; `list_amount`: what one would cost without a sale. Minor units. */
export type PricedLine = {
  id: string
  product_id: string
  variant_id: string
  quantity: number
  unit_amount: number
  list_amount: number
  product_type: string
  taxable: boolean
  tax_class: string
  requires_shipping: boolean
  /** Null where nothing was known to ask. */
  groups: LineFacts | null
}

/** What totals follow from beside goods, address and choices. JSON, because a checkout keeps it. */
export type Basis = {
  at: string
  market: string
  currency: string
  customer: QuoteInput['customer']
  terms: QuoteTerms
} & Considered

/** `faults`: why an entered code stands for nothing that can be used, by the code. */
export type Considered = { promotions: readonly Promotion[]; faults: Readonly<Record<string, Fault>> }

type Buying = { customer: QuoteInput['customer']; considered: Considered; now: Date }

export function basisOf(market: MarketRow, { currency, ...buying }: Buying & { currency: string }): Basis {
  const { prices_include_tax, tax_rounding, rate_rounding, rounding, tax_basis } = market
  const { shipping_tax, percent_rounding, percent_rounds, total_rounding } = market
  const rules = { prices_include_tax, tax_rounding, rate_rounding, rounding, tax_basis }
  const terms = { ...rules, shipping_tax, percent_rounding, percent_rounds, total_rounding }
  return renewed({ market: market.code, currency, terms }, buying)
}

/** The same market and terms with another customer or other promotions; those that are not valid now are left out. */
export function renewed(
  { market, currency, terms }: Pick<Basis, 'market' | 'currency' | 'terms'>,
  { customer: { id, group_ids, order_count }, considered: { promotions, faults }, now }: Buying,
): Basis {
  return {
    at: now.toISOString(),
    market,
    currency,
    customer: { id, group_ids, order_count },
    terms,
    promotions: promotions.flatMap((promotion) => {
      const { starts_at, ends_at } = promotion
      const isValid = (starts_at === null || starts_at <= now) && (ends_at === null || now < ends_at)
      return isValid ? { ...promotion, starts_at: null, ends_at: null } : []
    }),
    faults,
  }
}

/** The rates due on each line, by its id, and on shipping. */
export type TaxesDue = { lines: Readonly<Record<string, readonly TaxRate[]>>; shipping: readonly TaxRate[] }

/** @param shippingClass the tax class of the shipping method; null without one */
export function taxesDue(
  regions: readonly TaxRegion[],
  place: TaxPlace,
  goods: { lines: readonly PricedLine[]; shippingClass: string | null },
): TaxesDue {
  const shipping = {
    product_id: null,
    product_type: '',
    tax_class: goods.shippingClass ?? 'standard',
    taxable: goods.shippingClass !== null,
  }
  return {
    lines: Object.fromEntries(goods.lines.map((line) => [line.id, resolveTaxes(regions, place, line)])),
    shipping: resolveTaxes(regions, place, shipping),
  }
}

type ChosenShipping = { code: string; amount: number; free_above: number | null }

type Goods = {
  lines: readonly PricedLine[]
  taxes: TaxesDue
  shipping: ChosenShipping | null
} & Partial<Pick<QuoteInput, 'gift_cards' | 'store_credit'>>

/** What goods cost on a basis, and why; undefined when it is too much to be counted exactly. */
export function quoteOf(basis: Basis, goods: Goods): Quote | undefined {
  if (!isCountable(goods.lines)) return undefined
  try {
    return quote({
      currency: basis.currency,
      now: new Date(basis.at),
      market: basis.market,
      customer: basis.customer,
      terms: basis.terms,
      lines: goods.lines.map((line) => toQuoteLine(line, goods.taxes.lines[line.id] ?? [])),
      surcharges: [],
      shipping: goods.shipping && { ...goods.shipping, taxes: goods.taxes.shipping },
      promotions: basis.promotions,
      gift_cards: goods.gift_cards ?? [],
      store_credit: goods.store_credit ?? null,
    })
  } catch (error) {
    // Taxes of more than 100 % may still go too far.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const NO_FACTS: LineFacts = { collection_ids: [], category_ids: [], tags: [], brand_id: null }

function toQuoteLine(line: PricedLine, taxes: readonly TaxRate[]): QuoteLine {
  const { id, product_id, variant_id, quantity, unit_amount, list_amount, requires_shipping } = line
  return {
    ...{ id, product_id, variant_id, quantity, unit_amount, list_amount, requires_shipping, taxes },
    ...(line.groups ?? NO_FACTS),
  }
}
