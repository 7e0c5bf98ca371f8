// No statement of the product reads a table from end to end, goes through far more rows than it needs or sorts on disk, in a
// store of 100,000 products and as many orders among thousands of others. What is looked at is whatever Postgres executed
// while every route was walked and every schedule run, so a new route or query is covered when it appears.
import { setTimeout } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '../../data-plane/modules.ts'
import { gatewayPlace } from '../../data-plane/payments/index.ts'
import type { TestDatabase } from '../../shared/testing/database.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { VAULT } from '../../shared/testing/vault.ts'
import type { Belongings } from '../isolation/belongings.ts'
import { fill, jobsDone } from '../isolation/fixture.ts'
import { signIn } from '../isolation/fixtures/customers.ts'
import {
  bodyWith,
  choicesOf,
  columnOf,
  contentTypeOf,
  idFor,
  type ListedRoute,
  pathWith,
  queryOf,
  referencesIn,
  routes,
  sampleBody,
} from '../isolation/manifests.ts'
import { tenantTables } from '../isolation/offenders.ts'
import { explainAll, explainNothing, faultsOf, openLog, type PlanMode } from './executed-plans.ts'
import { seedStores, seedTenants } from './seed.ts'

const PRODUCTS = 100_000
const ORDERS = 100_000
/** Small ones: Postgres takes the average store for small, and must not plan the large one's statements so. */
const NEIGHBOURS = 2_000
const READS_AT_ONCE = 4
const MINUTES = 60_000

/**
 * An export reads all that there is, the statistics of gateways all that was asked of them in a month, and the report of
 * products what each of them sold on each day. Brands are scored once a day by all that was sold, what is low is counted
 * four times a day, and tags are looked through once a day: an index of their versions would cost each write.
 */
const SUMMING: ReadonlySet<string> = new Set([
  '/admin/v1/payment-gateways/statistics',
  '/admin/v1/reports/products',
  'brands.score',
  'inventory.report_low',
  'cache.expire_tags',
])
const hot = routes.filter(
  ({ plane, permission, path, spec }) =>
    plane === 'data' && permission !== 'internal' && spec.responseType !== 'text/csv' && !SUMMING.has(path),
)

let platform: TestPlatform
let shard: TestDatabase
let big: TestStore
let small: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  ;[big, small] = await twoOfOneShard()
  shard = platform.shards.get(big.shard)!
  // What is looked at must not depend on the clock: the test itself runs what schedules do.
  await shard.owner`delete from pgboss.schedule`
  for (const store of [big, small]) await store.shop('GET', '/store/v1/markets')
  const neighbours = await seedTenants(shard.owner, NEIGHBOURS)
  await Promise.all([
    seedStores(shard.owner, [small.id, ...neighbours], { products: 6, orders: 6 }),
    seedStores(shard.owner, [big.id], { products: PRODUCTS, orders: ORDERS }),
  ])
  for (const store of [big, small]) await sealGateways(store.id)
  await shard.owner`vacuum analyze`
}, 4 * MINUTES)
afterAll(() => platform?.stop())

/** The routes of payments open what a gateway's provider is asked with. */
async function sealGateways(tenantId: string): Promise<void> {
  const secrets = JSON.stringify({ secret_key: 'sk_test_seeded', webhook_secret: 'whsec_seeded' })
  for (const { id } of await shard.owner`select id from payment_gateways where tenant_id = ${tenantId}`)
    await shard.owner`
      update payment_gateways set sealed = ${VAULT.seal(secrets, gatewayPlace(tenantId, id))}
      where tenant_id = ${tenantId} and id = ${id}`
}

async function twoOfOneShard(): Promise<[TestStore, TestStore]> {
  const opened: TestStore[] = []
  while (true) {
    const next = await platform.signUp()
    const first = opened.find((store) => store.shard === next.shard)
    if (first !== undefined) return [first, next]
    opened.push(next)
  }
}

