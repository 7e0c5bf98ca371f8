// The list of orders by hand.
import type { Hono } from 'hono'
import type { Sql } from 'postgres'

const PAGE = 20

type Amount = { amount: number }
type Line = Record<'unit' | 'list' | 'subtotal' | 'discount' | 'tax' | 'total', number>
export type OrderRow = {
  id: string
  currency: string
  discounts: Amount[]
  taxes: Amount[]
  totals: Record<string, number>
  sums: Record<'authorized' | 'paid' | 'refunded' | 'credited', number>
  lines: Line[]
}

/** Of an order `o`, with its lines. */
export const ORDER_COLUMNS = `
  o.id, o.number, o.status, o.payment_status, o.fulfillment_status, o.email, o.market_code as market, o.currency,
    o.shipping_address, o.shipping_method ->> 'code' as shipping_method, o.payment_method, o.discounts, o.taxes,
    to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as placed_at,
    to_char(o.cancelled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as cancelled_at, o.cancel_reason, o.cancel_note,
    o.version, o.note, o.tags, o.metadata, to_char(o.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at,
    json_build_object('authorized', o.authorized_amount, 'paid', o.paid_amount, 'refunded', o.refunded_amount,
      'credited', o.credited_amount) as sums,
    json_build_object('subtotal', o.subtotal_amount, 'discount', o.discount_amount, 'shipping', o.shipping_amount,
      'tax', o.tax_amount, 'tax_included', o.tax_included_amount, 'rounding', o.rounding_amount, 'total', o.total_amount,
      'due', o.due_amount) as totals,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id,
        'title', l.title, 'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity,
        'fulfilled_quantity', l.fulfilled_quantity, 'returned_quantity', l.returned_quantity,
        'refunded_quantity', l.refunded_quantity, 'cancelled_quantity', l.cancelled_quantity,
        'unit', l.unit_amount, 'list', l.list_amount, 'subtotal', l.subtotal_amount, 'discount', l.discount_amount,
        'tax', l.tax_amount, 'total', l.total_amount) order by l.id)
      from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines`

export function orderRoutes(app: Hono, sql: Sql): void {
  app.get('/admin/v1/orders', async (c) => {
    const { payment_status, email } = c.req.query()
    const rows = await sql<OrderRow[]>`
      select ${sql.unsafe(ORDER_COLUMNS)}
      from orders o
      where o.tenant_id = ${c.req.header('x-tenant') ?? ''}
        ${payment_status === undefined ? sql`` : sql`and o.payment_status = ${payment_status}`}
        ${email === undefined ? sql`` : sql`and o.email_lower = ${email.toLowerCase()}`}
      order by o.id desc limit ${PAGE + 1}`
    const page = rows.slice(0, PAGE)
    const last = rows.length > PAGE ? page.at(-1) : undefined
    return c.json({
      data: page.map(showOrder),
      next_cursor: last === undefined ? null : Buffer.from(last.id).toString('base64url'),
    })
  })
}

export function showOrder({ discounts, taxes, totals, sums, lines, ...order }: OrderRow) {
  const money = (amount: number) => ({ amount, currency: order.currency })
  return {
    ...order,
    authorized: money(sums.authorized),
    paid: money(sums.paid),
    refunded: money(sums.refunded),
    outstanding: money(Math.max(0, (totals.total ?? 0) - sums.credited - (sums.paid - sums.refunded))),
    refund_due: money(Math.max(0, sums.paid - sums.refunded - ((totals.total ?? 0) - sums.credited))),
    discounts: discounts.map((discount) => ({ ...discount, amount: money(discount.amount) })),
    taxes: taxes.map((tax) => ({ ...tax, amount: money(tax.amount) })),
    totals: Object.fromEntries(Object.entries(totals).map(([name, amount]) => [name, money(amount)])),
    line_items: lines.map(({ unit, list, subtotal, discount, tax, total, ...line }) => ({
      ...line,
      unit_price: money(unit),
      original_unit_price: money(list),
      subtotal: money(subtotal),
      discount: money(discount),
      tax: money(tax),
      total: money(total),
    })),
  }
}
