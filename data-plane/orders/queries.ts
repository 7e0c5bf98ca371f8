import { type SQL, sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Quote, Step, TaxAmount } from '../pricing/index.ts'
import type { ChosenShipping, Order } from './schema.ts'

type Amounts = 'unit_price' | 'original_unit_price' | 'subtotal' | 'discount' | 'tax' | 'total'
type OrderLine = Omit<Order['line_items'][number], Amounts> & {
  unit_amount: number
  list_amount: number
  subtotal_amount: number
  discount_amount: number
  tax_amount: number
  total_amount: number
}
/** `taxes`: the amount of each rate, by which refunds are split. */
export type NewOrderLine = OrderLine & { net_amount: number; taxes: readonly TaxAmount[] }

/** A sub-select that gives a row if a number is to be taken. */
export type Condition = SQL

/**
 * The store's next order number, or undefined when `condition` gives no row. The counter stays locked until the
 * transaction ends, so take it last.
 */
export async function nextNumber(
  tx: Tx,
  tenantId: string,
  condition: Condition,
): Promise<number | undefined> {
  const [row] = await tx.execute<{ last_number: number }>(sql`
    insert into order_counters as c (tenant_id, last_number) select ${tenantId}, 1001 where exists (${condition})
    on conflict (tenant_id) do update set last_number = c.last_number + 1 returning last_number`)
  return row?.last_number
}

const insertOne = prepared<{ tenantId: string; checkoutId: string; order: string }>(
  (p) => sql`
    insert into orders (tenant_id, id, number, checkout_id, status, payment_status, fulfillment_status, email, market_code,
      currency, shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
      tax_included_amount, rounding_amount, total_amount, due_amount, discounts, taxes, explanation, placed_at)
    select ${p.tenantId}, id, number, ${p.checkoutId}, status, payment_status, fulfillment_status, email, market_code,
      currency, shipping_address, shipping_method, payment_method, subtotal, discount, shipping, tax, tax_included, rounding,
      total, due, discounts, taxes, explanation, placed_at
    from jsonb_to_record(${p.order}::jsonb) as o (id uuid, number integer, status text, payment_status text,
      fulfillment_status text, email text, market_code text, currency text, shipping_address jsonb, shipping_method jsonb,
      payment_method text, subtotal bigint, discount bigint, shipping bigint, tax bigint, tax_included bigint, rounding bigint,
      total bigint, due bigint, discounts jsonb, taxes jsonb, explanation jsonb, placed_at timestamptz)`,
)
const insertLines = prepared<{ tenantId: string; orderId: string; lines: string }>(
  (p) => sql`
    insert into order_line_items (tenant_id, order_id, id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes)
    select ${p.tenantId}, ${p.orderId}, id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
      list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes
    from jsonb_to_recordset(${p.lines}::jsonb) as l (id uuid, variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, list_amount bigint, subtotal_amount bigint,
      discount_amount bigint, net_amount bigint, tax_amount bigint, total_amount bigint, taxes jsonb)`,
)
/** An order to be stored, with the steps from its prices to what is due. */
export type NewOrder = Omit<OrderRow, 'lines' | Cancelled> & {
  lines: readonly NewOrderLine[]
  explanation: readonly Step[]
}
export async function insertOrder(
  tx: Tx,
  tenantId: string,
  checkoutId: string,
  { totals, lines, ...order }: NewOrder,
): Promise<void> {
  await Promise.all([
    insertOne(tx, { tenantId, checkoutId, order: JSON.stringify({ ...order, ...totals }) }),
    insertLines(tx, { tenantId, orderId: order.id, lines: JSON.stringify(lines) }),
  ])
}

type Cancelled = 'cancelled_at' | 'cancel_reason' | 'cancel_note'
export type OrderRow = Omit<
  Order,
  'refund_due' | 'totals' | 'line_items' | 'market' | 'shipping_method' | 'discounts' | 'taxes'
> & {
  market_code: string
  shipping_method: ChosenShipping | null
  discounts: Quote['applied']
  taxes: TaxAmount[]
  totals: Record<(typeof TOTALS)[number], number>
  lines: OrderLine[]
}