test('every table holds enough rows for its plans to mean something', async () => {
  const tables = await tenantTables(shard.owner)
  const counts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await shard.owner.unsafe(`select count(*)::integer as rows from ${table}`)
      return [table, row?.rows] as const
    }),
  )
  expect(
    counts.filter(([, rows]) => rows < NEIGHBOURS),
    'Tables that infra/plans/seed.ts leaves empty: Postgres reads a small table from end to end, whatever its indexes',
  ).toEqual([])
})

// Postgres plans a prepared statement for the values given, and after some executions perhaps once for all values, when it
// takes every store for one of average size. Which it does depends on what was executed before, so both must be good.
test.each<PlanMode>(['force_custom_plan', 'force_generic_plan'])(
  'no hot statement is slow by its plan: %s',
  async (mode) => {
    await explainAll(shard.owner, mode)
    await expect.poll(async () => (await big.shop('GET', '/store/v1/markets')).status).toBe(200)
    const log = await openLog(shard.owner)
    const served = new Set<string>()
    const unfound = new Set<string>()
    const third = mode === 'force_custom_plan' ? 1 : 2
    const ended = new AbortController()
    const shortening = shortenRecounts(big, ended.signal)
    const working = [big, small].map(async (store) => {
      const word = `${mode}-${store.slug}`.replaceAll('_', '-')
      await buy(store, word)
      await walk(signedIn(store, word), { third, served, unfound })
      await runSchedules(store)
    })
    await Promise.all(working).finally(() => ended.abort())
    await shortening
    await explainNothing(shard.owner)

    // The files of the stores have rows here, but no bytes.
    const lists = hot
      .filter(({ method, spec }) => method === 'get' && spec.sendsFiles === undefined)
      .map(({ name }) => name)
    expect(lists.filter((name) => !served.has(name))).toEqual([])
    expect([...unfound]).toEqual([])
    const texts = new Set<string>()
    const slow = new Map<string, string>()
    for await (const { 'Query Text': text, Plan: plan } of log.read()) {
      texts.add(text)
      const faults = faultsOf(plan)
      if (faults.length > 0 && !SELDOM.test(text) && !OF_QUEUE.test(text))
        slow.set(text, `${[...new Set(faults)].join('; ')}\n${text}\n${JSON.stringify(plan)}`)
    }
    expect(texts.size).toBeGreaterThan(50)
    expect([...slow.values()]).toEqual([])
  },
  4 * MINUTES,
)

/**
 * What Postgres itself asks when a market is deleted, to keep carts from being left behind: for an average store all indexes
 * of carts seem alike, so it may go through all of a store's. Once in a store's life that does no harm.
 */
const SELDOM = /^SELECT 1 FROM ONLY "public"\."carts" x WHERE .* "market_code" FOR KEY SHARE/

/** What the library of the queue asks on its own, to take jobs and to clean up; our jobs are put in by way of its view. */
const OF_QUEUE = /\bpgboss\.job_common\b/

/** The store to its customer: in one session for all reads, and in one of its own for each write, which may end it. */
function signedIn(store: TestStore, word: string): TestStore {
  const begin = () => signIn(store.shop, word).catch(() => 'ended')
  let reading: Promise<string> | undefined
  return {
    ...store,
    shop: async (method, path, body, headers) => {
      if (method === 'GET') reading ??= begin()
      const token = await (method === 'GET' ? reading : begin())
      return store.shop(method, path, body, { ...headers, 'x-customer-token': token ?? '' })
    },
  }
}

/** The customer who is signed in, as rows: what only they can read. */
async function customerOf(store: TestStore): Promise<Belongings> {
  const { body: customer } = await store.shop('GET', '/store/v1/customers/me')
  const { body: addresses } = await store.shop('GET', '/store/v1/customers/me/addresses')
  const { body: subscriptions } = await store.shop('GET', '/store/v1/customers/me/subscriptions')
  return new Map([
    ['customers', [customer]],
    ['addresses', addresses.data],
    ['subscriptions', subscriptions.data],
  ])
}

