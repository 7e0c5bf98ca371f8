// Refunds as the APIs show them.
import { type Ctx, inRead } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { getOrder } from '../../orders/index.ts'
import { toTaxes } from '../../quotes/index.ts'
import * as queries from '../queries.ts'
import type { Refund, RefundFilter, RefundPreview } from '../schema.ts'

export async function getRefund(ctx: Ctx, id: string): Promise<Refund> {
  const row = await inRead(ctx, (ctx) => queries.findRefund(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noRefund(id)
  return toRefund(ctx, row)
}

/** Newest first. */
export async function listRefunds(ctx: Ctx, orderId: string, { limit, cursor }: RefundFilter) {
  return inRead(ctx, async (ctx) => {
    const page = { orderId, before: readCursor(cursor), limit: limit + 1 }
    const [, rows] = await Promise.all([
      getOrder(ctx, orderId),
      queries.listRefunds(ctx.tx, ctx.tenantId, page),
    ])
    return {
      data: rows.slice(0, limit).map((row) => toRefund(ctx, row)),
      next_cursor: cursorOf(rows, limit),
    }
  })
}

export const noRefund = (id: string) => new DomainError('not_found', `There is no refund ${id}.`)

export function toRefund({ principal }: Ctx, row: queries.RefundRow): Refund {
  const { id, order_id, return_id, status, to, reason, note, notify, currency, created_at, parts } = row
  const isStaff = principal.permissions.has('orders:read') || principal.permissions.has('orders:refund')
  return {
    ...{ id, order_id, return_id, status, to, reason, notify, created_at },
    note: isStaff ? note : null,
    ...toAmounts(row),
    payments: parts.map((part) => ({ ...part, amount: { amount: part.amount, currency } })),
  }
}

type Amounts = Pick<
  queries.RefundRow,
  | 'currency'
  | 'amount'
  | 'credited_amount'
  | 'goodwill_amount'
  | 'shipping_amount'
  | 'tax_amount'
  | 'taxes'
  | 'discount_amount'
  | 'rounding_amount'
> & { lines: readonly queries.NewRefundLine[] }

export function toAmounts(row: Amounts): Omit<RefundPreview, 'payments'> {
  const { currency } = row
  const money = (amount: number) => ({ amount, currency })
  return {
    amount: money(row.amount),
    credited: money(row.credited_amount),
    goodwill: money(row.goodwill_amount),
    shipping: money(row.shipping_amount),
    tax: money(row.tax_amount),
    taxes: toTaxes({ taxes: [...row.taxes], currency }),
    discount: money(row.discount_amount),
    rounding: money(row.rounding_amount),
    line_items: row.lines.map(({ amount, tax_amount, taxes, discount_amount, ...line }) => ({
      line_item_id: line.line_item_id,
      quantity: line.quantity,
      restock: line.restock,
      location_id: line.location_id,
      amount: money(amount),
      tax: money(tax_amount),
      taxes: toTaxes({ taxes: [...taxes], currency }),
      discount: money(discount_amount),
    })),
  }
}
