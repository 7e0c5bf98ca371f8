// The cache by itself, with a clock and a network that the test moves.
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Cache, createCache, type Slot } from './cache.ts'
import { ttlMs } from './classes.ts'
import { FRESH_MS } from './memory.ts'
import type { SharedCache } from './redis.ts'

const A = '0199a000-0000-7000-8000-00000000000a'
const B = '0199a000-0000-7000-8000-00000000000b'

let time = 0
beforeEach(() => {
  time = 0
})

/** A cache that hears changes until the test stops its heart. */
function openCache(over: { maxBytes?: number; redis?: SharedCache } = {}): Cache {
  const cache = createCache({ maxBytes: 1_000_000, shard: 'test', now: () => time, ...over })
  cache.listening.onUp()
  beat(cache)
  return cache
}
const beat = (cache: Cache) => cache.listening.onBeat()()
const change = (tenant: string, versions: Record<string, number>) => JSON.stringify({ tenant, versions })
const slot = (key: string, over: Partial<Slot<string>> = {}): Slot<string> => ({
  class: 'product',
  key,
  tags: ['t'],
  read: (text) => text,
  ...over,
})
const noVersions = async () => new Map<string, number>()
const load = (
  cache: Cache,
  text: string,
  { tenant = A, ...over }: { tenant?: string } & Partial<Slot<string>> = {},
) => cache.load(tenant, slot('k', over), { load: async () => text, versions: noVersions })

describe('a value is given from memory', () => {
  test('to its tenant, under its key', async () => {
    const cache = openCache()
    await load(cache, 'one')
    expect([cache.get(A, 'k'), cache.get(A, 'other'), cache.get(B, 'k')]).toEqual([
      'one',
      undefined,
      undefined,
    ])
  })

  test('until its time to live is over, though it is used all the time', async () => {
    const cache = openCache()
    await load(cache, 'one', { class: 'search' })
    for (; time < ttlMs('search'); time += 1_000) {
      beat(cache)
      expect(cache.get(A, 'k')).toBe('one')
    }
    beat(cache)
    expect(cache.get(A, 'k')).toBe(undefined)
  })

  test('until one of its tags changes, or all of its tenant', async () => {
    for (const [text, due] of [
      [change(A, { u: 1 }), undefined],
      [change(A, { '*': 1 }), undefined],
      [change(A, { v: 1 }), 'one'],
      [change(B, { '*': 1, u: 1 }), 'one'],
      ['not ours', undefined],
      ['{"tenant":"?"}', undefined],
    ] as const) {
      const cache = openCache()
      await load(cache, 'one', { tags: ['t', 'u'] })
      cache.listening.onMessage(text)
      expect(cache.get(A, 'k'), text).toBe(due)
    }
  })

  test('though the process hears once more of a commit of its own', async () => {
    const cache = openCache()
    cache.committed(change(A, { t: 1 }))
    await load(cache, 'one')
    cache.listening.onMessage(change(A, { t: 1 }))
    expect(cache.get(A, 'k')).toBe('one')
  })

  test('only while changes are heard of', async () => {
    const cache = openCache()
    await load(cache, 'one')
    time += FRESH_MS - 1
    expect(cache.get(A, 'k')).toBe('one')
    time += 1
    expect(cache.get(A, 'k')).toBe(undefined)
    expect(await load(cache, 'two')).toBe('two')
    beat(cache)
    expect(cache.get(A, 'k')).toBe('one')
    cache.listening.onDown()
    expect(cache.get(A, 'k')).toBe(undefined)
  })

  test('a heartbeat counts from when it was sent', async () => {
    const cache = openCache()
    await load(cache, 'one')
    const heard = cache.listening.onBeat()
    time += FRESH_MS
    heard()
    expect(cache.get(A, 'k')).toBe(undefined)
  })

  test('not after changes were not heard of for a while: what was missed is unknown', async () => {
    const cache = openCache()
    await load(cache, 'one')
    cache.listening.onDown()
    cache.listening.onUp()
    beat(cache)
    expect(cache.get(A, 'k')).toBe(undefined)
  })
})

