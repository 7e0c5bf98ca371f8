// Completing a checkout by hand: the statements that it takes, all known beforehand and sent in one round trip. What is
// read and locked cannot be looked at before the commit, so the body names the variants and their sum.
import type { Hono } from 'hono'
import { v7 as newId } from 'uuid'
import type { Statement } from '../../../shared/db/wire.ts'
import { ORDER_COLUMNS, type OrderRow, showOrder } from './orders.ts'
import { type Database, openPipeline } from './pipeline.ts'

const READ_CHECKOUT = `
  select c.id, c.cart_id, c.status, c.market_code, c.currency, c.tax_basis_points, c.email, c.shipping_address, c.shipping_method,
    c.payment_method, c.order_id, c.expires_at,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
        'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'taxable', l.taxable, 'requires_shipping', l.requires_shipping) order by l.id)
      from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id) as lines
  from checkouts c where c.tenant_id = $1 and c.id = $2 for update`
const READ_STORE = 'select test_payments, low_stock_threshold from stores where tenant_id = $1'
const LOCK_CART = 'select status from carts where tenant_id = $1 and id = $2 for update'
const LOCK_LEVELS = `
  select variant_id, tracked, policy, available from inventory_levels
  where tenant_id = $1 and variant_id = any($2::uuid[]) order by variant_id for update`
const TAKE_STOCK = `
  update inventory_levels set available = available - 1 where tenant_id = $1 and variant_id = any($2::uuid[])`
const NEXT_NUMBER = `
  insert into order_counters as c (tenant_id, last_number) values ($1, 1001)
  on conflict (tenant_id) do update set last_number = c.last_number + 1`
const INSERT_ORDER = `
  insert into orders (tenant_id, id, number, checkout_id, status, payment_status, fulfillment_status, email, market_code, currency,
    shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
    total_amount, placed_at)
  select c.tenant_id, $3, n.last_number, c.id, 'open', 'pending', 'unfulfilled', c.email, c.market_code, c.currency,
    c.shipping_address, c.shipping_method, c.payment_method, $4, 0, $5, $6, $4::bigint + $5::bigint + $6::bigint, now()
  from checkouts c join order_counters n on n.tenant_id = c.tenant_id
  where c.tenant_id = $1 and c.id = $2`
const INSERT_LINES = `
  insert into order_line_items (tenant_id, order_id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
    tax_amount, total_amount)
  select l.tenant_id, $3, l.variant_id, l.product_id, l.title, l.variant_title, l.sku, l.quantity, l.unit_amount, $4,
    l.unit_amount * l.quantity + $4::bigint
  from checkout_line_items l where l.tenant_id = $1 and l.checkout_id = $2`
const INSERT_EVENT = `
  insert into events (tenant_id, id, name, version, data, occurred_at)
  values ($1, $2, 'order.placed', 1, $3::jsonb, now())`
/** Due tomorrow, so that it is not done while the next server is measured. */
const INSERT_JOB = `
  insert into pgboss.job (name, data, start_after, retry_limit, retry_backoff)
  values ('messages.confirm_order', $1::jsonb, now() + interval '1 day', 3, true)`
const INSERT_PAYMENT = `
  insert into payments (tenant_id, order_id, method, amount, currency, created_at) values ($1, $2, 'test', $3, 'USD', now())`
const MARK_PAID = `update orders set payment_status = 'paid' where tenant_id = $1 and id = $2`
const CLOSE_CHECKOUT = `
  update checkouts set status = 'completed', order_id = $3, updated_at = now() where tenant_id = $1 and id = $2`
const CLOSE_CART = `update carts set status = 'completed', updated_at = now() where tenant_id = $1 and id = $2`
const READ_ORDER = `select ${ORDER_COLUMNS} from orders o where o.tenant_id = $1 and o.id = $2`

export type CompleteInput = {
  cart_id: string
  variants: readonly string[]
  subtotal: number
  shipping: number
  tax: number
}

export function completeRoute(app: Hono, database: Database): void {
  const pipeline = openPipeline(database)
  app.post('/store/v1/checkouts/:id/complete', async (c) => {
    const tenant = c.req.header('x-tenant') ?? ''
    const results = await pipeline(tenant, statementsOf(tenant, c.req.param('id'), await c.req.json()))
    return c.json({ order: showOrder(results.at(-1)?.rows[0] as OrderRow) }, 201)
  })
}

function statementsOf(tenant: string, id: string, input: CompleteInput): Statement[] {
  const { cart_id, variants, subtotal, shipping, tax } = input
  const [order, event] = [newId(), newId()]
  const total = subtotal + shipping + tax
  const data = JSON.stringify({ order_id: order, total_amount: total, currency: 'USD' })
  const job = JSON.stringify({ tenant_id: tenant, event_id: event })
  const statement = (text: string, ...values: unknown[]): Statement => ({ text, values })
  return [
    statement(READ_CHECKOUT, tenant, id),
    statement(READ_STORE, tenant),
    statement(LOCK_CART, tenant, cart_id),
    statement(LOCK_LEVELS, tenant, variants),
    statement(TAKE_STOCK, tenant, variants),
    statement(NEXT_NUMBER, tenant),
    statement(INSERT_ORDER, tenant, id, order, subtotal, shipping, tax),
    statement(INSERT_LINES, tenant, id, order, tax / variants.length),
    statement(INSERT_EVENT, tenant, event, data),
    statement(INSERT_JOB, job),
    statement(INSERT_PAYMENT, tenant, order, total),
    statement(MARK_PAID, tenant, order),
    statement(CLOSE_CHECKOUT, tenant, id, order),
    statement(CLOSE_CART, tenant, cart_id),
    statement(READ_ORDER, tenant, order),
  ]
}
