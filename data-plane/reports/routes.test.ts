// Whatever happens to orders, the sums are what the orders themselves say, and reports are made of the sums.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, percent, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  seller = sellerOf(store)
})
afterAll(() => platform?.stop())

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any
const shardOf = ({ shard }: TestStore) => platform.shards.get(shard)!.owner
const report = (what: string, query: object = {}, of = store): Promise<Body> =>
  done(of.admin('GET', `/admin/v1/reports/${what}?${new URLSearchParams(query as Record<string, string>)}`))

/** What is kept for a store, and what its orders, refunds and checkouts say. */
async function sumsOf({ id, ...of }: TestStore, zone: string) {
  const sql = shardOf({ id, ...of })
  const kept = await sql`
    select unit, start, currency, market_code as market, orders::int, units::int, gross::int, discounts::int, shipping::int,
      tax::int, total::int, net::int, refunds::int, refunded_units::int, refunded_tax::int, refunded_net::int,
      first_orders::int, checkouts_begun::int, checkouts_completed::int
    from report_sums s where tenant_id = ${id} and row(orders, units, gross, refunds, checkouts_begun) is distinct from
      row(0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint)
    order by unit, start, currency, market`
  const counted = await sql`
    with facts as (
      select placed_at as at, currency, market_code as market, 1 as orders, l.units, subtotal_amount as gross,
        discount_amount as discounts, shipping_amount as shipping, tax_amount as tax, total_amount as total, l.net,
        0 as refunds, 0 as refunded_units, 0 as refunded_tax, 0 as refunded_net,
        (row_number() over (partition by email_lower order by placed_at, id) = 1)::int as first_orders, status = 'open' as counts,
        0 as checkouts_begun, 0 as checkouts_completed
      from orders o cross join lateral (
        select sum(quantity) as units, sum(net_amount) as net from order_line_items l where l.order_id = o.id) l
      where tenant_id = ${id}
      union all
      select r.created_at, o.currency, o.market_code, 0, 0, 0, 0, 0, 0, 0, 0, r.credited_amount, coalesce(l.units, 0),
        r.tax_amount, coalesce(l.net, 0), 0, o.status = 'open', 0, 0
      from refunds r join orders o on o.id = r.order_id cross join lateral (
        select sum(quantity) as units, sum(amount - tax_amount) as net from refund_line_items l where l.refund_id = r.id) l
      where r.tenant_id = ${id}
      union all
      select min(created_at), min(currency), min(market_code), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true, 1,
        bool_or(order_id is not null)::int
      from checkouts where tenant_id = ${id} and subscription_id is null group by cart_id)
    select unit, case unit
        when 'hour' then to_char(date_trunc('hour', at, ${zone}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        when 'day' then to_char(at at time zone ${zone}, 'YYYY-MM-DD') else to_char(at at time zone ${zone}, 'YYYY-MM')
      end as start, currency, market, sum(orders)::int as orders, sum(units)::int as units, sum(gross)::int as gross,
      sum(discounts)::int as discounts, sum(shipping)::int as shipping, sum(tax)::int as tax, sum(total)::int as total,
      sum(net)::int as net, sum(refunds)::int as refunds, sum(refunded_units)::int as refunded_units,
      sum(refunded_tax)::int as refunded_tax, sum(refunded_net)::int as refunded_net, sum(first_orders)::int as first_orders,
      sum(checkouts_begun)::int as checkouts_begun, sum(checkouts_completed)::int as checkouts_completed
    from facts, unnest(array['hour', 'day', 'month']) as unit where counts
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`
  return { kept: [...kept], counted: [...counted] }
}

/** Has what began be counted, as the clock does. */
const recount = (of: TestStore) => shardOf(of)`insert into pgboss.job (name) values ('reports.recount')`

async function expectEqual(of: TestStore, zone = 'America/New_York') {
  await recount(of)
  const state = async () => {
    const { kept, counted } = await sumsOf(of, zone)
    return JSON.stringify(kept) === JSON.stringify(counted) ? 'equal' : { kept, counted }
  }
  await expect.poll(state, { timeout: 15_000 }).toEqual('equal')
}

/** Moves all that a store has back in time, as if it had been so. */
async function moveBack(of: TestStore, days: number) {
  const sql = shardOf(of)
  await sql`
    update orders set placed_at = placed_at - make_interval(days => ${days}) - make_interval(hours => number % 24)
    where tenant_id = ${of.id}`
}

