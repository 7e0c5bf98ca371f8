import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { sellerOf } from '../../shared/testing/selling.ts'

const HOUR_MS = 3_600_000
const ALL = '00000000-0000-0000-0000-000000000000'

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', pollSeconds: 0.5 })
  store = await platform.signUp()
  do other = await platform.signUp()
  while (other.shard === store.shard)
})
afterAll(() => platform?.stop())

const iso = (ms: number) => new Date(ms).toISOString()
const around = () => `from=${iso(Date.now() - HOUR_MS)}&to=${iso(Date.now() + HOUR_MS)}`
const read = (query: string, path = '/platform/v1/traffic'): Promise<Answer> =>
  platform.call('GET', `${path}?${query}`, { key: ADMIN_TOKEN })
const totalOf = async (query: string) => (await read(`${around()}&${query}`)).body.total

describe('requests', () => {
  test('are counted for the store, its shard and the installation, by what was answered', async () => {
    for (let i = 0; i < 3; i += 1) await store.shop('GET', '/store/v1/markets')
    await store.shop('GET', '/store/v1/products/nothing-of-this-name')
    await expect.poll(async () => (await totalOf(`tenant_id=${store.id}`)).requests).toBe(4)
    const total = await totalOf(`tenant_id=${store.id}`)
    expect(total).toMatchObject({ status_2xx: 3, status_4xx: 1, status_5xx: 0, orders: 0 })
    expect(total.p50_ms).toBeGreaterThan(0)
    expect(total.p95_ms).toBeGreaterThanOrEqual(total.p50_ms)
    expect(await totalOf(`shard=${store.shard}`)).toMatchObject({ requests: 4 })
    expect(await totalOf(`tenant_id=${other.id}`)).toMatchObject({ requests: 0, p50_ms: null, orders: 0 })
    expect((await totalOf('step=60')).requests).toBeGreaterThan(4)
  })

  test('of several gateways add up', async () => {
    const second = await platform.startGateway()
    const before = (await totalOf(`tenant_id=${other.id}`)).requests
    const call = { host: `${other.slug}.localhost`, key: other.publishable }
    for (const gateway of [platform, second]) await gateway.call('GET', '/store/v1/markets', call)
    await second.stop()
    await expect.poll(async () => (await totalOf(`tenant_id=${other.id}`)).requests).toBe(before + 2)
  })

  test('stand in steps without gaps', async () => {
    const to = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS
    const { body } = await read(`from=${iso(to - 4 * HOUR_MS)}&to=${iso(to)}&step=3600`)
    expect(body.step).toBe(3_600)
    expect(body.data.map(({ at }: { at: string }) => at)).toEqual(
      [4, 3, 2, 1].map((hours) => iso(to - hours * HOUR_MS)),
    )
    expect(body.data[0]).toMatchObject({ requests: 0, p95_ms: null, orders: 0 })
    const sum = body.data.reduce((all: number, { requests }: { requests: number }) => all + requests, 0)
    expect(body.total.requests).toBe(sum)
  })

  test('tell which stores are asked most', async () => {
    for (let i = 0; i < 10; i += 1) await store.shop('GET', '/store/v1/markets')
    const busy = async () => (await read(around(), '/platform/v1/traffic/stores')).body.data
    await expect.poll(async () => (await busy())[0]?.tenant.id).toBe(store.id)
    expect(await busy()).toMatchObject([{ tenant: { slug: store.slug } }, { tenant: { slug: other.slug } }])
  })

  test('become hours after a day, and are forgotten after a month, without counting anything twice', async () => {
    const { owner } = platform.control
    const hour = Math.floor((Date.now() - 40 * HOUR_MS) / HOUR_MS) * HOUR_MS
    const rows = [0, 1, 59].map((minute) => ({
      ...{ tenant_id: ALL, at: iso(hour + minute * 60_000), status_2xx: 1, status_3xx: 0, status_4xx: 2 },
      ...{ status_5xx: 0, durations: [0, 0, 3] },
    }))
    await owner`insert into traffic_minutes ${owner(rows)}`
    const old = { ...rows[0]!, at: iso(hour - 40 * 24 * HOUR_MS) }
    await owner`insert into traffic_hours ${owner([old])}`
    const span = `from=${iso(hour)}&to=${iso(hour + HOUR_MS)}&step=3600`
    const before = (await read(span)).body
    expect(before.total).toMatchObject({ requests: 9, status_2xx: 3, status_4xx: 6 })
    await platform.control.owner`insert into pgboss.job (name, data) values ('traffic.tidy', '{}')`
    const left = async () =>
      (
        await owner`
        select (select count(*)::int from traffic_minutes where at < ${iso(hour + HOUR_MS)}) as minutes,
          (select count(*)::int from traffic_hours) as hours`
      )[0]
    await expect.poll(left, { timeout: 10_000 }).toEqual({ minutes: 0, hours: 1 })
    expect((await read(span)).body).toEqual(before)
  })
})

describe('orders', () => {
  test('are counted by the shard and by the events of the store', async () => {
    const seller = sellerOf(store)
    const { variantId } = await seller.product(1_000)
    for (let i = 0; i < 2; i += 1)
      await seller.complete(await seller.checkout(await seller.cart({ [variantId]: 1 })))
    await expect.poll(async () => (await totalOf(`shard=${store.shard}`)).orders).toBe(2)
    expect((await totalOf('')).orders).toBe(2)
    expect((await totalOf(`tenant_id=${store.id}`)).orders).toBe(2)
    expect((await totalOf(`shard=${other.shard}`)).orders).toBe(0)
  })

  test('of a shard that does not answer are missing, and that is told', async () => {
    await platform.control.owner`
      insert into shards (name, region, max_tenants, status, worker_url)
      values ('shard-3', 'test', 1, 'maintenance', 'http://127.0.0.1:1')`
    expect((await read(around())).body).toMatchObject({ shards_missing: ['shard-3'], total: { orders: 2 } })
  })
})

test.each([
  ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
  ['from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z', 'to'],
  ['from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:00Z&step=60', 'step'],
  ['from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&step=61', 'step'],
  [`from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&tenant_id=${ALL}&shard=x`, 'shard'],
])('%s is refused', async (query, path) => {
  const answer = await read(query)
  expectProblem(answer, 'invalid_input')
  expect(answer.body.errors).toMatchObject([{ path }])
})

test('what there is not, is not found', async () => {
  expectProblem(await read(`${around()}&shard=shard-9`), 'not_found')
  expectProblem(await read(`${around()}&tenant_id=0198aaaa-0000-7000-8000-000000000000`), 'not_found')
})
