// Versions of tags in a real database, and how a cache hears of them.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ctx, inTx, type Shard } from '../context.ts'
import { CACHE_CHANNEL, deleteOldTags, readTagVersions, touchCacheTags } from '../db/cache-tags.ts'
import { openPool, type Pool } from '../db/connect.ts'
import { type Listener, listen } from '../db/listen.ts'
import { NO_CLIENT } from '../http/client.ts'
import { createLog } from '../log.ts'
import { createTestDatabase, type TestDatabase } from '../testing/database.ts'
import { NO_FILES } from '../testing/no-files.ts'
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.ts'
import { VAULT } from '../testing/vault.ts'
import { type Cache, createCache } from './cache.ts'
import { cached, touchTags } from './cached.ts'
import { FRESH_MS } from './memory.ts'

const log = createLog('silent', 'test')
let database: TestDatabase
let pool: Pool
let network: TcpProxy
let listener: Listener
let cache: Cache
let tenant: string
let skipped = 0
beforeAll(async () => {
  database = await createTestDatabase('shard')
  pool = openPool(database.appUrl, 4, 'cache test')
  network = await startTcpProxy(database.appUrl)
})
beforeEach(async () => {
  tenant = crypto.randomUUID()
  await database.owner`insert into app.tenants (tenant_id) values (${tenant})`
  skipped = 0
  cache = createCache({ maxBytes: 1_000_000, shard: 'test', now: () => performance.now() + skipped })
  listener = await listen(network.url, CACHE_CHANNEL, cache.listening, log)
})
afterEach(() => listener.stop())
afterAll(async () => {
  await network.stop()
  await pool.close()
  await database.drop()
})

const ctxOf = (over: Partial<Shard> = {}): Ctx => ({
  tenantId: tenant,
  epoch: 1,
  plan: 'starter',
  shard: {
    name: 'test',
    pool,
    queue: { wake: () => {} } as unknown as Shard['queue'],
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
    ...over,
  },
  principal: { kind: 'anonymous', id: '', permissions: new Set() },
  requestId: 'test',
  client: NO_CLIENT,
  now: new Date(),
  log,
})
const touch = (...tags: string[]) => inTx(ctxOf(), (ctx) => touchCacheTags(ctx.tx, tags))
const versions = async (...tags: string[]) => inTx(ctxOf(), (ctx) => readTagVersions(ctx.tx, tenant, tags))

/** A value that the test changes where the cache does not see it. */
let value = 'one'
const read = (ctx = ctxOf()): Promise<string> =>
  cached(ctx, { class: 'settings', key: 'value', tags: ['t'] }, async () => value)

test('a tag that never changed has no version; every change gives it a higher one', async () => {
  expect(await versions('t')).toEqual(new Map())
  await touch('t', 'u', 't')
  const first = await versions('t', 'u', 'v')
  expect([...first.keys()].sort()).toEqual(['t', 'u'])
  // As if the clock of another server had been ahead.
  await database.owner`update cache_tags set version = version + 1000000000000 where tenant_id = ${tenant} and tag = 't'`
  await touch('t')
  const second = await versions('t', 'u')
  expect(second.get('t')).toBe((first.get('t') ?? 0) + 1_000_000_000_001)
  expect(second.get('u')).toBe(first.get('u'))
})

test('what is told names tenant, tags and versions; more than a message can hold is told as a change of all', async () => {
  expect(JSON.parse(await touch('t'))).toEqual({ tenant, versions: Object.fromEntries(await versions('t')) })
  const many = Array.from({ length: 500 }, (_, i) => `product:a-rather-long-handle-${i}`)
  expect(JSON.parse(await touch(...many))).toEqual({
    tenant,
    versions: Object.fromEntries(await versions('*')),
  })
  expect((await versions(...many)).size).toBe(500)
})

test('changes of the same tags in any order, all at once, wait for each other and succeed', async () => {
  const tags = Array.from({ length: 30 }, (_, i) => `t${i}`)
  await touch(...tags)
  const changes = Array.from({ length: 40 }, (_, i) =>
    pool.transaction([{ text: 'select app.enter_tenant($1, 1)', values: [tenant] }], (tx) =>
      touchCacheTags(tx, i % 2 === 0 ? tags : tags.toReversed()),
    ),
  )
  await Promise.all(changes)
})

test('versions that are older than any entry are removed, the others stay', async () => {
  await touch('old', 'new')
  await database.owner`
    update cache_tags set version = version - 7201000000 where tenant_id = ${tenant} and tag = 'old'`
  await inTx(ctxOf(), (ctx) => deleteOldTags(ctx.tx, tenant, 2))
  expect([...(await versions('old', 'new')).keys()]).toEqual(['new'])
})

test('a commit is known in its process before it is acknowledged; a rollback changes nothing', async () => {
  value = 'one'
  expect([await read(), await read()]).toEqual(['one', 'one'])
  value = 'two'
  await expect(
    inTx(ctxOf(), async (ctx) => {
      touchTags(ctx, ['t'])
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  expect([await read(), [...(await versions('t'))]]).toEqual(['one', []])
  await inTx(ctxOf(), async (ctx) => touchTags(ctx, ['t']))
  expect(await read()).toBe('two')
})

test('a transaction reads its own change past the cache, and nobody else reads it before the commit', async () => {
  value = 'one'
  await read()
  await inTx(ctxOf(), async (ctx) => {
    value = 'two'
    expect(await read(ctx)).toBe('one')
    touchTags(ctx, ['t'])
    expect([await read(ctx), await read()]).toEqual(['two', 'one'])
  })
  expect(await read()).toBe('two')
})

test('a commit of another process is heard of', async () => {
  value = 'one'
  await read()
  value = 'two'
  const elsewhere = createCache({ maxBytes: 0, shard: 'test' })
  await inTx(ctxOf({ cache: elsewhere }), async (ctx) => touchTags(ctx, ['t']))
  await expect.poll(() => read()).toBe('two')
})

test('when notifications are lost, nothing older than the time that they are relied on is given', async () => {
  value = 'one'
  await read()
  network.silence()
  value = 'two'
  const elsewhere = createCache({ maxBytes: 0, shard: 'test' })
  await inTx(ctxOf({ cache: elsewhere }), async (ctx) => touchTags(ctx, ['t']))
  skipped = FRESH_MS
  expect(await read()).toBe('two')
  await network.heal()
  value = 'three'
  await inTx(ctxOf({ cache: elsewhere }), async (ctx) => touchTags(ctx, ['t']))
  await expect.poll(() => read(), { timeout: 10_000 }).toBe('three')
})