describe('a load', () => {
  /** A load that ends when the test says so. */
  function slow(cache: Cache, over: Partial<Slot<string>> = {}) {
    const { promise, resolve } = Promise.withResolvers<string>()
    const result = cache.load(A, slot('k', over), { load: () => promise, versions: noVersions })
    return { result, end: resolve }
  }

  test('is shared by all who ask meanwhile', async () => {
    const cache = openCache()
    const first = slow(cache)
    const others = [load(cache, 'never'), load(cache, 'loaded')]
    first.end('one')
    expect(await Promise.all([first.result, ...others])).toEqual(['one', 'one', 'one'])
  })

  test('that began before a change is neither shared after it nor kept', async () => {
    const cache = openCache()
    const first = slow(cache)
    cache.listening.onMessage(change(A, { t: 1 }))
    expect(await load(cache, 'new')).toBe('new')
    first.end('old')
    expect(await first.result).toBe('old')
    expect(cache.get(A, 'k')).toBe('new')
  })

  test('that began before changes were missed is not kept', async () => {
    const cache = openCache()
    const first = slow(cache)
    cache.listening.onDown()
    cache.listening.onUp()
    beat(cache)
    first.end('old')
    await first.result
    expect(cache.get(A, 'k')).toBe(undefined)
  })

  test('that fails is not kept, and the next one is tried', async () => {
    const cache = openCache()
    const fail = { load: () => Promise.reject(new Error('away')), versions: noVersions }
    await expect(cache.load(A, slot('k'), fail)).rejects.toThrow('away')
    expect(await load(cache, 'one')).toBe('one')
  })

  test('inside a transaction waits for nobody, and nobody for it', async () => {
    const cache = openCache()
    const first = slow(cache)
    expect(await cache.loadAlone(A, slot('k'), async () => 'alone')).toBe('alone')
    expect(cache.get(A, 'k')).toBe('alone')
    first.end('one')
    await first.result
    const { promise, resolve } = Promise.withResolvers<string>()
    const alone = cache.loadAlone(A, slot('l'), () => promise)
    expect(await load(cache, 'mine', { key: 'l' })).toBe('mine')
    resolve('alone')
    expect(await alone).toBe('alone')
  })
})

test('memory is bounded in bytes; what was used least recently goes first', async () => {
  const cache = openCache({ maxBytes: 10_000 })
  const bytes = () => cache.statistics(A).classes.reduce((sum, one) => sum + one.bytes, 0)
  for (let i = 0; i < 50; i += 1) {
    await load(cache, 'x'.repeat(1_000), { key: `k${i}` })
    expect(cache.get(A, 'k0')).toBeDefined()
    expect(bytes()).toBeLessThanOrEqual(10_000)
  }
  expect([cache.get(A, 'k1'), cache.get(A, 'k49')]).toEqual([undefined, 'x'.repeat(1_000)])
  const { entries } = cache.statistics(A).classes.find((one) => one.class === 'product')!
  await load(cache, 'ü'.repeat(20_000), { key: 'large' })
  expect(cache.get(A, 'large')).toBe(undefined)
  expect(cache.totals.product).toMatchObject({ entries, bytes: bytes() })
})

test('settings are kept beside answers, and not pushed out by them', async () => {
  const cache = openCache({ maxBytes: 0 })
  await load(cache, 'settings', { key: 'store', class: 'settings' })
  await load(cache, 'page', { key: 'page' })
  expect([cache.get(A, 'store'), cache.get(A, 'page')]).toEqual(['settings', undefined])
  cache.listening.onUp()
  expect(cache.get(A, 'store')).toBe(undefined)
})

