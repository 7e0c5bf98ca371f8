import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { ChosenShipping, Order, PaymentMethod, ShippingAddress } from './schema.ts'

export type OrderDraft = {
  checkoutId: string
  email: string
  marketCode: string
  currency: string
  shippingAddress: ShippingAddress | null
  shippingMethod: ChosenShipping | null
  paymentMethod: PaymentMethod
  totals: { subtotal: number; discount: number; shipping: number; tax: number; total: number }
  lines: readonly {
    variant_id: string | null
    product_id: string
    title: string
    variant_title: string
    sku: string | null
    quantity: number
    unit_amount: number
    tax_amount: number
    total_amount: number
  }[]
}

/** The store's next order number. Its row stays locked until the transaction ends, so take it last. */
export async function nextNumber(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.execute<{ last_number: number }>(sql`
    insert into order_counters as c (tenant_id, last_number) values (${tenantId}, 1001)
    on conflict (tenant_id) do update set last_number = c.last_number + 1 returning last_number`)
  if (row === undefined) throw new Error('An order number was not given.')
  return row.last_number
}

export async function insertOrder(
  tx: Tx,
  tenantId: string,
  draft: OrderDraft,
  at: { number: number; placedAt: string },
): Promise<string> {
  const { totals } = draft
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into orders (tenant_id, number, checkout_id, status, payment_status, fulfillment_status, email, market_code, currency,
      shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
      total_amount, placed_at)
    values (${tenantId}, ${at.number}, ${draft.checkoutId}, 'open', 'pending', 'unfulfilled', ${draft.email}, ${draft.marketCode},
      ${draft.currency}, ${JSON.stringify(draft.shippingAddress)}::jsonb, ${JSON.stringify(draft.shippingMethod)}::jsonb,
      ${draft.paymentMethod}, ${totals.subtotal}, ${totals.discount}, ${totals.shipping}, ${totals.tax}, ${totals.total}, ${at.placedAt})
    returning id`)
  if (row === undefined) throw new Error('An order was not stored.')
  await tx.execute(sql`
    insert into order_line_items (tenant_id, order_id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
      tax_amount, total_amount)
    select ${tenantId}, ${row.id}, variant_id, product_id, title, variant_title, sku, quantity, unit_amount, tax_amount, total_amount
    from jsonb_to_recordset(${JSON.stringify(draft.lines)}::jsonb) as l (variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, tax_amount bigint, total_amount bigint)`)
  return row.id
}

export type OrderRow = Omit<Order, 'totals' | 'line_items' | 'market' | 'shipping_method'> & {
  market_code: string
  shipping_method: ChosenShipping | null

  totals: { subtotal: number; discount: number; shipping: number; tax: number; total: number }
  lines: (Omit<Order['line_items'][number], 'unit_price' | 'tax' | 'total'> & {
    unit_amount: number
    tax_amount: number
    total_amount: number
  })[]
}

// Amounts travel inside JSON, where Postgres writes a bigint as a number.
const orderTree = sql`
  select o.id, o.number, o.status, o.payment_status, o.fulfillment_status, o.email, o.market_code, o.currency, o.shipping_address,
    o.shipping_method, o.payment_method, ${utc('o.placed_at')} as placed_at,
    json_build_object('subtotal', o.subtotal_amount, 'discount', o.discount_amount, 'shipping', o.shipping_amount,
      'tax', o.tax_amount, 'total', o.total_amount) as totals,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
        'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'tax_amount', l.tax_amount, 'total_amount', l.total_amount) order by l.id)
      from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines
  from orders o`

export async function findOrder(tx: Tx, tenantId: string, id: string): Promise<OrderRow | undefined> {
  const [row] = await tx.execute<OrderRow>(sql`${orderTree} where o.tenant_id = ${tenantId} and o.id = ${id}`)
  return row
}

export type OrderListing = {
  limit: number
  before?: string | undefined
  payment_status?: string | undefined
  email?: string | undefined
  number?: number | undefined
}

/** Newest first; `before` is the id of the last order already seen. */
export async function listOrders(
  tx: Tx,
  tenantId: string,
  { limit, before, ...equal }: OrderListing,
): Promise<OrderRow[]> {
  const conditions = [
    sql`o.tenant_id = ${tenantId}`,
    ...(before === undefined ? [] : [sql`o.id < ${before}`]),
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [sql`${sql.identifier(column)} = ${value}`],
    ),
  ]
  return [
    ...(await tx.execute<OrderRow>(
      sql`${orderTree} where ${sql.join(conditions, sql` and `)} order by o.id desc limit ${limit}`,
    )),
  ]
}

/** Marks a pending order as paid and gives what is due; undefined when it is not pending. */
export async function markPaid(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ amount: number; currency: string } | undefined> {
  const [row] = await tx.execute<{ amount: number; currency: string }>(sql`
    update orders set payment_status = 'paid'
    where tenant_id = ${tenantId} and id = ${id} and payment_status = 'pending'
    returning total_amount as amount, currency`)
  return row
}