// Lines and totals come as lists in a fixed order: names in each of them would cost Postgres more than reading them.
const LINE_FIELDS = [
  'id',
  'variant_id',
  'product_id',
  'title',
  'variant_title',
  'sku',
  'quantity',
  'unit_amount',
  'list_amount',
  'subtotal_amount',
  'discount_amount',
  'tax_amount',
  'total_amount',
] as const satisfies readonly (keyof OrderLine)[]
const TOTALS = [
  'subtotal',
  'discount',
  'shipping',
  'tax',
  'tax_included',
  'rounding',
  'total',
  'due',
] as const
type StoredOrder = Omit<OrderRow, 'totals' | 'lines'> & { totals: number[]; lines: unknown[][] | null }

const orderTree = sql`
  select o.id, o.number, o.status, o.payment_status, o.fulfillment_status, o.email, o.market_code, o.currency, o.shipping_address,
    o.shipping_method, o.payment_method, o.discounts, o.taxes, ${utc('o.placed_at')} as placed_at,
    ${utc('o.cancelled_at')} as cancelled_at, o.cancel_reason, o.cancel_note,
    json_build_array(${sql.raw(TOTALS.map((name) => `o.${name}_amount`).join(', '))}) as totals,
    (select json_agg(json_build_array(${sql.raw(LINE_FIELDS.map((field) => `l.${field}`).join(', '))}) order by l.id)
      from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines
  from orders o`

const toRow = ({ totals, lines, ...order }: StoredOrder): OrderRow => ({
  ...order,
  totals: Object.fromEntries(TOTALS.map((name, i) => [name, totals[i]])) as OrderRow['totals'],
  lines: (lines ?? []).map(toLine),
})

const toLine = (values: readonly unknown[]): OrderLine =>
  Object.fromEntries(LINE_FIELDS.map((field, i) => [field, values[i]])) as OrderLine

const findOne = prepared<{ tenantId: string; id: string }, StoredOrder>(
  (p) => sql`${orderTree} where o.tenant_id = ${p.tenantId} and o.id = ${p.id}`,
)
export const findOrder = async (tx: Tx, tenantId: string, id: string): Promise<OrderRow | undefined> =>
  (await findOne(tx, { tenantId, id })).map(toRow)[0]

/** What a listing may ask for; `before` is the id of the last order already seen. */
const FILTERS = {
  before: sql`o.id < ${sql.placeholder('before')}`,
  payment_status: sql`o.payment_status = ${sql.placeholder('payment_status')}`,
  email: sql`o.email = ${sql.placeholder('email')}`,
  customer_id: sql`o.customer_id = ${sql.placeholder('customer_id')}`,
  number: sql`o.number = ${sql.placeholder('number')}`,
}
type Filter = keyof typeof FILTERS
export type OrderListing = {
  limit: number
  before?: string | undefined
  payment_status?: string | undefined
  email?: string | undefined
  customer_id?: string | undefined
  number?: number | undefined
}

const listingOf = (filters: readonly Filter[]) =>
  prepared<OrderListing & { tenantId: string }, StoredOrder>((p) => {
    const conditions = [sql`o.tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`${orderTree} where ${sql.join(conditions, sql` and `)} order by o.id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listOrders(tx: Tx, tenantId: string, listing: OrderListing): Promise<OrderRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return (await list(tx, { ...listing, tenantId })).map(toRow)
}

/** Marks a pending order as paid and gives what is due; undefined when it is not pending or was cancelled. */
export async function markPaid(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ amount: number; currency: string } | undefined> {
  const [row] = await tx.execute<{ amount: number; currency: string }>(sql`
    update orders set payment_status = 'paid'
    where tenant_id = ${tenantId} and id = ${id} and payment_status = 'pending' and status = 'open'
    returning due_amount as amount, currency`)
  return row
}

const readSteps = prepared<
  { tenantId: string; id: string },
  Pick<Quote, 'explanation' | 'total' | 'due' | 'currency'>
>(
  (p) => sql`
    select explanation, total_amount as total, due_amount as due, currency from orders
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findExplanation = async (tx: Tx, tenantId: string, id: string) =>
  (await readSteps(tx, { tenantId, id }))[0]

const ordered = prepared<{ tenantId: string; email: string }>(
  (p) => sql`
    select from orders where tenant_id = ${p.tenantId} and email_lower = lower(${p.email}) and status <> 'cancelled' limit 1`,
)
export const hasOrdered = async (tx: Tx, tenantId: string, email: string): Promise<boolean> =>
  (await ordered(tx, { tenantId, email })).length > 0
