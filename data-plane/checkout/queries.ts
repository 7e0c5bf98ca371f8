import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { CartForCheckout } from '../cart/index.ts'
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

export type NewCheckout = CartForCheckout & {
  cartId: string
  taxBasisPoints: number
  lifetimeMinutes: number
}

export async function insertCheckout(tx: Tx, tenantId: string, checkout: NewCheckout): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into checkouts (tenant_id, cart_id, market_code, currency, tax_basis_points, expires_at)
    values (${tenantId}, ${checkout.cartId}, ${checkout.marketCode}, ${checkout.currency}, ${checkout.taxBasisPoints},
      now() + make_interval(mins => ${checkout.lifetimeMinutes}))
    returning id`)
  if (row === undefined) throw new Error('A checkout was not stored.')
  await tx.execute(sql`
    insert into checkout_line_items (tenant_id, checkout_id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, taxable, requires_shipping)
    select ${tenantId}, ${row.id}, variant_id, product_id, title, variant_title, sku, quantity, unit_amount, taxable, requires_shipping
    from jsonb_to_recordset(${JSON.stringify(checkout.lines)}::jsonb) as l (variant_id uuid, product_id uuid, title text,
      variant_title text, sku text, quantity integer, unit_amount bigint, taxable boolean, requires_shipping boolean)`)
  return row.id
}

/** Locks the checkout when `lock` is set, so that it is completed or changed by one request at a time. */
export async function readCheckout(
  tx: Tx,
  tenantId: string,
  id: string,
  lock = false,
): Promise<CheckoutRow | undefined> {
  const [row] = await tx.execute<CheckoutRow>(sql`
    select c.id, c.cart_id, c.status, c.market_code, c.currency, c.tax_basis_points, c.email, c.shipping_address,
      c.shipping_method, c.payment_method, c.order_id, ${utc('c.created_at')} as created_at,
      ${utc('c.updated_at')} as updated_at, ${utc('c.expires_at')} as expires_at,
      (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
          'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
          'taxable', l.taxable, 'requires_shipping', l.requires_shipping) order by l.id)
        from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id) as lines
    from checkouts c where c.tenant_id = ${tenantId} and c.id = ${id} ${lock ? sql`for update` : sql``}`)
  return row
}

export type CheckoutChange = {
  email?: string | undefined
  shipping_address?: ShippingAddress | undefined
  shipping_method?: ChosenShipping | undefined
  payment_method?: PaymentMethod | undefined
}

export async function updateCheckout(
  tx: Tx,
  tenantId: string,
  id: string,
  change: CheckoutChange,
): Promise<void> {
  const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value))
  await tx.execute(sql`
    update checkouts set
      email = coalesce(${change.email ?? null}, email),
      shipping_address = coalesce(${json(change.shipping_address)}::jsonb, shipping_address),
      shipping_method = coalesce(${json(change.shipping_method)}::jsonb, shipping_method),
      payment_method = coalesce(${change.payment_method ?? null}, payment_method),
      updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`)
}

export async function markCompleted(tx: Tx, tenantId: string, id: string, orderId: string): Promise<void> {
  await tx.execute(sql`
    update checkouts set status = 'completed', order_id = ${orderId}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`)
}