/** A checkout with a payment that did not become an order's. */
async function unpaidOf(store: TestStore): Promise<Belongings> {
  const payments = await someRows(
    store,
    'payments',
    shard.owner`and order_id is null and checkout_id is not null`,
  )
  return new Map([
    ['payments', payments],
    ['checkouts', payments.map((row) => ({ id: row.checkout_id }))],
  ])
}

const buy = (store: TestStore, word: string) =>
  fill({
    ...store,
    tenantId: store.id,
    word,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard: shard.owner,
  })

/**
 * Other rows and other pages each time, so that nothing that was asked for before is asked for again. What was answered, and
 * which filters found nothing by any value; tokens are kept as hashes only, so none is known here.
 */
type Part = { third: 1 | 2; served: Set<string>; unfound: Set<string> }

/** Runs all that the clock starts, and asks before whether it is due, as the clock would. Returns when all jobs are done. */
async function runSchedules(store: TestStore): Promise<void> {
  const schedules = modules
    .flatMap(({ work }) => work.filter((item) => item.kind === 'schedule'))
    .filter(({ name }) => !SUMMING.has(name))
  const app = postgres(shard.appUrl, { max: 1 })
  try {
    for (const { due } of schedules)
      if (due !== undefined)
        await app.begin(async (tx) => {
          await tx`select app.enter_tenant(${store.id}, null)`
          await tx.unsafe(`select ${due}`, [store.id], { prepare: true })
        })
  } finally {
    await app.end()
  }
  const names = schedules.map(({ name }) => name)
  await shard.owner`
    insert into pgboss.job (name, data)
    select name, jsonb_build_object('tenant_id', ${store.id}::uuid) from unnest(${names}::text[]) as name`
  await jobsDone({ shard: shard.owner, tenantId: store.id })
  const failed = await shard.owner`
    select name, output from pgboss.job
    where state = 'failed' and name = any(${names}) and data ->> 'tenant_id' = ${store.id}`
  expect([...failed]).toEqual([])
}

/** A recount goes through all orders in batches that are all alike: of each that begins, the last ones are enough. */
async function shortenRecounts({ id }: TestStore, signal: AbortSignal): Promise<void> {
  const [order] = await shard.owner`
    select updated_at, id from orders where tenant_id = ${id} order by updated_at desc, id desc offset 2000 limit 1`
  const [checkout] = await shard.owner`
    select id from checkouts where tenant_id = ${id} order by id desc offset 2000 limit 1`
  while (!signal.aborted) {
    await shard.owner`
      update report_states set order_changed_at = ${order?.updated_at}, order_id = ${order?.id}, checkout_id = ${checkout?.id}
      where tenant_id = ${id} and (order_changed_at is null or order_changed_at < ${order?.updated_at})`
    await setTimeout(200)
  }
}

/** Calls each of a store's routes with rows of the store, and notes those that answered. Deletes come last. */
async function walk(store: TestStore, { third, served, unfound }: Part): Promise<void> {
  // What another walk edited is on sale again.
  await shard.owner`update products set status = 'active' where tenant_id = ${store.id} and status <> 'active'`
  const rows = await rowsOf(store, third)
  const own = (param: string) => idFor(param, rows)
  const readable = new Map([...rows, ...(await customerOf(store))])
  const unpaid = new Map([...readable, ...(await unpaidOf(store))])
  const reads = hot.filter(({ method }) => method === 'get')
  const readNext = async () => {
    for (let route = reads.shift(); route !== undefined; route = reads.shift()) {
      const own = route.params.includes('checkout_id') ? unpaid : readable
      if (await list(store, route, own, { third, unfound })) served.add(route.name)
    }
  }
  await Promise.all(Array.from({ length: READS_AT_ONCE }, readNext))
  await store.shop('GET', `/store/v1/products/shirt-${third}`)
  for (const route of [
    ...hot.filter(({ method }) => method !== 'get' && method !== 'delete'),
    ...hot.filter(({ method }) => method === 'delete'),
  ]) {
    const sample = sampleBody(route)
    const body = bodyWith(sample, referencesIn(sample), own)
    const answer = await call(store, route, pathWith(route.path, own), body)
    // No provider of payments is there.
    const isAnswered = answer.status < 500 || answer.body?.code === 'payment_provider_unavailable'
    expect(isAnswered, `${route.name}: ${answer.text}`).toBe(true)
  }
}

