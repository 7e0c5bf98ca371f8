import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createCache } from '../../shared/cache/cache.ts'
import type { Ctx, Shard } from '../../shared/context.ts'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import { createLog } from '../../shared/log.ts'
import { NO_FILES } from '../../shared/testing/no-files.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { VAULT } from '../../shared/testing/vault.ts'
import { getImport } from './service/read.ts'
import { runImport } from './service/run.ts'
import { requestImport } from './service/start.ts'

let platform: TestPlatform
let store: TestStore
let pool: Pool
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  pool = openPool(shardOf(store).appUrl, 4, 'test')
})
afterAll(async () => {
  await pool?.close()
  await platform?.stop()
})

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const shardOf = ({ shard }: TestStore) => platform.shards.get(shard)!

const post = (to: TestStore, csv: string) =>
  to.admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' })

async function finished(of: TestStore, id: string) {
  return vi.waitFor(
    async () => {
      const { body } = await of.admin('GET', `/admin/v1/product-imports/${id}`)
      expect(['completed', 'failed']).toContain(body.status)
      return body
    },
    { timeout: 15_000, interval: 50 },
  )
}

async function importFile(to: TestStore, csv: string) {
  const { status, body, text } = await post(to, csv)
  expect(status, text).toBe(202)
  return finished(to, body.id)
}