async function buy(
  lines: Record<string, number>,
  { email = 'shopper@mail.example', code, ...wish }: { email?: string; code?: string; market?: string } = {},
): Promise<Body> {
  const india = { shipping_address: IN_ADDRESS, payment_method: 'manual' }
  const checkout = await seller.checkout(await seller.cart(lines, wish), {
    email,
    ...(wish.market === 'in' ? india : {}),
  })
  if (code !== undefined) await done(seller.enter('checkouts', checkout, code))
  return (await done(seller.complete(checkout))).order
}
const IN_ADDRESS = {
  ...{ name: 'A Shopper', line1: '1 Market Street', city: 'Bengaluru', state: 'KA' },
  ...{ postal_code: '560001', country: 'IN' },
}

test('after any sequence of orders, edits, refunds and cancellations the sums are those of the orders', async () => {
  const price = (amount: number) => ({
    variant: {
      prices: [
        { amount, currency: 'USD' },
        { amount: amount * 80, currency: 'INR' },
      ],
    },
  })
  const [shirt, hat] = await Promise.all([
    seller.product(1_999, price(1_999)),
    seller.product(777, price(777)),
  ])
  const { code } = await seller.promotion({ kind: 'order', value: percent(15) })
  const orders: Body[] = []
  const admin = (order: Body, path: string, body: object) =>
    store.admin('POST', `/admin/v1/orders/${order.id}/${path}`, body)
  const steps: Record<string, (order: Body, n: number) => Promise<unknown>> = {
    buy: async (_, n) => {
      const lines = { [shirt.variantId]: 1 + (n % 3), [hat.variantId]: 1 + (n % 2) }
      const over = { email: `shopper-${n % 4}@mail.example`, ...(n % 3 === 0 ? { code } : {}) }
      orders.push(await buy(lines, { ...over, ...(n % 5 === 0 ? { market: 'in' } : {}) }))
    },
    leave: async (_, n) => seller.checkout(await seller.cart({ [hat.variantId]: 1 + n })),
    edit: (order, n) =>
      admin(order, 'edits', {
        add: [{ variant_id: hat.variantId, quantity: 1 + (n % 2) }],
        change: n % 2 === 0 ? [{ line_item_id: order.line_items[0].id, quantity: 1 + (n % 4) }] : [],
      }),
    refundLine: (order, n) =>
      admin(order, 'refunds', {
        line_items: [{ line_item_id: order.line_items[n % 2].id, quantity: 1, restock: 'cancel' }],
      }),
    refundAmount: (order, n) => admin(order, 'refunds', { amount: 50 + n, reason: 'goodwill' }),
    cancel: (order, n) => admin(order, 'cancel', { reason: 'customer', refund: n % 2 === 0 }),
  }
  const step = fc.record({
    what: fc.constantFrom(...Object.keys(steps), 'buy', 'buy', 'edit'),
    n: fc.nat(99),
    which: fc.nat(99),
  })
  // The same each time, so that a failure can be looked into.
  const sequence = fc.sample(step, { numRuns: 60, seed: 37 })
  await steps.buy!(undefined, 5)
  await steps.buy!(undefined, 6)
  // Some at once, so that subscribers meet.
  for (let i = 0; i < sequence.length; i += 4)
    await Promise.all(
      sequence.slice(i, i + 4).map(({ what, n, which }) => steps[what]!(orders[which % orders.length], n)),
    )
  expect(new Set(orders.map((order) => order.totals.total.currency))).toEqual(new Set(['USD', 'INR']))
  await expectEqual(store)

  const { currencies, time_zone } = await report('sales')
  expect(time_zone).toBe('America/New_York')
  expect(currencies.map(({ currency }: Body) => currency)).toEqual(['USD', 'INR'])
  for (const { totals, buckets } of currencies) {
    expect(buckets).toHaveLength(30)
    for (const figure of ['orders', 'gross_sales', 'net_sales', 'total_sales', 'refunds', 'checkouts_begun'])
      expect(buckets.reduce((sum: number, { figures }: Body) => sum + figures[figure], 0)).toBe(
        totals[figure],
      )
  }
  const products = await report('products', { sort: 'units' })
  const { data } = products.currencies[0]
  const units = data.reduce((sum: number, product: Body) => sum + product.units, 0)
  expect(units).toBe(currencies[0].totals.units)
  expect(data.reduce((sum: number, { revenue }: Body) => sum + revenue, 0)).toBe(
    currencies[0].totals.net_sales,
  )
  expect(data[0].units).toBeGreaterThanOrEqual(data[1].units)
})

