import { z } from 'zod'
import { Money } from '../../shared/money/money.ts'
import type { Totals as ComputedTotals } from './rules.ts'

export const Totals = z
  .object({ subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money })
  .meta({ id: 'Totals' })
export type Totals = z.output<typeof Totals>

/** Totals as the APIs show them. */
export function toTotals(totals: Omit<ComputedTotals, 'lines'>, currency: string): Totals {
  const money = (amount: number) => ({ amount, currency })
  return {
    subtotal: money(totals.subtotal),
    discount: money(totals.discount),
    shipping: money(totals.shipping),
    tax: money(totals.tax),
    total: money(totals.total),
  }
}