test('hits and misses are counted by class, and by tenant', async () => {
  const cache = openCache()
  await load(cache, 'one')
  cache.get(A, 'k')
  cache.get(A, 'k')
  await load(cache, 'one', { tenant: B, class: 'listing' })
  time += FRESH_MS
  await load(cache, 'one')
  expect(cache.totals.product).toMatchObject({ memory: 2, miss: 1, bypass: 1, redis: 0, entries: 1 })
  const of = (tenant: string, name: string) =>
    cache.statistics(tenant).classes.find((one) => one.class === name)
  expect(of(A, 'product')).toMatchObject({ hits: 2, misses: 2, entries: 1 })
  expect(of(A, 'listing')).toMatchObject({ hits: 0, misses: 0, entries: 0, bytes: 0 })
  expect(of(B, 'listing')).toMatchObject({ hits: 0, misses: 1, entries: 1 })
})

test('what this process has only heard of a tag is not what Redis is asked for', async () => {
  const asked: string[] = []
  const redis: SharedCache = {
    get: async (key) => void asked.push(key),
    set: () => {},
    close: () => {},
  }
  const cache = openCache({ redis })
  // A later commit of another process was told before: its message found no tag here.
  cache.committed(change(A, { t: 3 }))
  await cache.load(A, slot('k'), { load: async () => '4', versions: async () => new Map([['t', 4]]) })
  expect(asked).toEqual([expect.stringMatching(/,4$/)])
})

/** A database with one value, whose changes are told in the order of their commits, and two processes that cache it. */
async function play(
  s: fc.Scheduler,
  steps: readonly (readonly ['read' | 'write', 0 | 1])[],
  withRedis: boolean,
) {
  let committed = 0
  const stored = new Map<string, string>()
  const redis: SharedCache = {
    get: (key) => s.schedule(Promise.resolve(), 'redis').then(() => stored.get(key)),
    set: (key, text) => void stored.set(key, text),
    close: () => {},
  }
  const caches = [0, 1].map(() => openCache(withRedis ? { redis } : {}))
  const acknowledged = [0, 0]
  // Each process hears of all commits in their order, some time later.
  let delivered: Promise<unknown> = Promise.resolve()
  const source = () => ({
    load: async () => {
      await s.schedule(Promise.resolve(), 'query arrives')
      const seen = committed
      await s.schedule(Promise.resolve(), 'answer arrives')
      return String(seen)
    },
    versions: async () => {
      await s.schedule(Promise.resolve(), 'versions')
      return new Map(committed === 0 ? [] : [['t', committed]])
    },
  })
  const write = async (at: 0 | 1) => {
    await s.schedule(Promise.resolve(), 'commit')
    committed += 1
    const text = change(A, { t: committed })
    const version = committed
    delivered = delivered
      .then(() => s.schedule(Promise.resolve(), 'tell'))
      .then(() => {
        for (const cache of caches) cache.listening.onMessage(text)
      })
    await s.schedule(Promise.resolve(), 'acknowledge')
    caches[at]?.committed(text)
    acknowledged[at] = Math.max(acknowledged[at] ?? 0, version)
  }
  const read = async (at: 0 | 1) => {
    await s.schedule(Promise.resolve(), 'read')
    const due = acknowledged[at] ?? 0
    const cache = caches[at] as Cache
    const value = cache.get<string>(A, 'k') ?? (await cache.load(A, slot('k'), source()))
    expect(Number(value)).toBeGreaterThanOrEqual(due)
  }
  const done = Promise.all(steps.map(([kind, at]) => (kind === 'read' ? read(at) : write(at))))
  await s.waitFor(done)
  await s.waitFor(delivered)
  // At rest everybody has the last value.
  for (const cache of caches)
    expect(cache.get<string>(A, 'k') ?? (await s.waitFor(cache.load(A, slot('k'), source())))).toBe(
      String(committed),
    )
}

test.each([
  ['memory alone', false],
  ['Redis behind it', true],
])(
  'with %s, nobody reads older than what their process has acknowledged, in any order of events',
  async (_, withRedis) => {
    const step = fc.tuple(fc.constantFrom('read', 'write'), fc.constantFrom(0 as const, 1 as const))
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 12 }), (s, steps) =>
        play(s, steps, withRedis),
      ),
      { numRuns: 3_000 },
    )
  },
)
