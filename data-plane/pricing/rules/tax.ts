// Tax on items: on top of their prices or contained in them, rounded by line or by invoice.
import { portion, prorate } from '../../../shared/money/allocate.ts'
import { divide, scaled } from '../../../shared/money/rounding.ts'
import type { QuoteShipping, QuoteTerms, TaxAmount, TaxRate } from '../types.ts'
import { type Item, type Items, type LineItem, sum, WHOLE } from './items.ts'

/** Sets the taxes of all items, and first the rates of the shipping, once its discounts and the lines' are known. */
export function applyTaxes(items: Items, shipping: QuoteShipping | null, terms: QuoteTerms): void {
  if (items.shipping !== null) items.shipping.rates = shippingRates(items.lines, shipping?.taxes ?? [], terms)
  const all = [...items.lines, ...items.surcharges, ...(items.shipping === null ? [] : [items.shipping])]
  const taxed = all.filter(({ rates }) => rates.length > 0)
  if (terms.tax_rounding === 'line') for (const item of taxed) taxTogether([item], terms)
  else for (const group of Map.groupBy(taxed, sameRates).values()) taxTogether(group, terms)
}

/** Taxes of the same rates as sums for the whole order. */
export function taxSummary(items: readonly Item[]): TaxAmount[] {
  const sums = new Map<string, TaxAmount>()
  for (const { rate, amount } of items.flatMap(({ taxes }) => taxes)) {
    const key = `${rate.code} ${rate.ppm}`
    sums.set(key, { ...rate, amount: (sums.get(key)?.amount ?? 0) + amount })
  }
  return [...sums.values()]
}

const sameRates = ({ includesTax, rates }: Item): string =>
  JSON.stringify([includesTax, rates.map(({ code, ppm }) => [code, ppm])])

/** The tax of items with the same rates: computed on their sum, then shared by what is taxed. */
function taxTogether(group: readonly Item[], terms: QuoteTerms): void {
  const [first] = group
  if (first === undefined) return
  const of = { rates: first.rates, includesTax: first.includesTax, terms }
  const bases = group.map(({ subtotal, left }) => (terms.tax_basis === 'discounted' ? left : subtotal))
  const whole = taxOn(
    bases.reduce((total, base) => total + base, 0),
    of,
  )
  const shares = shareTaxes(whole, bases, terms)
  group.forEach((item, i) => {
    const own = group.length === 1 ? whole : taxOn(bases[i] ?? 0, of)
    const amounts = capped(item, shares[i] ?? [])
    item.taxes = first.rates.map((rate, r) => {
      const amount = amounts[r] ?? 0
      return { rate, amount, remainder: item.includesTax ? 0 : amount - (own[r] ?? 0) }
    })
  })
}

/** The tax of each rate on `base`, which contains it or not. */
function taxOn(
  base: number,
  { rates, includesTax, terms }: { rates: readonly TaxRate[]; includesTax: boolean; terms: QuoteTerms },
): number[] {
  const ppms = rates.map(({ ppm }) => ppm)
  const together = sum(rates, 'ppm')
  const whole = includesTax ? WHOLE + together : WHOLE
  if (terms.rate_rounding === 'each') return ppms.map((ppm) => scaled(base, ppm, whole, terms.rounding))
  return prorate(scaled(base, together, whole, terms.rounding), ppms)
}

/** Each item's share of each rate's tax. Rounded together, an item's sum is found first. */
function shareTaxes(whole: readonly number[], bases: readonly number[], terms: QuoteTerms): number[][] {
  if (bases.length === 1) return [[...whole]]
  if (terms.rate_rounding === 'each') {
    const byRate = whole.map((tax) => prorate(tax, bases))
    return bases.map((_, i) => byRate.map((shares) => shares[i] ?? 0))
  }
  const total = whole.reduce((total, tax) => total + tax, 0)
  let before = 0
  return prorate(total, bases).map((tax) => {
    const [from, to] = [portion(before, whole), portion(before + tax, whole)]
    before += tax
    return to.map((amount, r) => amount - (from[r] ?? 0))
  })
}

/** A price never contains more tax than itself, though tax on what was discounted may be more. */
function capped({ includesTax, left }: Item, amounts: readonly number[]): readonly number[] {
  const tax = amounts.reduce((total, amount) => total + amount, 0)
  return includesTax && tax > left ? prorate(left, amounts) : amounts
}

/** The rates that are due on shipping. */
function shippingRates(
  lines: readonly LineItem[],
  own: readonly TaxRate[],
  { shipping_tax }: QuoteTerms,
): readonly TaxRate[] {
  if (shipping_tax === 'none') return []
  if (shipping_tax === 'own') return own
  const shipped = lines.filter(({ line }) => line.requires_shipping)
  if (shipping_tax === 'weighted') return meanRates(shipped)
  return shipped.reduce<readonly TaxRate[]>(
    (highest, { rates }) => (sum(rates, 'ppm') > sum(highest, 'ppm') ? rates : highest),
    [],
  )
}

/** For each code the mean over `lines`, weighted by what they cost and rounded to whole parts per million. */
function meanRates(lines: readonly LineItem[]): TaxRate[] {
  const weight = sum(lines, 'left') === 0 ? 'subtotal' : 'left'
  const whole = BigInt(sum(lines, weight))
  if (whole === 0n) return []
  const byCode = new Map<string, { rate: TaxRate; weighted: bigint }>()
  for (const item of lines)
    for (const rate of item.rates) {
      const weighted = BigInt(item[weight]) * BigInt(rate.ppm)
      byCode.set(rate.code, { rate, weighted: (byCode.get(rate.code)?.weighted ?? 0n) + weighted })
    }
  return [...byCode.values()].map(({ rate, weighted }) => ({
    ...rate,
    ppm: Number(divide(weighted, whole)),
  }))
}
