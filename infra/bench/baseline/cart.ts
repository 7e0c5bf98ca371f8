// Start a cart, add a line and read it, by hand.
import type { Hono } from 'hono'
import type { Result, Statement } from '../../../shared/db/wire.ts'
import { TAX } from '../seed.ts'
import { type Database, openPipeline } from './pipeline.ts'

type CartRow = {
  id: string
  status: string
  market: string
  currency: string
  rates: { ppm: number }[]
  lines: {
    id: string
    quantity: number
    taxable: boolean
    base_prices: [amount: number, currency: string][]
    list_prices: unknown[] | null
    groups: unknown
  }[]
  created_at: string
  updated_at: string
}

const STAMPS = `to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
  to_char(c.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at`

const REGION = `join tax_regions r on r.tenant_id = m.tenant_id and r.country = m.countries[1] and r.province = ''`

const INSERT_CART = `
  with c as (
    insert into carts (tenant_id, market_code, currency)
    select m.tenant_id, m.code, m.currency
    from stores s join markets m on m.tenant_id = s.tenant_id and m.code = s.default_market
    where s.tenant_id = $1
    returning tenant_id, id, status, market_code, currency, created_at, updated_at
  )
  select c.id, c.status, c.market_code as market, c.currency, r.rates, '[]'::json as lines, ${STAMPS}
  from c join markets m on m.tenant_id = c.tenant_id and m.code = c.market_code ${REGION}`

/** All prices that may count, and what promotions would ask about; the store has no lists and no promotions. */
const CANDIDATES = `
  'base_prices', (select json_agg(json_build_array(a.amount, a.currency)) from variant_prices a
    where a.tenant_id = v.tenant_id and a.variant_id = v.id),
  'list_prices', case when exists (select from price_lists g where g.tenant_id = $1 and g.status = 'active' and g.ends_at > now())
    then (select json_agg(json_build_array(q.price_list_id, q.currency, q.amount)) from price_list_prices q
      where q.tenant_id = v.tenant_id and q.variant_id = v.id) end,
  'groups', case when exists (select from promotions x where x.tenant_id = $1) then json_build_array(p.tags, p.brand_id) end`

const READ_CART = `
  select c.id, c.status, c.market_code as market, c.currency, r.rates, ${STAMPS},
    (select coalesce(json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'product_id', p.id, 'title', p.title,
        'variant_title', v.title, 'sku', v.sku, 'image_url', v.image_url, 'quantity', l.quantity, 'taxable', v.taxable,
        ${CANDIDATES}) order by l.id), '[]')
      from cart_line_items l
      join variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
      join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
      where l.tenant_id = c.tenant_id and l.cart_id = c.id) as lines
  from carts c join markets m on m.tenant_id = c.tenant_id and m.code = c.market_code ${REGION}
  where c.tenant_id = $1 and c.id = $2`

const LOCK_CART = 'select status from carts where tenant_id = $1 and id = $2 for update'

/** Adds only what is on sale, has a price and is in stock where the store sells from. */
const PUT_LINE = `
  insert into cart_line_items (tenant_id, cart_id, variant_id, quantity)
  select c.tenant_id, c.id, v.id, $4::integer
  from carts c
  join variants v on v.tenant_id = c.tenant_id and v.id = $3
  join products p on p.tenant_id = v.tenant_id and p.id = v.product_id and p.status = 'active'
  join variant_prices a on a.tenant_id = v.tenant_id and a.variant_id = v.id and a.currency = c.currency
  where c.tenant_id = $1 and c.id = $2 and c.status = 'open' and exists (
    select from inventory_levels l join locations k on k.tenant_id = l.tenant_id and k.id = l.location_id
    where l.tenant_id = v.tenant_id and l.variant_id = v.id and k.status = 'active' and k.fulfils_online
      and (l.floor is null or l.available - $4::integer >= l.floor))
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

/** Sums by the rates of the country, each line rounded by itself. */
function show(results: readonly Result[]) {
  const row = results.at(-1)?.rows[0] as CartRow
  const { rates, lines, ...cart } = row
  const money = (amount: number) => ({ amount, currency: cart.currency })
  const ppm = rates.reduce((sum, rate) => sum + rate.ppm, 0)
  const line_items = lines.map(({ base_prices, list_prices: _, groups: __, taxable, ...line }) => {
    const price = base_prices.find(([, currency]) => currency === cart.currency)
    const unit_amount = price?.[0] ?? 0
    const subtotal = unit_amount * line.quantity
    const tax = taxable ? Math.round((subtotal * ppm) / 1_000_000) : 0
    const unavailable = price === undefined ? 'price_unavailable' : null
    return { ...line, unavailable, unit_amount, subtotal, tax, total: subtotal + tax }
  })
  const sum = (of: (line: (typeof line_items)[number]) => number) =>
    line_items.reduce((sum, line) => sum + of(line), 0)
  const [subtotal, tax] = [sum((line) => line.subtotal), sum((line) => line.tax)]
  return {
    ...cart,
    line_items: line_items.map(({ unit_amount, subtotal, tax, total, ...line }) => ({
      ...line,
      unit_price: money(unit_amount),
      original_unit_price: money(unit_amount),
      subtotal: money(subtotal),
      discount: money(0),
      tax: money(tax),
      total: money(total),
    })),
    codes: [],
    discounts: [],
    taxes: lines.length === 0 ? [] : [{ ...TAX, amount: money(tax) }],
    totals: {
      subtotal: money(subtotal),
      discount: money(0),
      shipping: money(0),
      tax: money(tax),
      tax_included: money(0),
      rounding: money(0),
      total: money(subtotal + tax),
      due: money(subtotal + tax),
    },
  }
}
