import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { LineFacts, Quote, Step, TaxAmount } from '../../pricing/index.ts'
import { type Sums, termsOf } from '../rules.ts'
import type { ChosenShipping, Order, OrderBasis } from '../schema.ts'
import { changeTerms } from './terms.ts'

type Amounts = 'unit_price' | 'original_unit_price' | 'subtotal' | 'discount' | 'tax' | 'total'
type OrderLine = Omit<Order['line_items'][number], Amounts> & {
  unit_amount: number
  list_amount: number
  subtotal_amount: number
  discount_amount: number
  tax_amount: number
  total_amount: number
}
/** `taxes`: the amount of each rate, by which refunds are split. `groups`: what promotions ask about, if anything. */
export type NewOrderLine = OrderLine & {
  net_amount: number
  taxes: readonly TaxAmount[]
  requires_shipping: boolean
  groups: LineFacts | null
}

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
    insert into orders (tenant_id, id, number, checkout_id, status, paid_amount, authorized_amount, quantity, email, market_code,
      currency, shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
      tax_included_amount, rounding_amount, total_amount, due_amount, discounts, taxes, explanation, basis, placed_at, updated_at)
    select ${p.tenantId}, id, number, ${p.checkoutId}, 'open', paid, authorized, quantity, email, market_code,
      currency, shipping_address, shipping_method, payment_method, subtotal, discount, shipping, tax, tax_included, rounding,
      total, due, discounts, taxes, explanation, basis, placed_at, placed_at
    from jsonb_to_record(${p.order}::jsonb) as o (id uuid, number integer, paid bigint, authorized bigint,
      quantity integer, email text, market_code text, currency text, shipping_address jsonb, shipping_method jsonb,
      payment_method text, subtotal bigint, discount bigint, shipping bigint, tax bigint, tax_included bigint, rounding bigint,
      total bigint, due bigint, discounts jsonb, taxes jsonb, explanation jsonb, basis jsonb,
      placed_at timestamptz)`,
)
const insertLines = prepared<{ tenantId: string; orderId: string; lines: string }>(
  (p) => sql`
    insert into order_line_items (tenant_id, order_id, id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes, requires_shipping, groups)
    select ${p.tenantId}, ${p.orderId}, id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
      list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes, requires_shipping,
      coalesce(nullif(groups, 'null'), '{}')
    from jsonb_to_recordset(${p.lines}::jsonb) as l (id uuid, variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, list_amount bigint, subtotal_amount bigint,
      discount_amount bigint, net_amount bigint, tax_amount bigint, total_amount bigint, taxes jsonb,
      requires_shipping boolean, groups jsonb)`,
)
/** An order to be stored, with the steps from its prices to what is due. */
export type NewOrder = Omit<OrderRow, 'lines' | 'sums' | 'status' | Cancelled | Derived | Later> & {
  /** Received and held by payment providers when it is placed, minor units. */
  paid: number
  authorized: number
  lines: readonly NewOrderLine[]
  explanation: readonly Step[]
  basis: OrderBasis
}
export async function insertOrder(
  tx: Tx,
  tenantId: string,
  checkoutId: string,
  { totals, lines, ...order }: NewOrder,
): Promise<void> {
  await Promise.all([
    insertOne(tx, {
      tenantId,
      checkoutId,
      order: JSON.stringify({ ...order, ...totals, quantity: quantityOf(lines) }),
    }),
    insertLines(tx, { tenantId, orderId: order.id, lines: JSON.stringify(lines) }),
    changeTerms(tx, tenantId, order.id, { before: [], after: termsOf({ ...order, lines, tags: [] }) }),
  ])
}

const quantityOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** What Postgres derives from the sums. */
type Derived = 'payment_status' | 'fulfillment_status'
type Cancelled = 'cancelled_at' | 'cancel_reason' | 'cancel_note'
/** What staff add to it. */
type Later = 'version' | 'note' | 'tags' | 'metadata' | 'updated_at'
export type OrderRow = Omit<
  Order,
  | 'refund_due'
  | 'authorized'
  | 'paid'
  | 'refunded'
  | 'outstanding'
  | 'totals'
  | 'line_items'
  | 'market'
  | 'shipping_method'
  | 'discounts'
  | 'taxes'
> & {
  market_code: string
  shipping_method: ChosenShipping | null
  discounts: Quote['applied']
  taxes: TaxAmount[]
  totals: Record<(typeof TOTALS)[number], number>
  sums: Omit<Sums, 'total'>
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
  'fulfilled_quantity',
  'returned_quantity',
  'refunded_quantity',
  'cancelled_quantity',
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
const SUMS = ['credited', 'authorized', 'paid', 'refunded'] as const satisfies readonly (keyof Sums)[]
export type StoredOrder = Omit<OrderRow, 'totals' | 'sums' | 'lines'> & {
  totals: number[]
  lines: unknown[][] | null
}

/** An order of `orders o`, as `toRow` reads it. */
export const orderTree = sql`
  select o.id, o.number, o.status, o.payment_status, o.fulfillment_status, o.email, o.market_code, o.currency, o.shipping_address,
    o.shipping_method, o.payment_method, o.discounts, o.taxes, ${utc('o.placed_at')} as placed_at,
    ${utc('o.cancelled_at')} as cancelled_at, o.cancel_reason, o.cancel_note, o.version, o.note, o.tags, o.metadata,
    ${utc('o.updated_at')} as updated_at,
    json_build_array(${sql.raw([...TOTALS, ...SUMS].map((name) => `o.${name}_amount`).join(', '))}) as totals,
    (select json_agg(json_build_array(${sql.raw(LINE_FIELDS.map((field) => `l.${field}`).join(', '))}) order by l.id)
      from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines
  from orders o`

export const toRow = ({ totals, lines, ...order }: StoredOrder): OrderRow => ({
  ...order,
  totals: Object.fromEntries(TOTALS.map((name, i) => [name, totals[i]])) as OrderRow['totals'],
  sums: Object.fromEntries(SUMS.map((name, i) => [name, totals[TOTALS.length + i]])) as OrderRow['sums'],
  lines: (lines ?? []).map(toLine),
})

const toLine = (values: readonly unknown[]): OrderLine =>
  Object.fromEntries(LINE_FIELDS.map((field, i) => [field, values[i]])) as OrderLine

const findOne = prepared<{ tenantId: string; id: string }, StoredOrder>(
  (p) => sql`${orderTree} where o.tenant_id = ${p.tenantId} and o.id = ${p.id}`,
)
export const findOrder = async (tx: Tx, tenantId: string, id: string): Promise<OrderRow | undefined> =>
  (await findOne(tx, { tenantId, id })).map(toRow)[0]

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
