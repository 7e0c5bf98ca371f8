import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { trackStatements } from '../../shared/db/migrate.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', pollSeconds: 0.5 })
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const slow = (query = '', shard = store.shard): Promise<Answer> =>
  platform.call('GET', `/platform/v1/shards/${shard}/slow-queries${query}`, { key: ADMIN_TOKEN })
const reset = (shard = store.shard): Promise<Answer> =>
  platform.call('POST', `/platform/v1/shards/${shard}/slow-queries/reset`, { key: ADMIN_TOKEN })
const database = () => platform.shards.get(store.shard)!

type Listed = { query: string; calls: number; mean_ms: number; total_ms: number }
const listed = async (query = '?limit=100'): Promise<Listed[]> => (await slow(query)).body.data

describe('slow statements', () => {
  test('are told with their figures and plan, without their values', async () => {
    expect((await reset()).status).toBe(200)
    const sku = 'a value that nobody else has'
    for (let i = 0; i < 3; i++) await store.admin('GET', `/admin/v1/products?sku=${encodeURIComponent(sku)}`)

    const answer = await slow('?limit=100')

    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain(sku)
    expect(answer.text).not.toContain(store.id)
    const found = answer.body.data.find(({ query }: Listed) => /from products p/.test(query))
    expect(found).toMatchObject({ calls: 3, rows_per_call: 0 })
    expect(found.max_ms).toBeGreaterThanOrEqual(found.mean_ms)
    expect(found.total_ms).toBeCloseTo(3 * found.mean_ms, 6)
    expect(found.plan[0]).toMatchObject({ depth: 0, relation: null })
    expect(found.plan.map(({ relation }: { relation: string }) => relation)).toEqual(
      expect.arrayContaining([
        'products',
        'variants',
        'variant_prices',
        'product_images',
        'inventory_levels',
      ]),
    )
    const ours = answer.body.data.filter(({ query }: Listed) => !query.includes('pgboss.'))
    const unplanned = ours.filter(({ plan }: { plan: unknown }) => plan === null)
    expect(unplanned).toEqual([])
  })

  test('come in the order that was asked for, and no more than that', async () => {
    await store.shop('GET', '/store/v1/markets')
    await store.admin('GET', '/admin/v1/orders')
    const byMean = (await listed('?order=mean&limit=100')).map(({ mean_ms }) => mean_ms)
    const byTotal = (await listed('?order=total&limit=100')).map(({ total_ms }) => total_ms)
    const descending = (values: number[]) => [...values].sort((a, b) => b - a)
    expect(byMean.length).toBeGreaterThan(2)
    expect(byMean).toEqual(descending(byMean))
    expect(byTotal).toEqual(descending(byTotal))
    expect(await listed('?limit=2')).toHaveLength(2)
    expect(await listed('?min_mean_ms=1000000')).toEqual([])
    expectProblem(await slow('?order=calls'), 'invalid_input')
  })

  test('are counted afresh after a reset, on this shard only', async () => {
    const other = [...platform.shards.keys()].find((name) => name !== store.shard)!
    const reads = async () => (await listed('?limit=100')).filter(({ query }) => /from markets m/.test(query))
    await store.shop('GET', '/store/v1/markets')
    expect(await reads()).toHaveLength(1)
    await reset(other)
    expect(await reads()).toHaveLength(1)
    await reset()
    expect(await reads()).toEqual([])
  })

  test('that read all of a big store are given the index that they lack', async () => {
    const { owner } = database()
    await owner`
      insert into messages (tenant_id, event_id, template, recipient, subject, body)
      select ${store.id}, uuidv7(), 'order', 'shopper-' || n || '@example.com', '', '' from generate_series(1, 20000) n`
    await owner`analyze messages`
    await owner.begin(async (tx) => {
      await tx`set local role storeplane_app`
      await tx`select set_config('app.tenant_id', ${store.id}, true)`
      await tx`select count(*) from messages where tenant_id = ${store.id} and subject = 'nothing'`
    })
    const found = (await slow('?limit=100')).body.data.find(({ query }: Listed) =>
      /and subject =/.test(query),
    )
    expect(found).toMatchObject({
      calls: 1,
      suggestions: [
        { kind: 'add_index', message: expect.stringContaining('on messages (tenant_id, subject)') },
      ],
    })
  })
})

