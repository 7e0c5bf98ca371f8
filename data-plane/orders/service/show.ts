// Orders as the APIs show them.
import type { Ctx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { toDiscounts, toTaxes, toTotals } from '../../quotes/index.ts'
import type { OrderRow } from '../queries/orders.ts'
import { outstandingOf, refundDueOf } from '../rules.ts'
import type { Order } from '../schema.ts'

export const noOrder = (id: string) => new DomainError('not_found', `There is no order ${id}.`)

/** What only staff see. */
const HIDDEN = { cancel_note: null, note: null, tags: [], metadata: {} }

/** An order as whoever asks may see it. */
export const toOrder = ({ principal }: Ctx, row: OrderRow): Order => ({
  ...toFullOrder(row),
  ...(principal.permissions.has('orders:read') ? {} : HIDDEN),
})

/** An order as staff see it. */
export function toFullOrder(order: OrderRow): Order {
  const { market_code, lines, totals, sums, shipping_method, discounts, taxes, ...row } = order
  const { currency } = row
  const money = (amount: number) => ({ amount, currency })
  const all = { total: totals.total, ...sums }
  return {
    ...row,
    authorized: money(sums.authorized),
    paid: money(sums.paid),
    refunded: money(sums.refunded),
    outstanding: money(outstandingOf(all)),
    refund_due: money(refundDueOf(all)),
    market: market_code,
    shipping_method: shipping_method?.code ?? null,
    discounts: toDiscounts({ applied: discounts, currency }),
    taxes: toTaxes({ taxes, currency }),
    totals: toTotals({ ...totals, currency }),
    line_items: lines.map((line) => ({
      id: line.id,
      variant_id: line.variant_id,
      product_id: line.product_id,
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      quantity: line.quantity,
      fulfilled_quantity: line.fulfilled_quantity,
      returned_quantity: line.returned_quantity,
      refunded_quantity: line.refunded_quantity,
      cancelled_quantity: line.cancelled_quantity,
      unit_price: money(line.unit_amount),
      original_unit_price: money(line.list_amount),
      subtotal: money(line.subtotal_amount),
      discount: money(line.discount_amount),
      tax: money(line.tax_amount),
      total: money(line.total_amount),
    })),
  }
}
