// Orders survive: shoppers buy while gateway, workers and Postgres are killed without warning, again and again.
// Afterwards nothing that was acknowledged is missing, nothing happened twice, and nothing is half done.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../local/postgres.ts'
import { type Chaos, startChaos } from './chaos.ts'
import { databaseOf, type Installation, prepare } from './installation.ts'
import { cleanUp, findPort, makeDirectory } from './processes.ts'
import { type Answer, addProduct, CHOICES, connect, type Store, signUp, stockOf } from './walk.ts'

/** Shopping goes on for the shorter time, or as much longer as a slow machine needs for enough of everything. */
const SHOPPING_MS = { least: 22_000, most: 70_000 }
const ENOUGH = { purchases: 150, kills: 15 }
const SHOPPERS = 12
const STOCK = 3_000
const PRICES = [1_999, 4_650]
const JOBS_TIMEOUT_MS = 90_000

type Shop = { store: Store; products: { id: string; variantId: string }[] }
type Purchase = { store: Store; order: Answer['body'] }

let installation: Installation
let chaos: Chaos
let serverUrl: (database: string) => string
let shops: Shop[]
const purchases: Purchase[] = []
const complaints: string[] = []
let retries = 0

beforeAll(async () => {
  const server = { dataDir: join(makeDirectory(), 'postgres'), port: await findPort() }
  const first = await startPostgres(server)
  serverUrl = first.url
  installation = await prepare(first)
  await first.stop()
  chaos = await startChaos(server, installation)
  const call = connect(installation.gateway.port)
  shops = [await openShop(await signUp(call)), await openShop(await signUp(call))]
  await goShopping()
})
afterAll(async () => {
  await chaos?.stop()
  await cleanUp()
})

async function openShop(store: Store): Promise<Shop> {
  const products = await Promise.all(
    PRICES.map((amount, i) => addProduct(store, { title: `Product ${i}`, amount, stock: STOCK })),
  )
  return { store, products }
}

async function goShopping(): Promise<void> {
  const start = Date.now()
  const isOver = () => {
    const ms = Date.now() - start
    const isEnough = purchases.length >= ENOUGH.purchases && chaos.kills.length >= ENOUGH.kills
    return ms > SHOPPING_MS.most || (ms > SHOPPING_MS.least && isEnough)
  }
  const shoppers = Array.from({ length: SHOPPERS }, async (_, i) => {
    const shop = shops[i % shops.length] as Shop
    while (!isOver()) await buy(shop).catch((error: unknown) => complaints.push(String(error)))
  })
  while (!isOver()) {
    // A killed part needs two seconds, and in between there shall be shopping.
    await sleep(1_200 + Math.random() * 1_600)
    await chaos.killOne()
  }
  await chaos.settle()
  await Promise.all(shoppers)
}

/** One purchase. Each step is repeated with its own key until it is answered; one shopper in ten walks off instead. */
async function buy({ store, products }: Shop): Promise<void> {
  const cart = await insist(store, 'POST', '/store/v1/carts', {})
  const wanted = products.filter(() => Math.random() < 0.6)
  for (const { variantId } of wanted.length > 0 ? wanted : products) {
    const line = { variant_id: variantId, quantity: 1 + Math.floor(Math.random() * 3) }
    await insist(store, 'POST', `/store/v1/carts/${cart.id}/line-items`, line)
  }
  const checkout = await insist(store, 'POST', '/store/v1/checkouts', { cart_id: cart.id })
  const path = `/store/v1/checkouts/${checkout.id}`
  await insist(store, 'PATCH', path, CHOICES)
  const idempotencyKey = randomUUID()
  if (Math.random() < 0.1) {
    await store.shop('POST', `${path}/complete`, { idempotencyKey }).catch(() => undefined)
    return
  }
  const { order } = await insist(store, 'POST', `${path}/complete`, undefined, idempotencyKey)
  purchases.push({ store, order })
  if (Math.random() < 0.2) {
    const again = await insist(store, 'POST', `${path}/complete`, undefined, idempotencyKey)
    if (JSON.stringify(again.order) !== JSON.stringify(order))
      complaints.push(`order ${order.id} came back as ${again.order.id}`)
  }
}

async function insist(
  store: Store,
  ...[method, path, body, idempotencyKey = randomUUID()]: [string, string, unknown, string?]
): Promise<Answer['body']> {
  for (;;) {
    const answer = await store.shop(method, path, { body, idempotencyKey }).catch(() => undefined)
    if (answer !== undefined && answer.status < 300) return answer.body
    if (answer !== undefined && answer.status < 500)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    retries += 1
    await sleep(50 + Math.random() * 100)
  }
}

/** Asks the database of each store, past its walls. */
async function inShards<T>(ask: (sql: postgres.Sql, shop: Shop) => Promise<T>): Promise<T[]> {
  return Promise.all(
    shops.map(async (shop) => {
      const sql = postgres(serverUrl(databaseOf(shop.store.shard)), { max: 1 })
      return ask(sql, shop).finally(() => sql.end())
    }),
  )
}

