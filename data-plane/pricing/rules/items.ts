// What a quote works on: the lines, fees and shipping with what each still costs, as promotions and taxes change them.
import { scaled } from '../../../shared/money/rounding.ts'
import type { ItemTotals, QuoteInput, QuoteLine, QuoteShipping, TaxRate } from '../types.ts'
import { shippingCost } from './shipping.ts'

/** What one promotion or deduction took off an item. `remainder`: how far sharing it out moved it from its own rounding. */
export type Cut = {
  kind: 'promotion' | 'surcharge'
  id: string
  name: string
  amount: number
  remainder: number
}

/** One rate's tax on an item, with how far sharing out the invoice's tax moved it from its own rounding. */
type Tax = { rate: TaxRate; amount: number; remainder: number }

export type Item = {
  on: 'line' | 'surcharge' | 'shipping'
  id: string
  name: string
  line: QuoteLine | null
  unitAmount: number
  quantity: number
  subtotal: number
  /** What of the subtotal the cuts left. */
  left: number
  cuts: Cut[]
  includesTax: boolean
  rates: readonly TaxRate[]
  taxes: Tax[]
}

export type LineItem = Item & { line: QuoteLine }
export type Items = { lines: LineItem[]; surcharges: Item[]; shipping: Item | null }

/** The items as priced, before promotions. Negative surcharges are no items; they are deducted from the lines. */
export function itemsOf({ lines, surcharges, shipping, terms }: QuoteInput): Items {
  const { prices_include_tax } = terms
  const lineItems = lines.map((line): LineItem => {
    const includesTax = line.price_includes_tax ?? prices_include_tax
    const unitAmount = includesTax ? forDestination(line) : line.unit_amount
    const { id, quantity, taxes } = line
    const priced = { unitAmount, quantity, includesTax, rates: taxes }
    return { ...item('line', id, priced), line }
  })
  const priced = (amount: number, rates: readonly TaxRate[]) => ({
    unitAmount: amount,
    quantity: 1,
    includesTax: prices_include_tax,
    rates,
  })
  return {
    lines: lineItems,
    surcharges: surcharges
      .filter(({ amount }) => amount >= 0)
      .map(({ id, name, amount, taxes }) => ({ ...item('surcharge', id, priced(amount, taxes)), name })),
    shipping:
      shipping === null ? null : item('shipping', shipping.code, priced(costOf(shipping, lineItems), [])),
  }
}

function item(
  on: Item['on'],
  id: string,
  priced: Pick<Item, 'unitAmount' | 'quantity' | 'includesTax' | 'rates'>,
): Item & { line: null } {
  const subtotal = priced.unitAmount * priced.quantity
  return { on, id, name: id, line: null, ...priced, subtotal, left: subtotal, cuts: [], taxes: [] }
}

function costOf({ amount, free_above = null }: QuoteShipping, lines: readonly LineItem[]): number {
  const ships = lines.some(({ line }) => line.requires_shipping)
  return shippingCost({ amount, free_above }, sum(lines, 'subtotal'), ships)
}

/** The unit price with the tax that is due in place of the tax that it contains at home. */
function forDestination({ unit_amount, taxes, included_taxes }: QuoteLine): number {
  if (included_taxes === undefined) return unit_amount
  return scaled(unit_amount, WHOLE + sum(taxes, 'ppm'), WHOLE + sum(included_taxes, 'ppm'))
}

/** 100 % in parts per million. */
export const WHOLE = 1_000_000

export function sum<K extends string>(rows: readonly Readonly<Record<K, number>>[], key: K): number {
  let total = 0
  for (const row of rows) total += row[key]
  return total
}

/** The cheapest unit first, by what is left of it. */
export function byUnitPrice(a: Item, b: Item): number {
  const [first, second] = [a.left * b.quantity, b.left * a.quantity]
  if (Math.max(first, second) <= Number.MAX_SAFE_INTEGER) return first - second
  const difference = BigInt(a.left) * BigInt(b.quantity) - BigInt(b.left) * BigInt(a.quantity)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function totalsOf({ subtotal, left, cuts, taxes, includesTax }: Item): ItemTotals {
  const tax = sum(taxes, 'amount')
  return {
    subtotal,
    discounts: cuts.map(({ kind, id, amount }) => ({ kind, id, amount })),
    discount: subtotal - left,
    taxes: taxes.map(({ rate, amount }) => ({ ...rate, amount })),
    tax,
    net: includesTax ? left - tax : left,
    total: includesTax ? left : left + tax,
  }
}
