// Several processes with a cache each, over one database and perhaps one Redis.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { hasRedis, startRedis, type TestRedis } from '../../shared/testing/redis.ts'

const LIST = '/store/v1/products'

let platform: TestPlatform
let store: TestStore
let other: Gateway
const title = async (process: Gateway): Promise<string> => (await list(process)).body.data[0].title
const list = (process: Gateway): Promise<Answer> =>
  process.call('GET', LIST, { host: `${store.slug}.localhost` })
const rename = async (process: Gateway, text: string) => {
  const { body } = await process.call('GET', '/admin/v1/products', { key: store.secret })
  const call = { key: store.secret, body: { title: text } }
  const { status } = await process.call('PATCH', `/admin/v1/products/${body.data[0].id}`, call)
  expect(status).toBe(200)
}
/** [hits, misses] of a process for the product list. */
async function counts(process: Gateway): Promise<[number, number]> {
  const { body } = await process.call('GET', '/admin/v1/cache', { key: store.secret })
  const { hits, misses } = body.classes.find((one: { class: string }) => one.class === 'listing')
  return [hits, misses]
}
const isHit = async (process: Gateway): Promise<boolean> => {
  const [before] = await counts(process)
  await list(process)
  return (await counts(process))[0] > before
}
const untilHit = (process: Gateway) =>
  expect.poll(() => isHit(process), { timeout: 15_000, interval: 50 }).toBe(true)

async function openStore(): Promise<void> {
  store = await platform.signUp()
  const product = { title: 'Candle', status: 'active', variants: [{}] }
  expect((await store.admin('POST', '/admin/v1/products', product)).status).toBe(201)
}

describe('without Redis', () => {
  beforeAll(async () => {
    platform = await startTestPlatform()
    other = await platform.startProcess()
  })
  beforeEach(openStore)
  afterAll(async () => {
    await other?.stop()
    await platform?.stop()
  })

  test('each process has a cache of its own, and soon hears what another changed', async () => {
    for (const process of [platform, other]) await untilHit(process)
    await rename(platform, 'Lamp')
    expect(await title(platform)).toBe('Lamp')
    await expect.poll(() => title(other)).toBe('Lamp')
    await rename(other, 'Vase')
    expect(await title(other)).toBe('Vase')
    await expect.poll(() => title(platform)).toBe('Vase')
    await store.admin('POST', '/admin/v1/cache/clear', {})
    const [, misses] = await counts(other)
    await expect
      .poll(async () => (await list(other)).status === 200 && (await counts(other))[1])
      .toBe(misses + 1)
  })

  test('a process that does not hear of changes answers from the database', async () => {
    for (const process of [platform, other]) await untilHit(process)
    const { owner } = platform.shards.get(store.shard)!
    const [database] = await owner`select current_database() as name`
    const letListen = (allowed: boolean) =>
      platform.control.owner.unsafe(`alter database ${database?.name} with allow_connections ${allowed}`)
    await letListen(false)
    try {
      await owner`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where application_name = 'storeplane-listen' and datname = current_database()`
      await expect.poll(() => isHit(other)).toBe(false)
      for (const text of ['Lamp', 'Vase']) {
        await rename(platform, text)
        expect([await title(platform), await title(other)]).toEqual([text, text])
      }
      expect(await isHit(other)).toBe(false)
    } finally {
      await letListen(true)
    }
    for (const process of [platform, other]) await untilHit(process)
    expect(await title(other)).toBe('Vase')
  })

  test('a tenant that is frozen or moved is no longer answered for from memory', async () => {
    await untilHit(platform)
    const { owner } = platform.shards.get(store.shard)!
    await owner`update app.tenants set epoch = epoch + 1 where tenant_id = ${store.id}`
    await expect.poll(async () => (await list(platform)).status).toBe(503)
  })
})

test('tags and their 304 pass the way to a worker in another process', async () => {
  platform = await startTestPlatform({ transport: 'http' })
  try {
    await openStore()
    const { headers, text } = await list(platform)
    const etag = headers.get('etag') ?? ''
    const again = (held: string) => store.shop('GET', LIST, undefined, { 'if-none-match': held })
    expect(await again('"other"')).toMatchObject({ status: 200, text })
    const unchanged = await again(etag)
    expect([unchanged.status, unchanged.text, unchanged.headers.get('etag')]).toEqual([304, '', etag])

    // A gateway keeps the answers of a worker elsewhere for a moment, and knows what was written through it.
    await expect.poll(() => isHit(platform)).toBe(false)
    expect((await list(platform)).text).toBe(text)
    await store.admin('POST', '/admin/v1/products', {
      title: 'Written here',
      variants: [{}],
      status: 'active',
    })
    expect((await list(platform)).text).toContain('Written here')
  } finally {
    await platform.stop()
  }
})

describe.skipIf(!hasRedis)('with Redis (skipped without redis-server on the PATH)', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
    platform = await startTestPlatform({ cache: { redisUrl: redis.url } })
  })
  beforeEach(async () => {
    await openStore()
    other = await platform.startProcess()
  })
  afterEach(() => other?.stop())
  afterAll(async () => {
    await platform?.stop()
    await redis?.stop()
  })

  /** What one process stored is found by the other once it is connected. */
  async function shared(process: Gateway): Promise<boolean> {
    await store.admin('POST', '/admin/v1/cache/clear', {})
    await list(platform)
    const [before] = await counts(process)
    await list(process)
    return (await counts(process))[0] > before
  }
  const untilShared = () => expect.poll(() => shared(other), { timeout: 15_000, interval: 50 }).toBe(true)

  test('what one process has loaded, another finds', async () => {
    await untilShared()
    expect((await list(other)).text).toBe((await list(platform)).text)
  })

  test('what was written is read anew by all, though the old answer is still stored', async () => {
    await untilShared()
    await rename(platform, 'Lamp')
    expect(await title(platform)).toBe('Lamp')
    await expect.poll(() => title(other)).toBe('Lamp')
    const fresh = await platform.startProcess()
    expect(await title(fresh)).toBe('Lamp')
    await fresh.stop()
  })

  test('a store does not find what another one stored', async () => {
    await untilShared()
    const text = await title(other)
    const first = store
    do await openStore()
    while (store.shard !== first.shard)
    await rename(platform, 'Mine')
    expect([text, await title(platform), await title(other)]).toEqual(['Candle', 'Mine', 'Mine'])
  })

  test('a Redis that falls silent or dies is a miss', async () => {
    await untilShared()
    redis.freeze()
    await rename(platform, 'Lamp')
    expect(await title(platform)).toBe('Lamp')
    await expect.poll(() => title(other)).toBe('Lamp')
    redis.thaw()
    await untilShared()
    await redis.stop()
    await rename(other, 'Vase')
    expect(await title(other)).toBe('Vase')
    await expect.poll(() => title(platform)).toBe('Vase')
    await untilHit(other)
    redis = await startRedis(Number(new URL(redis.url).port))
    await untilShared()
  })
})
