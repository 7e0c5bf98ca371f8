// What is needed for a quote beside the goods, and quotes as the APIs show them.
import type { ReadCtx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import type { LineTotals, Quote } from '../../pricing/index.ts'
import { getPromotions, promotionsOfCodes, rejectionFault } from '../../promotions/index.ts'
import type { CodeState, Explanation, Totals } from '../schema.ts'
import type { Considered } from './quote.ts'

/** The promotions that apply by themselves and those of `codes`. @param email the shopper's; null while unknown */
export async function considered(
  ctx: ReadCtx,
  codes: readonly string[],
  email: string | null,
): Promise<Considered> {
  const [automatic, found] = await Promise.all([
    getPromotions(ctx, email),
    promotionsOfCodes(ctx, codes, email),
  ])
  return {
    promotions: [...automatic, ...found.flatMap(({ promotion }) => promotion ?? [])],
    faults: Object.fromEntries(
      found.flatMap(({ code, fault }) => (fault === undefined ? [] : [[code, fault]])),
    ),
  }
}

/** Throws the fault of a code that stands for nothing that can be used now. */
export function assertUsable({ faults }: Considered, code: string): void {
  const fault = faults[code]
  if (fault !== undefined) throw fieldError('code', fault.message, fault.code)
}

/** How codes are kept and compared. */
export const normalCode = (code: string): string => code.trim().normalize('NFC').toUpperCase()

/** What became of each code in a quote. */
export function codeStates(
  codes: readonly string[],
  { faults }: Pick<Considered, 'faults'>,
  { applied, rejected }: Pick<Quote, 'applied' | 'rejected'>,
): CodeState[] {
  return codes.map((code) => {
    if (applied.some((promotion) => promotion.code === code)) return { code, applied: true, reason: null }
    const why = rejected.find((promotion) => promotion.code === code)?.reason ?? 'ended'
    return { code, applied: false, reason: faults[code] ?? rejectionFault(why) }
  })
}

type Sums = 'subtotal' | 'discount' | 'shipping' | 'tax' | 'tax_included' | 'rounding' | 'total' | 'due'
export function toTotals(quote: Pick<Quote, Sums | 'currency'>): Totals {
  const money = moneyIn(quote.currency)
  return {
    subtotal: money(quote.subtotal),
    discount: money(quote.discount),
    shipping: money(quote.shipping),
    tax: money(quote.tax),
    tax_included: money(quote.tax_included),
    rounding: money(quote.rounding),
    total: money(quote.total),
    due: money(quote.due),
  }
}

/** The amounts of a line. @param listAmount what one would cost without a sale */
export function toLineAmounts(line: LineTotals, listAmount: number, currency: string) {
  const money = moneyIn(currency)
  return {
    unit_price: money(line.unit_amount),
    original_unit_price: money(listAmount),
    subtotal: money(line.subtotal),
    discount: money(line.discount),
    tax: money(line.tax),
    total: money(line.total),
  }
}

export const toDiscounts = ({ applied, currency }: Pick<Quote, 'applied' | 'currency'>) =>
  applied.map((discount) => ({ ...discount, amount: { amount: discount.amount, currency } }))

export const toTaxes = ({ taxes, currency }: Pick<Quote, 'taxes' | 'currency'>) =>
  taxes.map((tax) => ({ ...tax, amount: { amount: tax.amount, currency } }))

export function toExplanation(quote: Pick<Quote, 'explanation' | 'total' | 'due' | 'currency'>): Explanation {
  const money = moneyIn(quote.currency)
  return {
    steps: quote.explanation.map((step) => ({ ...step, amount: money(step.amount) })),
    total: money(quote.total),
    due: money(quote.due),
  }
}

const moneyIn = (currency: string) => (amount: number) => ({ amount, currency })