describe('a history that was written without events', () => {
  let old: TestStore
  beforeAll(async () => {
    old = await platform.signUp()
    seller = sellerOf(old)
    const shirt = await seller.product(1_000)
    for (let n = 0; n < 6; n += 1) await buy({ [shirt.variantId]: 1 + n }, { email: `${n % 2}@mail.example` })
  })

  const recounted = async () => {
    expect(await old.admin('POST', '/admin/v1/reports/recounts')).toMatchObject({ status: 202 })
  }

  test('is in the sums after a recount, and nothing is counted twice by another', async () => {
    await expectEqual(old)
    const before = await report('sales', {}, old)
    await moveBack(old, 100)
    expect(before.currencies[0].totals.orders).toBe(6)
    await recounted()
    await expectEqual(old)
    expect((await report('sales', {}, old)).currencies[0].totals.orders).toBe(0)
    await recounted()
    await expectEqual(old)
  })

  test.each(['Asia/Kathmandu', 'Pacific/Kiritimati', null])(
    'moves to the days of another time zone: %s',
    async (time_zone) => {
      await done(old.admin('PATCH', '/admin/v1/store', { time_zone }))
      await expectEqual(old, time_zone ?? 'America/New_York')
      expect(await report('sales', {}, old)).toMatchObject({ time_zone: time_zone ?? 'America/New_York' })
    },
  )

  test('by market, by month and by week it is the same, and the period before is beside it', async () => {
    const today = new Date()
    const day = (back: number) => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10)
    const period = { since: day(130), until: day(80) }
    for (const granularity of ['day', 'week', 'month']) {
      const { currencies } = await report('sales', { ...period, granularity }, old)
      const [{ buckets, totals }] = currencies
      const of = (figure: string) =>
        buckets.reduce((sum: number, { figures }: Body) => sum + figures[figure], 0)
      expect(totals).toMatchObject({
        orders: 6,
        units: 21,
        new_customer_orders: 2,
        returning_customer_orders: 4,
      })
      expect([of('orders'), of('units')]).toEqual([6, 21])
    }
    const after = await report('sales', { since: day(79), until: day(29) }, old)
    expect(after.currencies[0]).toMatchObject({ totals: { orders: 0 }, previous_totals: { orders: 6 } })
    const { data } = await report('markets', period, old)
    expect(data).toMatchObject([
      { market: 'us', name: 'United States', currency: 'USD', totals: { orders: 6 } },
    ])
    const none = await report('sales', { ...period, market: 'in' }, old)
    expect(none.currencies).toMatchObject([{ currency: 'USD', totals: { orders: 0 } }])
  })
})

test('nothing sold: zeros in the currency of the default market, in every part', async () => {
  const empty = await platform.signUp()
  const { currencies, granularity, period } = await report(
    'sales',
    { since: '2026-03-08', until: '2026-03-08' },
    empty,
  )
  expect(granularity).toBe('hour')
  expect(period).toEqual({ from: '2026-03-08', to: '2026-03-08' })
  expect(currencies).toHaveLength(1)
  expect(currencies[0]).toMatchObject({
    currency: 'USD',
    totals: { orders: 0, total_sales: 0, average_order_value: null, conversion_ppm: null },
  })
  // Clocks went forward on that day in New York.
  expect(currencies[0].buckets).toHaveLength(23)
  expect(await report('products', {}, empty)).toMatchObject({ currencies: [{ currency: 'USD', data: [] }] })
})

test.each([
  [{ since: '2026-02-30' }, 'since'],
  [{ since: '2026-03-02', until: '2026-03-01' }, 'since'],
  [{ since: '1900-01-01' }, 'since'],
  [{ since: '2026-01-01', days: '7' }, 'days'],
  [{ days: '0' }, 'days'],
  [{ until: '9999-12-31' }, 'until'],
  [{ since: '2026-01-01', until: '2026-02-01', granularity: 'hour' }, 'granularity'],
  [{ granularity: 'year' }, 'granularity'],
  [{ market: 'No!' }, 'market'],
])('%o is refused at %s', async (query, path) => {
  expect(
    await store.admin(
      'GET',
      `/admin/v1/reports/sales?${new URLSearchParams(query as Record<string, string>)}`,
    ),
  ).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ path }] } })
})

test('a time zone of nowhere is refused', async () => {
  expect(await store.admin('PATCH', '/admin/v1/store', { time_zone: 'Mars/Base' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'time_zone' }] },
  })
})
