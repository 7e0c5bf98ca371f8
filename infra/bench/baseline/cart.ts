// Start a cart, add a line and read it, by hand.
import type { Hono } from 'hono'
import { computeTotals, toTotals } from '../../../data-plane/pricing/index.ts'
import type { Result, Statement } from '../../../shared/db/wire.ts'
import { type Database, openPipeline } from './pipeline.ts'

type CartRow = {
  id: string
  status: string
  market: string
  currency: string
  tax_basis_points: number
  lines: { id: string; unit_amount: number; quantity: number; taxable: boolean }[]
  created_at: string
  updated_at: string
}

const STAMPS = `to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
  to_char(c.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at`

const INSERT_CART = `
  with c as (
    insert into carts (tenant_id, market_code, currency)
    select m.tenant_id, m.code, m.currency
    from stores s join markets m on m.tenant_id = s.tenant_id and m.code = s.default_market
    where s.tenant_id = $1
    returning tenant_id, id, status, market_code, currency, created_at, updated_at
  )
  select c.id, c.status, c.market_code as market, c.currency, m.tax_basis_points, '[]'::json as lines, ${STAMPS}
  from c join markets m on m.tenant_id = c.tenant_id and m.code = c.market_code`

const READ_CART = `
  select c.id, c.status, c.market_code as market, c.currency, m.tax_basis_points, ${STAMPS},
    (select coalesce(json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', p.id, 'title', p.title,
        'variant_title', v.title, 'sku', v.sku, 'image_url', v.image_url, 'quantity', l.quantity,
        'unit_amount', coalesce(a.amount, 0), 'taxable', v.taxable) order by l.id), '[]')
      from cart_line_items l
      join variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
      join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
      left join variant_prices a on a.tenant_id = v.tenant_id and a.variant_id = v.id and a.currency = c.currency
      where l.tenant_id = c.tenant_id and l.cart_id = c.id) as lines
  from carts c join markets m on m.tenant_id = c.tenant_id and m.code = c.market_code
  where c.tenant_id = $1 and c.id = $2`

const LOCK_CART = 'select status from carts where tenant_id = $1 and id = $2 for update'

/** Adds only what is on sale, has a price and is in stock. */
const PUT_LINE = `
  insert into cart_line_items (tenant_id, cart_id, variant_id, quantity)
  select c.tenant_id, c.id, v.id, $4
  from carts c
  join variants v on v.tenant_id = c.tenant_id and v.id = $3
  join products p on p.tenant_id = v.tenant_id and p.id = v.product_id and p.status = 'active'
  join variant_prices a on a.tenant_id = v.tenant_id and a.variant_id = v.id and a.currency = c.currency
  join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id
  where c.tenant_id = $1 and c.id = $2 and c.status = 'open' and (not l.tracked or l.policy = 'continue' or l.available >= $4)
  on conflict on constraint cart_line_items_variant_key do update set quantity = cart_line_items.quantity + excluded.quantity`

const TOUCH_CART = 'update carts set updated_at = now() where tenant_id = $1 and id = $2'

export function cartRoutes(app: Hono, database: Database): void {
  const pipeline = openPipeline(database)
  const statement = (text: string, ...values: unknown[]): Statement => ({ text, values })

  app.post('/store/v1/carts', async (c) => {
    await c.req.json()
    const tenant = c.req.header('x-tenant') ?? ''
    return c.json(show(await pipeline(tenant, [statement(INSERT_CART, tenant)])), 201)
  })

  app.post('/store/v1/carts/:id/line-items', async (c) => {
    const { variant_id, quantity = 1 } = await c.req.json()
    const tenant = c.req.header('x-tenant') ?? ''
    const id = c.req.param('id')
    const results = await pipeline(tenant, [
      statement(LOCK_CART, tenant, id),
      statement(PUT_LINE, tenant, id, variant_id, quantity),
      statement(TOUCH_CART, tenant, id),
      statement(READ_CART, tenant, id),
    ])
    if (results[1]?.tag !== 'INSERT 0 1') return c.json({ code: 'conflict' }, 409)
    return c.json(show(results), 201)
  })

  app.get('/store/v1/carts/:id', async (c) => {
    const tenant = c.req.header('x-tenant') ?? ''
    return c.json(show(await pipeline(tenant, [statement(READ_CART, tenant, c.req.param('id'))])))
  })
}

function show(results: readonly Result[]) {
  const row = results.at(-1)?.rows[0] as CartRow
  const { tax_basis_points, lines, ...cart } = row
  const totals = computeTotals(lines, tax_basis_points, 0)
  const money = (amount: number) => ({ amount, currency: cart.currency })
  return {
    ...cart,
    line_items: lines.map(({ unit_amount, taxable: _, ...line }, i) => ({
      ...line,
      unit_price: money(unit_amount),
      total: money(totals.lines[i]?.subtotal ?? 0),
    })),
    totals: toTotals(totals, cart.currency),
  }
}