/** Asks for a page, the next one, some from the middle, and the same for each filter. Whether there was a page. */
async function list(
  store: TestStore,
  route: ListedRoute,
  rows: Belongings,
  { third, unfound }: Pick<Part, 'third' | 'unfound'>,
): Promise<boolean> {
  const path = pathWith(route.path, (param) => idFor(param, rows))
  const known = queryOf(route)
  const limit: Record<string, string> = known.includes('limit') ? { limit: `${101 - third}` } : {}
  const get = (query: Record<string, string>) => call(store, route, `${path}?${new URLSearchParams(query)}`)

  const first = await get(limit)
  if (typeof first.body?.next_cursor === 'string') await get({ ...limit, cursor: first.body.next_cursor })
  // From the middle of the table that it is named by, or else of each.
  const ofList = rows.get(path.slice(path.lastIndexOf('/') + 1).replaceAll('-', '_'))
  const middles = (ofList === undefined ? [...rows.values()] : [ofList]).flatMap(([row]) =>
    typeof row?.id === 'string' ? [row.id] : [],
  )
  if (known.includes('cursor'))
    for (const id of middles) await get({ ...limit, cursor: Buffer.from(id).toString('base64url') })
  for (const filter of known.filter((name) => name !== 'limit' && name !== 'cursor')) {
    // As the column of its name, or that with the id or code of what it names.
    const columns = [columnOf(filter), `${filter}_id`, `${filter}_code`]
    const ofOthers = filter.endsWith('_id') ? rows.get(filter.replace(/_id$/, 's')) : undefined
    const named = filter === 'ids' ? ofList : ofOthers
    const values = new Set([
      ...choicesOf(route, filter),
      ...(named ?? []).map((row) => row.id),
      ...[...rows.values()]
        .flat()
        .flatMap((row) => columns.map((column) => row[column]))
        .filter((value) => value !== undefined && value !== null),
    ])
    let found = 0
    for (const value of values) {
      const query = { ...limit, [filter]: String(value) }
      const { status, body } = await get(query)
      if (status === 200) found += 1
      if (typeof body?.next_cursor === 'string') await get({ ...query, cursor: body.next_cursor })
    }
    if (found === 0 && filter !== 'token') unfound.add(`${route.name} by ${filter}`)
  }
  return first.status === 200
}

function call(store: TestStore, route: ListedRoute, path: string, body?: unknown): Promise<Answer> {
  const headers = body === undefined ? undefined : { 'content-type': contentTypeOf(route) }
  const as = route.permission === 'shop' ? store.shop : store.admin
  return as(route.method.toUpperCase(), path, body, headers)
}

/** Some rows of a store's in each table, from behind its first or second third, and what one order consists of. */
async function rowsOf(store: TestStore, third: 1 | 2): Promise<Belongings> {
  const tables = await tenantTables(shard.owner)
  const rows = new Map(
    await Promise.all(
      tables.map(async (table) => {
        const behind = shard.owner`
          offset (select count(*) * ${third} / 3 from ${shard.owner(table)} where tenant_id = ${store.id})`
        return [table, await someRows(store, table, behind)] as const
      }),
    ),
  )
  const orderId = rows.get('fulfillments')?.[0]?.order_id
  for (const [table, [row]] of rows) {
    const column = table === 'orders' ? 'id' : 'order_id'
    if (row?.[column] === undefined) continue
    const own = await someRows(store, table, shard.owner`and ${shard.owner(column)} = ${orderId}`)
    if (own.length > 0) rows.set(table, own)
  }
  return rows
}

async function someRows(store: TestStore, table: string, which: postgres.PendingQuery<postgres.Row[]>) {
  const found = await shard.owner`
    select to_jsonb(t) as row from ${shard.owner(table)} t where tenant_id = ${store.id} ${which} limit 3`
  return found.map(({ row }) => row)
}
