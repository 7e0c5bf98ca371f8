import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { AddressFields } from '../addresses/index.ts'
import type { ChosenShipping, OrderBasis, Sums } from '../orders/index.ts'
import type { LineFacts, Quote, Step, TaxAmount } from '../pricing/index.ts'
import type { Payment } from '../wallet/index.ts'
import type { Edited } from './schema.ts'

export type EditableLine = {
  id: string
  variant_id: string | null
  product_id: string
  title: string
  variant_title: string
  sku: string | null
  quantity: number
  fulfilled_quantity: number
  returned_quantity: number
  refunded_quantity: number
  cancelled_quantity: number
  unit_amount: number
  list_amount: number
  subtotal_amount: number
  discount_amount: number
  net_amount: number
  tax_amount: number
  total_amount: number
  taxes: readonly TaxAmount[]
  requires_shipping: boolean
  groups: LineFacts | null
}
/** Of a quote, what an order keeps. Minor units. */
export type OrderTotals = Pick<
  Quote,
  'subtotal' | 'discount' | 'shipping' | 'tax' | 'tax_included' | 'rounding' | 'total' | 'due'
>
export type EditableOrder = OrderTotals & {
  id: string
  status: 'open' | 'cancelled'
  version: number
  currency: string
  market_code: string
  shipping_address: AddressFields | null
  shipping_method: ChosenShipping | null
  tags: readonly string[]
  basis: OrderBasis
  discounts: Quote['applied']
  taxes: TaxAmount[]
} & Omit<Sums, 'total'>

type Key = { tenantId: string; id: string }
const lockOne = prepared<Key, EditableOrder>(
  (p) => sql`
    select id, status, version, currency, market_code, shipping_address, shipping_method, tags, basis, discounts, taxes,
      subtotal_amount as subtotal, discount_amount as discount, shipping_amount as shipping, tax_amount as tax,
      tax_included_amount as tax_included, rounding_amount as rounding, total_amount as total, due_amount as due,
      credited_amount as credited, authorized_amount as authorized, paid_amount as paid, refunded_amount as refunded
    from orders where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
export const lockOrder = async (tx: Tx, tenantId: string, id: string): Promise<EditableOrder | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

const readAll = prepared<Key, EditableLine>(
  (p) => sql`
    select id, variant_id, product_id, title, variant_title, sku, quantity, fulfilled_quantity, returned_quantity,
      refunded_quantity, cancelled_quantity, unit_amount, list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount,
      taxes, requires_shipping, nullif(groups, '{}') as groups
    from order_line_items where tenant_id = ${p.tenantId} and order_id = ${p.id} order by id`,
)
/** To be started after `lockOrder`. */
export const readLines = (tx: Tx, tenantId: string, id: string) => readAll(tx, { tenantId, id })

/** The variants of an order and further ones, as a sub-select for the lock of their stock. */
export const variantsOf = (tenantId: string, orderId: string, added: readonly string[]) => sql`
  select variant_id from order_line_items
  where tenant_id = ${tenantId} and order_id = ${orderId} and variant_id is not null
  union select unnest(${sql.param(added)}::uuid[])`

const readBalances = prepared<Key, Payment & { last4: string | null }>(
  (p) => sql`
    select y.method as kind, y.source_id as id, y.amount, g.last4
    from payments y left join gift_cards g on g.tenant_id = ${p.tenantId} and g.id = y.source_id
    where y.tenant_id = ${p.tenantId} and y.order_id = ${p.id} and y.method in ('gift_card', 'store_credit')
      and y.source_id is not null
    order by y.id`,
)
/** What gift cards and store credit paid for an order. */
export const readBalancePayments = (tx: Tx, tenantId: string, id: string) =>
  readBalances(tx, { tenantId, id })

export type OrderChange = OrderTotals & {
  version: number
  quantity: number
  shipping_method: ChosenShipping | null
  basis: OrderBasis
  discounts: Quote['applied']
  taxes: readonly TaxAmount[]
  explanation: readonly Step[]
}
const updateOne = prepared<Key & { change: string }>(
  (p) => sql`
    update orders o set version = n.version, quantity = n.quantity, shipping_method = nullif(n.shipping_method, 'null'),
      basis = n.basis, discounts = n.discounts, taxes = n.taxes, explanation = n.explanation, subtotal_amount = n.subtotal,
      discount_amount = n.discount, shipping_amount = n.shipping, tax_amount = n.tax, tax_included_amount = n.tax_included,
      rounding_amount = n.rounding, total_amount = n.total, due_amount = n.due
    from jsonb_to_record(${p.change}::jsonb) as n (version integer, quantity integer, shipping_method jsonb, basis jsonb,
      discounts jsonb, taxes jsonb, explanation jsonb, subtotal bigint, discount bigint, shipping bigint, tax bigint,
      tax_included bigint, rounding bigint, total bigint, due bigint)
    where o.tenant_id = ${p.tenantId} and o.id = ${p.id}`,
)
export const updateOrder = (tx: Tx, tenantId: string, id: string, change: OrderChange) =>
  updateOne(tx, { tenantId, id, change: JSON.stringify(change) })

const putAll = prepared<Key & { lines: string }>(
  (p) => sql`
    insert into order_line_items as l (tenant_id, order_id, id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes,
      requires_shipping, groups)
    select ${p.tenantId}, ${p.id}, id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount, list_amount,
      subtotal_amount, discount_amount, net_amount, tax_amount, total_amount, taxes, requires_shipping,
      coalesce(nullif(groups, 'null'), '{}')
    from jsonb_to_recordset(${p.lines}::jsonb) as n (id uuid, variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, list_amount bigint, subtotal_amount bigint,
      discount_amount bigint, net_amount bigint, tax_amount bigint, total_amount bigint, taxes jsonb,
      requires_shipping boolean, groups jsonb)
    on conflict (tenant_id, id) do update set quantity = excluded.quantity, subtotal_amount = excluded.subtotal_amount,
      discount_amount = excluded.discount_amount, net_amount = excluded.net_amount, tax_amount = excluded.tax_amount,
      total_amount = excluded.total_amount, taxes = excluded.taxes`,
)
/** Adds lines, and gives those that exist what an edit changes of them. */
export const putLines = (tx: Tx, tenantId: string, id: string, lines: readonly EditableLine[]) =>
  putAll(tx, { tenantId, id, lines: JSON.stringify(lines) })

const deleteAll = prepared<{ tenantId: string; ids: readonly string[] }>(
  (p) => sql`delete from order_line_items where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)
