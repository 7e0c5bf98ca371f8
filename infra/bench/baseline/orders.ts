// The list of orders by hand.
import type { Hono } from 'hono'
import type { Sql } from 'postgres'

const PAGE = 20

type Amounts = { subtotal: number; discount: number; shipping: number; tax: number; total: number }
type Line = { unit_amount: number; tax_amount: number; total_amount: number }
export type OrderRow = { id: string; currency: string; totals: Amounts; lines: Line[] }

/** Of an order `o`, with its lines. */
export const ORDER_COLUMNS = `
  o.id, o.number, o.status, o.payment_status, o.fulfillment_status, o.email, o.market_code as market, o.currency,
    o.shipping_address, o.shipping_method ->> 'code' as shipping_method, o.payment_method,
    to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as placed_at,
    json_build_object('subtotal', o.subtotal_amount, 'discount', o.discount_amount, 'shipping', o.shipping_amount,
      'tax', o.tax_amount, 'total', o.total_amount) as totals,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id,
        'title', l.title, 'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity,
        'unit_amount', l.unit_amount, 'tax_amount', l.tax_amount, 'total_amount', l.total_amount) order by l.id)
      from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines`

export function orderRoutes(app: Hono, sql: Sql): void {
  app.get('/admin/v1/orders', async (c) => {
    const { payment_status, email } = c.req.query()
    const rows = await sql<OrderRow[]>`
      select ${sql.unsafe(ORDER_COLUMNS)}
      from orders o
      where o.tenant_id = ${c.req.header('x-tenant') ?? ''}
        ${payment_status === undefined ? sql`` : sql`and o.payment_status = ${payment_status}`}
        ${email === undefined ? sql`` : sql`and o.email = ${email}`}
      order by o.id desc limit ${PAGE + 1}`
    const page = rows.slice(0, PAGE)
    const last = rows.length > PAGE ? page.at(-1) : undefined
    return c.json({
      data: page.map(showOrder),
      next_cursor: last === undefined ? null : Buffer.from(last.id).toString('base64url'),
    })
  })
}

export function showOrder({ totals, lines, ...order }: OrderRow) {
  const money = (amount: number) => ({ amount, currency: order.currency })
  return {
    ...order,
    totals: {
      subtotal: money(totals.subtotal),
      discount: money(totals.discount),
      shipping: money(totals.shipping),
      tax: money(totals.tax),
      total: money(totals.total),
    },
    line_items: lines.map(({ unit_amount, tax_amount, total_amount, ...line }) => ({
      ...line,
      unit_price: money(unit_amount),
      tax: money(tax_amount),
      total: money(total_amount),
    })),
  }
}
