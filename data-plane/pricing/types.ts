// What the totals engine takes and gives. Amounts are whole minor units of the quote's one currency; rates are parts
// per million (82_500 is 8.25 %), so that rates such as 8.875 % are exact.
import type { Rounding } from '../../shared/money/rounding.ts'

/** A rate that is due or contained. Several on one item add up: 9 % CGST and 9 % SGST are 18 % of the same amount. */
export type TaxRate = { code: string; name: string; ppm: number }

/** Which lines are meant: those that match every list that is given, by any entry of it. `{}` means all lines. */
export type LineFilter = {
  product_ids?: readonly string[] | undefined
  variant_ids?: readonly string[] | undefined
  collection_ids?: readonly string[] | undefined
  category_ids?: readonly string[] | undefined
  tags?: readonly string[] | undefined
  brand_ids?: readonly string[] | undefined
}

/** Judged on what the lines cost after the promotions before this one. Amounts and quantities are reached when equal. */
export type Condition =
  | { kind: 'min_subtotal'; amount: number; filter: LineFilter }
  /** Units of all matching lines together. */
  | { kind: 'min_quantity'; quantity: number; filter: LineFilter }
  /** Some matching line alone has so many. */
  | { kind: 'line_quantity'; quantity: number; filter: LineFilter }
  | { kind: 'market'; codes: readonly string[] }
  | { kind: 'customer_group'; ids: readonly string[] }
  /** The customer has no order yet. What counts as a guest's orders is for the caller to say (`order_count`). */
  | { kind: 'first_order' }

export type PlainDiscount = { kind: 'percentage'; ppm: number } | { kind: 'fixed'; amount: number }

/** The highest tier whose `from` is reached counts, measured over the lines that the effect is about. */
export type DiscountValue =
  | PlainDiscount
  | { kind: 'tiers'; by: 'subtotal' | 'quantity'; tiers: readonly { from: number; value: PlainDiscount }[] }

export type Effect =
  | {
      kind: 'lines'
      filter: LineFilter
      value: DiscountValue
      /** A fixed amount is off each unit, or spread across the lines. A percentage is the same either way. */
      allocation: 'each' | 'across'
      /** So many units of each line at most. */
      max_quantity: number | null
      /** `cheapest`: only the matching line with the lowest unit price, and one unit of it unless `max_quantity` says more. */
      only: 'all' | 'cheapest'
    }
  /** Off all lines in proportion; never off shipping. */
  | { kind: 'order'; value: DiscountValue }
  /** Off shipping; free shipping is 1_000_000 ppm. */
  | { kind: 'shipping'; value: DiscountValue }
  /** Off lines and shipping in proportion, as staff grant by hand. */
  | { kind: 'total'; value: DiscountValue }
  /**
   * For every `buy_quantity` units that match `buy`, `get_quantity` units that match `get` have `value` off each.
   * A unit counts once; the dearest count as bought and the cheapest are given. Only whole sets count.
   * Both quantities are at least 1.
   */
  | {
      kind: 'buy_get'
      buy: LineFilter
      buy_quantity: number
      get: LineFilter
      get_quantity: number
      /** Each line for itself, each product for itself, or all matching lines together. */
      within: 'line' | 'product' | 'all'
      value: PlainDiscount
      /** In all; lines go in their order. */
      max_sets: number | null
    }

/** A candidate: one that applies by itself, or one whose code was entered. */
export type Promotion = {
  id: string
  name: string
  code: string | null
  /** Lower goes first; equal ones in the order of their ids. */
  priority: number
  /** `exclusive`: given only when nothing was before it, and nothing is after it. */
  stacking: 'combine' | 'exclusive'
  /** Of one group only the promotion that gives most is applied, at the place of the group's first (ties: the first). */
  group: string | null
  /** Given only in this currency; required when amounts occur in conditions or effect. Null: in any. */
  currency: string | null
  /** From this time on, and before the end. */
  starts_at: Date | null
  ends_at: Date | null
  /** All must hold. */
  conditions: readonly Condition[]
  effect: Effect
  /** Minor units that it may still give; what it gives is cut to that. Null: no limit. */
  budget_left: number | null
  uses_left: number | null
}

/** What promotions ask about a line's product. */
export type LineFacts = {
  collection_ids: readonly string[]
  category_ids: readonly string[]
  tags: readonly string[]
  brand_id: string | null
}

export type QuoteLine = LineFacts & {
  id: string
  product_id: string
  variant_id: string
  quantity: number
  unit_amount: number
  /** What one unit costs without its price list, for the explanation. */
  list_amount?: number | undefined
  /** What is due at the address, for the class of the line. */
  taxes: readonly TaxRate[]
  /** Where the price's own tax differs from that of the other lines. Default: the terms'. */
  price_includes_tax?: boolean | undefined
  /**
   * The rates that a tax-inclusive price contains at home, when the net price is to stay the same elsewhere: 100.00
   * with 19 % at home costs 105.04 where 25 % is due. Absent: the price stays and contains whatever is due.
   */
  included_taxes?: readonly TaxRate[] | undefined
  requires_shipping: boolean
}

/** A fee such as gift wrap. A negative one is a deduction: off the lines in proportion, after all promotions. */
export type Surcharge = { id: string; name: string; amount: number; taxes: readonly TaxRate[] }