export const deleteLines = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  deleteAll(tx, { tenantId, ids })

export type EditRow = {
  id: string
  order_id: string
  version: number
  actor_kind: string
  actor_id: string
  actor_label: string | null
  note: string
  difference_amount: number
  before: Edited
  after: Edited
  at: string
}
const insertOne = prepared<{ tenantId: string; edit: string }>(
  (p) => sql`
    insert into order_edits (tenant_id, id, order_id, version, actor_kind, actor_id, actor_label, note, difference_amount,
      before, after, at)
    select ${p.tenantId}, id, order_id, version, actor_kind, actor_id, actor_label, note, difference_amount, before, after, at
    from jsonb_to_record(${p.edit}::jsonb) as e (id uuid, order_id uuid, version integer, actor_kind text, actor_id text,
      actor_label text, note text, difference_amount bigint, before jsonb, after jsonb, at timestamptz)`,
)
export const insertEdit = (tx: Tx, tenantId: string, edit: EditRow) =>
  insertOne(tx, { tenantId, edit: JSON.stringify(edit) })

const readPage = prepared<Key & { before: string | null; limit: number }, EditRow>(
  (p) => sql`
    select id, order_id, version, actor_kind, actor_id, actor_label, note, difference_amount, before, after,
      ${utc('at')} as at
    from order_edits
    where tenant_id = ${p.tenantId} and order_id = ${p.id}
      and id < coalesce(${p.before}, 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid
    order by id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last edit already seen. */
export const listEdits = (
  tx: Tx,
  tenantId: string,
  id: string,
  { limit, before = null }: { limit: number; before?: string | null | undefined },
) => readPage(tx, { tenantId, id, limit, before })