test('enough was bought and killed to mean something', () => {
  const summary = Object.entries(Object.groupBy(chaos.kills, ({ name }) => name)).map(
    ([name, kills = []]) =>
      `${name} ${kills.length}× (${Math.max(...kills.map((kill) => kill.recoveryMs))} ms)`,
  )
  process.stdout.write(
    `${purchases.length} acknowledged orders, ${retries} retries, ${chaos.kills.length} recoveries: ${summary.join(', ')}\n`,
  )
  expect(shops.map(({ store }) => store.shard).sort()).toEqual(['shard-1', 'shard-2'])
  expect(purchases.length).toBeGreaterThan(100)
  expect(retries).toBeGreaterThan(0)
  expect(chaos.kills.length).toBeGreaterThanOrEqual(10)
  expect(chaos.kills.filter(({ name }) => name === 'postgres').length).toBeGreaterThanOrEqual(2)
})

test('no shopper was refused, and every repeated request gave the same order', () => {
  expect(complaints).toEqual([])
})

test('no process ended by itself', () => {
  expect(chaos.collapses).toEqual([])
  expect(chaos.output()).not.toMatch(/unhandled|uncaught/i)
})

test('every acknowledged order is there, once, as it was acknowledged', async () => {
  expect(new Set(purchases.map(({ order }) => order.id)).size).toBe(purchases.length)
  await inShards(async (sql, { store }) => {
    const mine = purchases.filter((purchase) => purchase.store === store)
    const rows = await sql`
      select id, number, total_amount::int as total, (select count(*)::int from order_line_items l where l.order_id = o.id) as lines
      from orders o where tenant_id = ${store.id} and id = any(${mine.map(({ order }) => order.id)})`
    const stored = new Map(rows.map(({ id, ...row }) => [id, row]))
    for (const { order } of mine) {
      const { number, totals, line_items } = order
      expect(stored.get(order.id)).toEqual({ number, total: totals.total.amount, lines: line_items.length })
    }
  })
})

test('what was sold and what is left is what there was', async () => {
  await inShards(async (sql, { store, products }) => {
    for (const { id, variantId } of products) {
      const [row] = await sql`
        select coalesce(sum(quantity), 0)::int as sold from order_line_items
        where tenant_id = ${store.id} and variant_id = ${variantId}`
      expect(row!.sold).toBeGreaterThan(0)
      expect(row!.sold + (await stockOf(store, id))).toBe(STOCK)
    }
  })
})

test('no order is half done: lines, totals, payment, checkout, cart and event belong to each', async () => {
  const wrong = await inShards(async (sql) => {
    return sql`
      select o.id from orders o
      left join lateral (select sum(quantity * unit_amount) as subtotal, sum(total_amount) as total
        from order_line_items l where (l.tenant_id, l.order_id) = (o.tenant_id, o.id)) lines on true
      where lines.subtotal is distinct from o.subtotal_amount
        or lines.total + o.shipping_amount is distinct from o.total_amount
        or o.payment_status <> 'paid'
        or array(select amount from payments p where (p.tenant_id, p.order_id) = (o.tenant_id, o.id)) <> array[o.total_amount]
        or array(select c.id from checkouts c join carts on (carts.tenant_id, carts.id) = (c.tenant_id, c.cart_id)
          where (c.tenant_id, c.order_id) = (o.tenant_id, o.id) and c.status = 'completed' and carts.status = 'completed')
          <> array[o.checkout_id]
        or (select count(*) from events e where e.tenant_id = o.tenant_id and e.name = 'order.placed'
          and e.data ->> 'order_id' = o.id::text) <> 1`
  })
  expect(wrong.flat()).toEqual([])
})

test('there is nothing without its order, and order numbers have no gap', async () => {
  await inShards(async (sql, { store }) => {
    const [counts] = await sql`
      select count(*)::int as orders, max(number) - 1000 as numbers,
        (select count(*)::int from checkouts where status = 'completed') as checkouts,
        (select count(*)::int from carts where status = 'completed') as carts,
        (select count(*)::int from payments) as payments,
        (select count(*)::int from events where name = 'order.placed') as events
      from orders where tenant_id = ${store.id}`
    const { orders } = counts!
    expect(counts).toEqual({
      orders,
      numbers: orders,
      checkouts: orders,
      carts: orders,
      payments: orders,
      events: orders,
    })
  })
})

test('every order is confirmed by mail exactly once, and no job is left over', {
  timeout: JOBS_TIMEOUT_MS + 10_000,
}, async () => {
  await inShards(async (sql) => {
    await expect
      .poll(
        () =>
          sql`select name, state, count(*)::int from pgboss.job where state <> 'completed' and name !~ '^__' group by 1, 2`,
        {
          timeout: JOBS_TIMEOUT_MS,
          interval: 500,
        },
      )
      .toEqual([])
    const unconfirmed = await sql`
      select e.id, e.data, d.subscriber, m.count from events e
      left join event_deliveries d on d.event_id = e.id and d.subscriber = 'messages.confirm_order'
      left join lateral (select count(*)::int from messages m where m.event_id = e.id and m.template = 'order_confirmation') m on true
      where e.name = 'order.placed' and (d.event_id is null or m.count <> 1)`
    expect([...unconfirmed]).toEqual([])
  })
})
