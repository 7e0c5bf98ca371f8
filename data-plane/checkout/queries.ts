import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { ChosenShipping, PaymentMethod, ShippingAddress } from '../orders/index.ts'

type CheckoutLine = {
  id: string
  variant_id: string | null
  product_id: string
  title: string
  variant_title: string
  sku: string | null
  quantity: number
  unit_amount: number
  taxable: boolean
  requires_shipping: boolean
}

export type CheckoutRow = {
  id: string
  cart_id: string
  status: 'open' | 'completed'
  market_code: string
  currency: string
  tax_basis_points: number
  email: string | null
  shipping_address: ShippingAddress | null
  shipping_method: ChosenShipping | null
  payment_method: PaymentMethod | null
  order_id: string | null
  created_at: string
  updated_at: string
  expires_at: string
  lines: CheckoutLine[]
}

const insertOne = prepared<{ tenantId: string; checkout: string }>(
  (p) => sql`
    insert into checkouts (tenant_id, id, cart_id, market_code, currency, tax_basis_points, created_at, updated_at, expires_at)
    select ${p.tenantId}, id, cart_id, market_code, currency, tax_basis_points, created_at, updated_at, expires_at
    from jsonb_to_record(${p.checkout}::jsonb) as c (id uuid, cart_id uuid, market_code text, currency text,
      tax_basis_points integer, created_at timestamptz, updated_at timestamptz, expires_at timestamptz)`,
)
const insertLines = prepared<{ tenantId: string; checkoutId: string; lines: string }>(
  (p) => sql`
    insert into checkout_line_items (tenant_id, checkout_id, id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, taxable, requires_shipping)
    select ${p.tenantId}, ${p.checkoutId}, id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
      taxable, requires_shipping
    from jsonb_to_recordset(${p.lines}::jsonb) as l (id uuid, variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, taxable boolean, requires_shipping boolean)`,
)
export async function insertCheckout(
  tx: Tx,
  tenantId: string,
  { lines, ...checkout }: CheckoutRow,
): Promise<void> {
  await Promise.all([
    insertOne(tx, { tenantId, checkout: JSON.stringify(checkout) }),
    insertLines(tx, { tenantId, checkoutId: checkout.id, lines: JSON.stringify(lines) }),
  ])
}

const checkoutTree = sql`
  select c.id, c.cart_id, c.status, c.market_code, c.currency, c.tax_basis_points, c.email, c.shipping_address,
    c.shipping_method, c.payment_method, c.order_id, ${utc('c.created_at')} as created_at,
    ${utc('c.updated_at')} as updated_at, ${utc('c.expires_at')} as expires_at,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
        'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'taxable', l.taxable, 'requires_shipping', l.requires_shipping) order by l.id)
      from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id) as lines
  from checkouts c`

type Key = { tenantId: string; id: string }
const readOne = prepared<Key, CheckoutRow>(
  (p) => sql`${checkoutTree} where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
const lockOne = prepared<Key, CheckoutRow>(
  (p) => sql`${checkoutTree} where c.tenant_id = ${p.tenantId} and c.id = ${p.id} for update`,
)
export const readCheckout = async (tx: Tx, tenantId: string, id: string): Promise<CheckoutRow | undefined> =>
  (await readOne(tx, { tenantId, id }))[0]
/** Locks the checkout, so that it is completed or changed by one request at a time. Its lines never change. */
export const lockCheckout = async (tx: Tx, tenantId: string, id: string): Promise<CheckoutRow | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

// What other modules lock and take for the completion of a checkout, as sub-selects: so all goes in one round trip.
export const cartOf = (tenantId: string, id: string) =>
  sql`(select cart_id from checkouts where tenant_id = ${tenantId} and id = ${id})`
export const variantsOf = (tenantId: string, id: string) =>
  sql`select variant_id from checkout_line_items where tenant_id = ${tenantId} and checkout_id = ${id}`
export const stillOpen = (tenantId: string, id: string) =>
  sql`select from checkouts where tenant_id = ${tenantId} and id = ${id} and status = 'open'`

export type CheckoutChange = {
  email?: string | undefined
  shipping_address?: ShippingAddress | undefined
  shipping_method?: ChosenShipping | undefined
  payment_method?: PaymentMethod | undefined
}

const updateOne = prepared<Key & { at: string; change: string }>(
  (p) => sql`
    update checkouts c set email = coalesce(n.email, c.email),
      shipping_address = coalesce(n.shipping_address, c.shipping_address),
      shipping_method = coalesce(n.shipping_method, c.shipping_method),
      payment_method = coalesce(n.payment_method, c.payment_method), updated_at = ${p.at}
    from jsonb_to_record(${p.change}::jsonb)
      as n (email text, shipping_address jsonb, shipping_method jsonb, payment_method text)
    where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const updateCheckout = (
  tx: Tx,
  tenantId: string,
  id: string,
  { at, ...change }: CheckoutChange & { at: string },
) => updateOne(tx, { tenantId, id, at, change: JSON.stringify(change) })

const complete = prepared<Key & { orderId: string; at: string }>(
  (p) => sql`
    update checkouts set status = 'completed', order_id = ${p.orderId}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const markCompleted = (tx: Tx, tenantId: string, id: string, order: { orderId: string; at: string }) =>
  complete(tx, { tenantId, id, ...order })