describe('a shard', () => {
  test('that does not exist is not found', async () => {
    expectProblem(await slow('', 'shard-9'), 'not_found')
    expectProblem(await reset('shard-9'), 'not_found')
  })

  test('whose Postgres does not track says so, until it does', async () => {
    const { owner, ownerUrl } = database()
    await owner`drop extension pg_stat_statements`
    for (const answer of [await slow(), await reset()]) {
      expectProblem(answer, 'statements_not_tracked')
      expect(answer.body.detail).toContain('shared_preload_libraries')
    }
    expect((await store.admin('GET', '/admin/v1/products')).status).toBe(200)
    await trackStatements(ownerUrl)
    expect((await slow()).status).toBe(200)
  })

  test('whose owner may not set the tracking up is migrated all the same', async () => {
    const { owner, ownerUrl } = database()
    await owner`drop extension pg_stat_statements`
    await owner.unsafe(`
      create role plain_owner login password 'plain'; grant create, usage on schema public to plain_owner`)
    const url = new URL(ownerUrl)
    url.username = 'plain_owner'
    url.password = 'plain'
    await trackStatements(url.href)
    expectProblem(await slow(), 'statements_not_tracked')
    await owner.unsafe('drop owned by plain_owner; drop role plain_owner')
    await trackStatements(ownerUrl)
  })

  test.each([
    ['nobody listens', "'http://127.0.0.1:1'"],
    ['no worker is known', 'null'],
  ])('that cannot be reached as %s: try again', async (_, url) => {
    await platform.control.owner.unsafe(
      `insert into shards (name, region, max_tenants, status, worker_url) values ('shard-3', 'test', 1, 'maintenance', ${url})
       on conflict (name) do update set worker_url = excluded.worker_url`,
    )
    const answer = await slow('', 'shard-3')
    expectProblem(answer, 'unavailable')
    expect(answer.headers.get('retry-after')).toBe('5')
  })
})

describe('the state of a shard', () => {
  const read = (path: string) => platform.call('GET', `/platform/v1/shards${path}`, { key: ADMIN_TOKEN })
  const names = async () => (await read('')).body.data.map(({ name }: { name: string }) => name)
  const hour = () => {
    const ago = (ms: number) => new Date(Date.now() + ms).toISOString()
    return `from=${ago(-3_600_000)}&to=${ago(3_600_000)}`
  }

  test('is told as it is now', async () => {
    await store.shop('GET', '/store/v1/markets')
    const { status, body } = await read(`/${store.shard}/health`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      reachable: true,
      health: { migrations: { latest: expect.stringMatching(/[.]sql$/), pending: [] }, jobs: { failed: 0 } },
    })
    expect(body.health.database_bytes).toBeGreaterThan(1_000_000)
    expect(body.health.connections).toBeGreaterThan(0)
    expect(body.health.max_connections).toBeGreaterThanOrEqual(body.health.connections)
    expect(body.health.tenants).toBeGreaterThan(0)
    expectProblem(await read('/shard-9/health'), 'not_found')
  })

  test('names the migrations that were not applied', async () => {
    const { owner } = database()
    const [last] =
      await owner`delete from schema_migrations where name = (select max(name) from schema_migrations) returning *`
    const { migrations } = (await read(`/${store.shard}/health`)).body.health
    expect(migrations.pending).toEqual([last?.name])
    await owner`insert into schema_migrations ${owner(last!)}`
  })

  test('is kept over time, also that nobody answered', async () => {
    await platform.control.owner`
      insert into shards (name, region, max_tenants, status, worker_url)
      values ('shard-3', 'test', 1, 'maintenance', 'http://127.0.0.1:1') on conflict do nothing`
    expect((await read('/shard-3/health')).body).toMatchObject({ reachable: false, health: null })
    await platform.control.owner`insert into pgboss.job (name, data) values ('shards.look', '{}')`
    await expect
      .poll(async () => (await read('')).body.data.every((shard: Sighted) => shard.last_sighting !== null), {
        timeout: 10_000,
      })
      .toBe(true)
    const listed: Sighted[] = (await read('')).body.data
    const seen = (name: string) => listed.find((shard) => shard.name === name)!
    expect(seen(store.shard).last_sighting).toMatchObject({
      database_bytes: expect.any(Number),
      failed_jobs: 0,
    })
    expect(seen(store.shard).last_seen_at).not.toBeNull()
    expect(seen('shard-3')).toMatchObject({ last_seen_at: null, last_sighting: { latency_ms: null } })
    for (const name of await names()) {
      const { data } = (await read(`/${name}/sightings?${hour()}`)).body
      expect(data).toMatchObject([{ looks: 1, answered: name === 'shard-3' ? 0 : 1 }])
    }
    expectProblem(await read(`/shard-9/sightings?${hour()}`), 'not_found')
    expectProblem(
      await read(`/shard-1/sightings?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z`),
      'invalid_input',
    )
  })
})
type Sighted = { name: string; last_sighting: object | null; last_seen_at: string | null }