export type QuoteShipping = {
  code: string
  amount: number
  /** Free when the lines' subtotal before promotions is strictly above, so that a coupon never takes it away. */
  free_above?: number | null | undefined
  /** Due on shipping when the terms' `shipping_tax` is `own`. */
  taxes?: readonly TaxRate[] | undefined
}

export type QuoteTerms = {
  /** Whether prices, surcharges, shipping and discounts contain tax. */
  prices_include_tax: boolean
  /** Round tax on each line, or on the invoice's sum for each set of rates, which the lines then share. */
  tax_rounding: 'line' | 'invoice'
  /** Several rates on one item: round their sum once (US state and local tax), or each rate (CGST equals SGST). */
  rate_rounding: 'together' | 'each'
  /** Halves go away from zero (`half_up`) or to the even neighbour. */
  rounding: Rounding
  /** `undiscounted`: discounts do not lower the tax, as with a coupon that somebody else pays for. */
  tax_basis: 'discounted' | 'undiscounted'
  /** None, the rates of the shipping itself, those of the highest-taxed line, or the mean weighted by lines' amounts. */
  shipping_tax: 'none' | 'own' | 'highest' | 'weighted'
  /** A percentage off several lines: rounded for each line, or once for their sum, which the lines then share. */
  percent_rounding: 'line' | 'sum'
  /** What of a percentage is rounded: 10 % of 1234.35 is a discount of 123.44, or leaves a price of 1110.92. */
  percent_rounds: 'discount' | 'price'
  /** The total goes to the nearest multiple: 100 is the nearest rupee. 1: no rounding. */
  total_rounding: number
}

export type GiftCard = { id: string; code_last4: string; available: number }
export type StoreCredit = { id: string; available: number }

export type QuoteInput = {
  currency: string
  now: Date
  market: string
  customer: { id: string | null; group_ids: readonly string[]; order_count: number }
  terms: QuoteTerms
  lines: readonly QuoteLine[]
  surcharges: readonly Surcharge[]
  /** Null: not chosen yet. */
  shipping: QuoteShipping | null
  promotions: readonly Promotion[]
  /** Used in this order, before the store credit. */
  gift_cards: readonly GiftCard[]
  store_credit: StoreCredit | null
}

/** `id` is the promotion's, or the negative surcharge's. */
type Discount = { kind: 'promotion' | 'surcharge'; id: string; amount: number }
export type TaxAmount = TaxRate & { amount: number }

/**
 * A line, a surcharge or the shipping. `subtotal` and `discount` are as priced, with or without tax;
 * `net` + `tax` = `total` always.
 */
export type ItemTotals = {
  subtotal: number
  discounts: Discount[]
  discount: number
  taxes: TaxAmount[]
  tax: number
  net: number
  total: number
}

export type LineTotals = ItemTotals & { id: string; quantity: number; unit_amount: number }
type SurchargeTotals = ItemTotals & { id: string; name: string }
type ShippingTotals = ItemTotals & { code: string }

export type AppliedPromotion = { promotion_id: string; name: string; code: string | null; amount: number }

/** Why a candidate gave nothing. */
export type RejectionReason =
  | 'not_started'
  | 'ended'
  | 'used_up'
  | 'budget_spent'
  | 'wrong_currency'
  | 'wrong_market'
  | 'wrong_customer_group'
  | 'not_first_order'
  | 'subtotal_too_low'
  | 'quantity_too_low'
  | 'no_matching_lines'
  | 'no_shipping'
  | 'nothing_left_to_discount'
  | 'not_combinable'
  | 'better_in_group'
export type RejectedPromotion = {
  promotion_id: string
  name: string
  code: string | null
  reason: RejectionReason
}

export type Payment = { kind: 'gift_card' | 'store_credit'; id: string; amount: number }

/** One thing that happened to an amount. Those before the payments add up to `total`, all of them to `due`. */
export type Step = {
  on: 'line' | 'surcharge' | 'shipping' | 'order'
  /** Of the line or surcharge; the shipping's code; null for the order. */
  id: string | null
  rule:
    | 'price'
    | 'surcharge'
    | 'shipping_rate'
    | 'free_shipping_threshold'
    | 'nothing_to_ship'
    | 'promotion'
    | 'deduction'
    | 'tax'
    | 'rounding_remainder'
    | 'total_rounding'
    | 'gift_card'
    | 'store_credit'
  /** The promotion's, surcharge's or card's id; the tax rate's code. */
  rule_id: string | null
  /** What it adds; 0 for tax that the price contains. */
  amount: number
  text: string
}

/**
 * `subtotal` − `discount` + `surcharge` + `shipping` + (`tax` − `tax_included`) + `rounding` = `total`, and
 * `net` + `tax` + `rounding` = `total`.
 */
export type Quote = {
  currency: string
  lines: LineTotals[]
  surcharges: SurchargeTotals[]
  shipping_totals: ShippingTotals | null
  /** Of the lines as priced, before discounts. */
  subtotal: number
  /** Off the lines. */
  discount: number
  surcharge: number
  /** As priced, after its discounts. */
  shipping: number
  net: number
  tax: number
  /** The part of `tax` that the amounts above contain already. */
  tax_included: number
  taxes: TaxAmount[]
  /** What rounding the total added or took. */
  rounding: number
  total: number
  payments: Payment[]
  /** Left to pay by other means. */
  due: number
  applied: AppliedPromotion[]
  rejected: RejectedPromotion[]
  explanation: Step[]
}