async function report(of: TestStore, id: string, limit = 100) {
  const rows: { row: number; column: string; message: string }[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`
    const page = await of.admin('GET', `/admin/v1/product-imports/${id}/errors?limit=${limit}${after}`)
    expect(page.status, page.text).toBe(200)
    rows.push(...page.body.data)
    cursor = page.body.next_cursor
  }
  return rows
}

const exportOf = async (of: TestStore) => (await of.admin('GET', '/admin/v1/products/export')).text
const byHandle = async (of: TestStore, handle: string) =>
  (await of.admin('GET', `/admin/v1/products?handle=${handle}`)).body.data[0]
const eventsNamed = async (of: TestStore, name: string) =>
  shardOf(of).owner`select 1 from events where tenant_id = ${of.id} and name = ${name}`

test('a file becomes products; importing it again changes and announces nothing', async () => {
  const queued = await post(store, fixture('garden.csv'))
  expect(queued.status).toBe(202)
  expect(queued.body).toMatchObject({ total_products: 5, failed_rows: 0, failure: null })

  const first = await finished(store, queued.body.id)
  expect(first).toMatchObject({ status: 'completed', processed_products: 5, created: 5, failed_rows: 0 })
  expect(first.completed_at).not.toBeNull()
  expect(await byHandle(store, 'garden-gloves')).toMatchObject({
    status: 'active',
    images: [
      { url: 'https://images.example/gloves-moss.jpg' },
      { url: 'https://images.example/gloves-clay.jpg' },
    ],
    variants: [
      { options: { Size: 'S', Colour: 'Moss' }, inventory_quantity: 4 },
      { options: { Size: 'M', Colour: 'Moss' }, inventory_quantity: 0 },
      { options: { Size: 'M', Colour: 'Clay' }, inventory_quantity: -3, inventory_policy: 'continue' },
      { options: { Size: 'L', Colour: 'Clay' }, sku: 'GLO-L-C', prices: [{ amount: 1325, currency: 'USD' }] },
    ],
  })

  const before = await byHandle(store, 'copper-watering-can')
  expect(await importFile(store, fixture('garden.csv'))).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 5,
  })
  expect(await byHandle(store, 'copper-watering-can')).toEqual(before)
  expect(await eventsNamed(store, 'product.created')).toHaveLength(5)
  expect(await eventsNamed(store, 'product.updated')).toHaveLength(0)
})

test('a changed file updates what differs, and leaves stock that it does not mention', async () => {
  const csv = 'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price\n'
  const done = await importFile(
    store,
    `${csv}garden-gloves,Work gloves,Size,S,Colour,Moss,GLO-S-M,11\ngarden-gloves,,,XL,,Clay,GLO-XL,15\n`,
  )
  expect(done).toMatchObject({ created: 0, updated: 1, unchanged: 0, failed_rows: 0 })
  const gloves = await byHandle(store, 'garden-gloves')
  expect(gloves).toMatchObject({ title: 'Work gloves', vendor: 'Thistle & Sons' })
  expect(
    gloves.variants.map((variant: { sku: string; inventory_quantity: number }) => [
      variant.sku,
      variant.inventory_quantity,
    ]),
  ).toEqual([
    ['GLO-S-M', 4],
    ['GLO-M-M', 0],
    ['GLO-M-C', -3],
    ['GLO-L-C', 7],
    ['GLO-XL', 0],
  ])
})

test('bad rows are reported in the order of the file, and the good ones imported', async () => {
  const other = await platform.signUp()
  const done = await importFile(other, fixture('faulty.csv'))
  expect(done).toMatchObject({ status: 'completed', total_products: 10, processed_products: 10, created: 3 })

  const errors = await report(other, done.id, 4)
  expect(errors).toEqual(await report(other, done.id))
  expect(errors.map((error) => error.row)).toEqual([3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 10, 11, 12, 13, 14])
  expect(done.failed_rows).toBe(new Set(errors.map((error) => error.row)).size)
  expect(errors.find((error) => error.row === 13)).toEqual({
    row: 13,
    column: 'Variant SKU',
    message: 'Another variant has one of these SKUs.',
  })
  expect((await byHandle(other, 'fork')).variants).toMatchObject([{ sku: 'FORK-S' }])
  expect(await byHandle(other, 'bucket')).toBeUndefined()
  expect(await byHandle(other, 'trowel')).toBeDefined()
})

test('an export changes nothing when it comes back, and makes the same export in another store', async () => {
  const created = await store.admin('POST', '/admin/v1/products', {
    title: 'Odd "one", with\r\nlines',
    description: ' =HYPERLINK("x") ',
    tags: ['a, b', 'c'],
    metadata: { season: 'winter', 'Variant Colour': 'kept, but in no file' },
    variants: [
      {
        title: 'Only',
        sku: ' 7',
        prices: [
          { amount: 1, currency: 'USD' },
          { amount: 2, currency: 'INR' },
        ],
      },
    ],
  })
  expect(created.status, created.text).toBe(201)

  const answer = await store.admin('GET', '/admin/v1/products/export')
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const { total_products, unchanged, failed_rows } = await importFile(store, answer.text)
  expect({ total_products, unchanged, failed_rows }).toEqual({
    total_products: 6,
    unchanged: 6,
    failed_rows: 0,
  })

  const other = await platform.signUp()
  expect(await importFile(other, answer.text)).toMatchObject({ created: 6, failed_rows: 0 })
  expect(await exportOf(other)).toBe(answer.text)
})

test.each([
  ['no title column', 'Handle,Vendor\nx,y\n', 'Missing: Title.'],
  ['JSON', '{"products": []}', 'Missing: Handle, Title.'],
  ['an open quote', 'Handle,Title\nx,"y\n', 'never closed'],
])('a file with %s is refused at once', async (_, csv, message) => {
  const { status, body } = await post(store, csv)
  expect([status, body.code]).toEqual([422, 'invalid_input'])
  expect(body.detail).toContain(message)
})

test('a shopper may not import; one store does not see the imports of another', async () => {
  const csv = { 'content-type': 'text/csv' }
  expect((await store.shop('POST', '/admin/v1/products/import', 'Handle,Title\n', csv)).status).toBe(403)
  const { id } = await importFile(store, 'Handle,Title\n')
  const other = await platform.signUp()
  for (const path of [`/admin/v1/product-imports/${id}`, `/admin/v1/product-imports/${id}/errors`]) {
    expect((await store.admin('GET', path)).status).toBe(200)
    expect((await other.admin('GET', path)).status).toBe(404)
  }
  expect((await other.admin('GET', '/admin/v1/product-imports')).body).toEqual({
    data: [],
    next_cursor: null,
  })
  const wrong = await store.admin('GET', `/admin/v1/product-imports/${id}/errors?cursor=eA`)
  expect(wrong.status).toBe(422)
})

test('imports are listed newest first, page by page', async () => {
  const first = await store.admin('GET', '/admin/v1/product-imports?limit=2')
  const second = await store.admin(
    'GET',
    `/admin/v1/product-imports?limit=2&cursor=${first.body.next_cursor}`,
  )
  const ids = [...first.body.data, ...second.body.data].map((item: { id: string }) => item.id)
  expect(ids).toEqual([...new Set(ids)].sort().reverse())
  expect(ids).toHaveLength(4)
})

test('the same new products in two imports at once are created once', async () => {
  const other = await platform.signUp()
  const csv = (price: number) =>
    `Handle,Title,Variant Price\n${Array.from({ length: 60 }, (_, i) => `p-${i},P ${i},${price}\n`).join('')}`
  const [one, two] = await Promise.all([importFile(other, csv(1)), importFile(other, csv(2))])
  expect([one.failed_rows, two.failed_rows]).toEqual([0, 0])
  expect([one.created + two.created, one.updated + two.updated]).toEqual([60, 60])
})

test('who gets a SKU is decided by the order of the file', async () => {
  const other = await platform.signUp()
  const file = (...rows: string[]) => `Handle,Title,Variant SKU\n${rows.join('\n')}\n`
  const skuOf = async (handle: string) => (await byHandle(other, handle))?.variants[0].sku
  await importFile(other, file('a,A,ONE', 'b,B,TWO', 'c,C,'))

  const tooEarly = await importFile(other, file('c,C,ONE', 'a,A,THREE'))
  expect(tooEarly).toMatchObject({ updated: 1, failed_rows: 1 })
  expect(await report(other, tooEarly.id)).toMatchObject([{ row: 2, column: 'Variant SKU' }])
  expect(await Promise.all(['a', 'b', 'c'].map(skuOf))).toEqual(['THREE', 'TWO', null])

  const done = await importFile(other, file('a,A,FOUR', 'b,B,THREE', 'd,D,NEW', 'e,E,NEW', 'f,F,SIX'))
  expect(done).toMatchObject({ created: 2, updated: 2, failed_rows: 1 })
  expect(await report(other, done.id)).toMatchObject([{ row: 5, column: 'Variant SKU' }])
  expect(await Promise.all(['a', 'b', 'd', 'e', 'f'].map(skuOf))).toEqual([
    'FOUR',
    'THREE',
    'NEW',
    undefined,
    'SIX',
  ])
})

test('what the catalog refuses is left out without a trace, and everything around it is imported', async () => {
  const other = await platform.signUp()
  const rows = Array.from(
    { length: 40 },
    (_, i) => `p-${i},P ${i},Size,S,${i === 17 ? 'Size' : 'Colour'},Red\n`,
  )
  const header = 'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value\n'
  const done = await importFile(other, header + rows.join(''))
  expect(done).toMatchObject({ created: 39, failed_rows: 1 })
  expect(await report(other, done.id)).toMatchObject([{ row: 19, message: expect.stringContaining('twice') }])
  expect(await byHandle(other, 'p-17')).toBeUndefined()
  expect(await eventsNamed(other, 'product.created')).toHaveLength(39)
})

type Transaction = Shard['pool']['transaction']

/** Keeps nothing, because nobody tells it of changes. */
const cache = createCache({ maxBytes: 0, shard: 'test' })

/** Runs jobs by hand: nobody else takes them. `transaction` may stand between the job and the database. */
function ctxOf(tenant: TestStore, transaction: Transaction = pool.transaction): Ctx {
  const queue = {
    insertion: async () => ({ text: 'select', values: [] }),
    wake: () => {},
  } as unknown as Shard['queue']
  return {
    tenantId: tenant.id,
    epoch: undefined,
    plan: '',
    shard: {
      name: tenant.shard,
      pool: { ...pool, transaction },
      queue,
      files: NO_FILES,
      vault: VAULT,
      subscribed: new Set(),
      eventCounter: { add: () => {} },
      cache,
      exchangeRates: { url: '', timeoutMs: 0, keptMs: 0 },
      paymentProviders: { urls: {}, timeoutMs: 0 },
      outbound: {} as Shard['outbound'],
      documentFont: undefined,
      mailer: undefined,
      answer: async () => new Response(),
    },
    principal: { kind: 'job', id: 'test', permissions: new Set() },
    requestId: 'test',
    client: NO_CLIENT,
    now: new Date(),
    log: createLog('silent', 'test'),
  }
}

/** A transaction function whose nth transaction does all its work and then dies before the commit. */
function dyingAt(nth: number): Transaction {
  let count = 0
  return (opening, work, closing) =>
    pool.transaction(
      opening,
      async (tx) => {
        const result = await work(tx)
        count += 1
        if (count === nth) throw new Error('killed')
        return result
      },
      closing,
    )
}

const manyProducts = (count: number) =>
  `Handle,Title,Variant Price\n${Array.from({ length: count }, (_, i) => `${store.slug}-${i},P ${i},${i % 40 === 7 ? 'x' : '1'}\n`).join('')}`

const untilDone = { chunks: 1_000, chunkLines: 50, goOnLater: () => {} }
const run = (id: string, transaction?: Transaction) => runImport(ctxOf(store, transaction), id, untilDone)
const read = (id: string) => getImport(ctxOf(store), id)

test('an import that is killed goes on where it stopped, and counts nothing twice', async () => {
  const { id } = await requestImport(ctxOf(store), manyProducts(120))
  await expect(run(id, dyingAt(3))).rejects.toThrow('killed')
  expect(await read(id)).toMatchObject({ status: 'running', processed_products: 50, failed_rows: 2 })

  await Promise.all([run(id), run(id)])
  const done = await read(id)
  expect(done).toMatchObject({
    status: 'completed',
    processed_products: 120,
    created: 117,
    unchanged: 0,
    failed_rows: 3,
  })
  expect(await report(store, id)).toHaveLength(3)

  await run(id)
  expect(await read(id)).toEqual(done)
})

test('an import that breaks off again and again has failed', async () => {
  const { id } = await requestImport(ctxOf(store), manyProducts(1))
  for (const _ of [1, 2, 3]) await expect(run(id, dyingAt(2))).rejects.toThrow('killed')
  await run(id)
  expect(await read(id)).toMatchObject({
    status: 'failed',
    processed_products: 0,
    failure: 'The import stopped after repeated errors.',
  })
})

test('a long import takes several runs, which are no failed attempts', async () => {
  const { id } = await requestImport(ctxOf(store), manyProducts(250))
  const goOnLater = vi.fn(() => {})
  for (const processed_products of [50, 100, 150, 200]) {
    await runImport(ctxOf(store), id, { chunks: 1, chunkLines: 50, goOnLater })
    expect(await read(id)).toMatchObject({ status: 'running', processed_products })
  }
  await runImport(ctxOf(store), id, { chunks: 1, chunkLines: 50, goOnLater })
  expect(await read(id)).toMatchObject({ status: 'completed', processed_products: 250 })
  expect(goOnLater).toHaveBeenCalledTimes(4)
})

test('a SKU that somebody takes while the file is stored costs one product, not the others', async () => {
  const { owner } = shardOf(store)
  const rows = Array.from({ length: 20 }, (_, i) => `race-${i},Race ${i},RACE-${i}\n`)
  const { id } = await requestImport(ctxOf(store), `Handle,Title,Variant SKU\n${rows.join('')}`)
  let importing = Promise.resolve()
  await owner.begin(async (sql) => {
    await sql`
      update variants set sku = 'RACE-7' where (tenant_id, id) in
        (select tenant_id, id from variants where tenant_id = ${store.id} limit 1)`
    importing = run(id)
    await vi.waitFor(
      async () => {
        const waiting = await owner`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting).toHaveLength(1)
      },
      { timeout: 10_000 },
    )
  })
  await importing
  expect(await read(id)).toMatchObject({ status: 'completed', created: 19, failed_rows: 1 })
  expect(await report(store, id)).toMatchObject([{ row: 9, column: 'Variant SKU' }])
  expect(await byHandle(store, 'race-8')).toBeDefined()
  expect(await byHandle(store, 'race-7')).toBeUndefined()
})
