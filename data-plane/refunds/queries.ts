import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Sums } from '../orders/index.ts'
import type { Refunded, Sold, TaxAmount } from '../pricing/index.ts'
import type { PartStatus } from './rules.ts'
import type { Destination, Refund, Restock } from './schema.ts'

type Of = { tenantId: string; orderId: string }

export type LineRow = Sold & {
  variant_id: string | null
  fulfilled_quantity: number
  returned_quantity: number
  cancelled_quantity: number
}
// Lines of orders that are older than the amounts of each rate have only their sum.
const readLines = prepared<Of, LineRow>(
  (p) => sql`
    select id, variant_id, quantity, fulfilled_quantity, returned_quantity, cancelled_quantity, subtotal_amount as subtotal,
      discount_amount as discount, net_amount as net, tax_amount as tax, total_amount as total,
      case when taxes = '[]' and tax_amount > 0
        then jsonb_build_array(jsonb_build_object('code', 'tax', 'name', 'Tax', 'ppm', 0, 'amount', tax_amount))
        else taxes end as taxes
    from order_line_items where tenant_id = ${p.tenantId} and order_id = ${p.orderId} order by id`,
)
export const linesOf = (tx: Tx, tenantId: string, orderId: string) => readLines(tx, { tenantId, orderId })

export type OrderRow = {
  id: string
  number: number
  status: 'open' | 'cancelled'
  email: string
  currency: string
  rounding: number
  taxes: TaxAmount[]
} & Sums
const readOrder = prepared<Of, OrderRow>(
  (p) => sql`
    select id, number, status, email, currency, rounding_amount as rounding, taxes, total_amount as total,
      credited_amount as credited, authorized_amount as authorized, paid_amount as paid, refunded_amount as refunded
    from orders where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
export const orderOf = async (tx: Tx, tenantId: string, orderId: string) =>
  (await readOrder(tx, { tenantId, orderId }))[0]

/** The lines `l` of refunds `r`, looked up refund by refund whatever size Postgres takes a store for. */
const linesOfRefund = sql`
  cross join lateral (
    select i.* from refund_line_items i where i.tenant_id = r.tenant_id and i.refund_id = r.id offset 0) l`
const readRefunded = prepared<Of, Refunded & { id: string }>(
  (p) => sql`
    select l.line_item_id as id, sum(l.quantity)::bigint as quantity, sum(l.gross_amount)::bigint as gross,
      sum(l.amount)::bigint as amount
    from refunds r ${linesOfRefund} where r.tenant_id = ${p.tenantId} and r.order_id = ${p.orderId} group by 1
    union all
    select null, 0, coalesce(sum(shipping_gross_amount), 0)::bigint, coalesce(sum(shipping_amount), 0)::bigint
    from refunds where tenant_id = ${p.tenantId} and order_id = ${p.orderId}`,
)
/** What earlier refunds gave of each line, and of shipping under the id null. */
export const refundedOf = (
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<(Refunded & { id: string | null })[]> => readRefunded(tx, { tenantId, orderId })

const readPending = prepared<Of, { payment_id: string; amount: number }>(
  (p) => sql`
    select p.id as payment_id, o.amount from payments p
    cross join lateral (
      select sum(o.amount)::bigint as amount from payment_operations o
      where o.tenant_id = p.tenant_id and o.payment_id = p.id and o.kind = 'refund' and o.status = 'pending') o
    where p.tenant_id = ${p.tenantId} and p.order_id = ${p.orderId} and o.amount > 0`,
)
/** What of each payment is on its way back. */
export const pendingOf = (tx: Tx, tenantId: string, orderId: string) => readPending(tx, { tenantId, orderId })

export type ReturnedRow = { line_item_id: string; left: number }
const readReturned = prepared<Of & { returnId: string }, ReturnedRow>(
  (p) => sql`
    select l.line_item_id, restocked_quantity + dismissed_quantity + written_off_quantity - refunded_quantity as left
    from returns r join return_line_items l on l.tenant_id = r.tenant_id and l.return_id = r.id
    where r.tenant_id = ${p.tenantId} and r.id = ${p.returnId} and r.order_id = ${p.orderId} order by l.line_item_id`,
)
/** What of a return's goods is not refunded yet; no rows when the order has no such return. */
export const returnedOf = (tx: Tx, tenantId: string, orderId: string, returnId: string) =>
  readReturned(tx, { tenantId, orderId, returnId })

export type NewRefund = {
  id: string
  order_id: string
  return_id: string | null
  status: PartStatus
  destination: Destination
  reason: string
  note: string
  notify: boolean
  currency: string
  amount: number
  credited_amount: number
  goodwill_amount: number
  shipping_amount: number
  shipping_gross_amount: number
  tax_amount: number
  discount_amount: number
  rounding_amount: number
  taxes: readonly TaxAmount[]
  created_at: string
}
export type NewRefundLine = {
  line_item_id: string
  quantity: number
  restock: Restock
  location_id: string | null
  amount: number
  gross_amount: number
  tax_amount: number
  discount_amount: number
  taxes: readonly TaxAmount[]
}
export type PartRow = {
  id: string
  payment_id: string | null
  method: string
  target_id: string | null
  amount: number
  status: PartStatus
  failure_code: string | null
}

type Json = { tenantId: string; refundId: string; rows: string }
const insertOne = prepared<{ tenantId: string; row: string }>(
  (p) => sql`
    insert into refunds (tenant_id, id, order_id, return_id, status, destination, reason, note, notify, currency, amount,
      credited_amount, goodwill_amount, shipping_amount, shipping_gross_amount, tax_amount, discount_amount, rounding_amount,
      taxes, created_at)
    select ${p.tenantId}, id, order_id, return_id, status, destination, reason, note, notify, currency, amount,
      credited_amount, goodwill_amount, shipping_amount, shipping_gross_amount, tax_amount, discount_amount, rounding_amount,
      taxes, created_at
    from jsonb_to_record(${p.row}::jsonb) as r (id uuid, order_id uuid, return_id uuid, status text, destination text,
      reason text, note text, notify boolean, currency text, amount bigint, credited_amount bigint, goodwill_amount bigint,
      shipping_amount bigint, shipping_gross_amount bigint, tax_amount bigint, discount_amount bigint,
      rounding_amount bigint, taxes jsonb, created_at timestamptz)`,
)
const insertLines = prepared<Json>(
  (p) => sql`
    insert into refund_line_items (tenant_id, refund_id, line_item_id, quantity, restock, location_id, amount, gross_amount,
      tax_amount, discount_amount, taxes)
    select ${p.tenantId}, ${p.refundId}, line_item_id, quantity, restock, location_id, amount, gross_amount, tax_amount,
      discount_amount, taxes
    from jsonb_to_recordset(${p.rows}::jsonb) as l (line_item_id uuid, quantity integer, restock text, location_id uuid,
      amount bigint, gross_amount bigint, tax_amount bigint, discount_amount bigint, taxes jsonb)`,
)
const insertParts = prepared<Json>(
  (p) => sql`
    insert into refund_parts (tenant_id, refund_id, id, payment_id, method, target_id, amount, status)
    select ${p.tenantId}, ${p.refundId}, id, payment_id, method, target_id, amount, status
    from jsonb_to_recordset(${p.rows}::jsonb) as t (id uuid, payment_id uuid, method text, target_id uuid, amount bigint,
      status text)`,
)
export async function insertRefund(
  tx: Tx,
  tenantId: string,
  refund: NewRefund,
  { lines, parts }: { lines: readonly NewRefundLine[]; parts: readonly PartRow[] },
): Promise<void> {
  const json = (rows: readonly unknown[]) => ({ tenantId, refundId: refund.id, rows: JSON.stringify(rows) })
  await Promise.all([
    insertOne(tx, { tenantId, row: JSON.stringify(refund) }),
    lines.length > 0 && insertLines(tx, json(lines)),
    parts.length > 0 && insertParts(tx, json(parts)),
  ])
}

/** By how many units a line's sums grow. */
export type LineCount = { id: string; refunded: number; returned: number; cancelled: number }
const countAll = prepared<Of & { ids: string[]; rows: string }>(
  (p) => sql`
    with c as (
      select * from jsonb_to_recordset(${p.rows}::jsonb) as c (id uuid, refunded integer, returned integer, cancelled integer)
    ), lines as (
      update order_line_items l set refunded_quantity = l.refunded_quantity + c.refunded,
        returned_quantity = l.returned_quantity + c.returned, cancelled_quantity = l.cancelled_quantity + c.cancelled
      from c where l.tenant_id = ${p.tenantId} and l.id = any(${p.ids}::uuid[]) and l.id = c.id
    )
    update orders set returned_quantity = returned_quantity + (select sum(returned) from c)::integer,
      quantity = quantity - (select sum(cancelled) from c)::integer
    where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
/** Adds to the quantities of lines, and keeps those of their order in step. */
export const countLines = (tx: Tx, tenantId: string, orderId: string, counts: readonly LineCount[]) =>
  countAll(tx, { tenantId, orderId, ids: counts.map(({ id }) => id), rows: JSON.stringify(counts) })

const countReturned = prepared<{ tenantId: string; returnId: string; ids: string[]; quantities: number[] }>(
  (p) => sql`
    update return_line_items l set refunded_quantity = l.refunded_quantity + c.quantity
    from unnest(${p.ids}::uuid[], ${p.quantities}::integer[]) as c (id, quantity)
    where l.tenant_id = ${p.tenantId} and l.return_id = ${p.returnId} and l.line_item_id = c.id`,
)
export const countRefundedReturns = (
  tx: Tx,
  tenantId: string,
  returnId: string,
  lines: readonly { line_item_id: string; quantity: number }[],
) =>
  countReturned(tx, {
    tenantId,
    returnId,
    ids: lines.map(({ line_item_id }) => line_item_id),
    quantities: lines.map(({ quantity }) => quantity),
  })

const endPart = prepared<{
  tenantId: string
  refundId: string
  paymentId: string
  status: string
  code: string | null
}>(
  (p) => sql`
    update refund_parts set status = ${p.status}, failure_code = ${p.code}
    where tenant_id = ${p.tenantId} and refund_id = ${p.refundId} and payment_id = ${p.paymentId} and status = 'pending'`,
)
/** Notes what came of the part that was on its way to a payment. */
export const settlePart = (
  tx: Tx,
  tenantId: string,
  part: { refundId: string; paymentId: string; status: 'succeeded' | 'failed'; code: string | null },
) => endPart(tx, { tenantId, ...part })

const changeOne = prepared<{ tenantId: string } & Omit<PartRow, 'amount' | 'failure_code'>>(
  (p) => sql`
    update refund_parts set payment_id = ${p.payment_id}, method = ${p.method}, target_id = ${p.target_id},
      status = ${p.status}, failure_code = null
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const changePart = (tx: Tx, tenantId: string, part: PartRow) => changeOne(tx, { tenantId, ...part })

const setOne = prepared<{ tenantId: string; id: string; status: string }>(
  (p) => sql`update refunds set status = ${p.status} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const setStatus = (tx: Tx, tenantId: string, id: string, status: PartStatus) =>
  setOne(tx, { tenantId, id, status })

export type RefundRow = Omit<NewRefund, 'destination' | 'reason'> & {
  to: Destination
  reason: Refund['reason']
  lines: NewRefundLine[]
  parts: PartRow[]
}
const tree = sql`
  select r.id, r.order_id, r.return_id, r.status, r.destination as to, r.reason, r.note, r.notify, r.currency, r.amount,
    r.credited_amount, r.goodwill_amount, r.shipping_amount, r.shipping_gross_amount, r.tax_amount, r.discount_amount,
    r.rounding_amount, r.taxes, ${utc('r.created_at')} as created_at,
    (select coalesce(json_agg(json_build_object('line_item_id', l.line_item_id, 'quantity', l.quantity, 'restock', l.restock,
        'location_id', l.location_id, 'amount', l.amount, 'tax_amount', l.tax_amount, 'discount_amount', l.discount_amount,
        'taxes', l.taxes) order by l.line_item_id), '[]')
      from refund_line_items l where l.tenant_id = r.tenant_id and l.refund_id = r.id) as lines,
    (select coalesce(json_agg(json_build_object('id', t.id, 'payment_id', t.payment_id, 'method', t.method, 'target_id',
        t.target_id, 'amount', t.amount, 'status', t.status, 'failure_code', t.failure_code) order by t.id), '[]')
      from refund_parts t where t.tenant_id = r.tenant_id and t.refund_id = r.id) as parts
  from refunds r`
const findOne = prepared<{ tenantId: string; id: string }, RefundRow>(
  (p) => sql`${tree} where r.tenant_id = ${p.tenantId} and r.id = ${p.id}`,
)
export const findRefund = async (tx: Tx, tenantId: string, id: string): Promise<RefundRow | undefined> =>
  (await findOne(tx, { tenantId, id }))[0]

type Page = { orderId: string; before: string | undefined; limit: number }
const listing = (after: boolean) =>
  prepared<Page & { tenantId: string }, RefundRow>(
    (p) => sql`
      ${tree} where r.tenant_id = ${p.tenantId} and r.order_id = ${p.orderId} ${after ? sql`and r.id < ${p.before}` : sql``}
      order by r.id desc limit ${p.limit}`,
  )
const [first, next] = [listing(false), listing(true)]
/** Newest first. */
export const listRefunds = (tx: Tx, tenantId: string, page: Page): Promise<RefundRow[]> =>
  (page.before === undefined ? first : next)(tx, { tenantId, ...page })
