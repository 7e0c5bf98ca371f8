import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Hearing, trackedCache } from './cache.ts'

type Value = { version: number }

let hearing: Hearing
/** What the database holds, how often it was asked, and whether it answers. */
let version: number
let asked: string[]
let answers: () => Promise<void>

beforeEach(() => {
  vi.useFakeTimers()
  hearing = { unheardSince: undefined, failedAt: undefined }
  version = 1
  asked = []
  answers = async () => {}
})
afterEach(() => {
  vi.useRealTimers()
})

const makeCache = () =>
  trackedCache<Value>(async (key) => {
    asked.push(key)
    const value = key === 'none' ? undefined : { version }
    await answers()
    return value
  }, hearing)

const stopHearing = () => {
  hearing.unheardSince = Date.now()
}
const failing = () => Promise.reject(new Error('unreachable'))

/** Keeps the database from answering until released. */
function hold(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  answers = () => promise
  return resolve
}

test('a value is asked for once, however many want it', async () => {
  const cache = makeCache()
  const release = hold()
  const wanted = [cache.get('a'), cache.get('a'), cache.get('a'), cache.get('b')]
  release()
  expect(await Promise.all(wanted)).toEqual(Array.from({ length: 4 }, () => ({ version: 1 })))
  await cache.get('a')
  expect(asked).toEqual(['a', 'b'])
})

test('while changes are heard, a value is never asked for again', async () => {
  const cache = makeCache()
  await cache.get('a')
  vi.advanceTimersByTime(24 * 3_600_000)
  await cache.get('a')
  expect(asked).toEqual(['a'])
})

test('what does not exist is asked for each time', async () => {
  const cache = makeCache()
  expect(await cache.get('none')).toBe(undefined)
  expect(await cache.get('none')).toBe(undefined)
  expect(asked).toEqual(['none', 'none'])
})

test('a forgotten value is asked for again, others are not', async () => {
  const cache = makeCache()
  await cache.get('a')
  await cache.get('b')
  version = 2
  cache.forget(['a', 'unknown'])
  expect(await cache.get('a')).toEqual({ version: 2 })
  expect(await cache.get('b')).toEqual({ version: 1 })
  cache.clear()
  expect(await cache.get('b')).toEqual({ version: 2 })
})

test.each(['forget', 'clear'] as const)(
  'a value whose change is heard while it loads is not kept (%s)',
  async (how) => {
    const cache = makeCache()
    const release = hold()
    const old = cache.get('a')
    version = 2
    if (how === 'forget') cache.forget(['a'])
    else cache.clear()
    const fresh = cache.get('a')
    const another = cache.get('a')
    release()
    expect(await old).toEqual({ version: 1 })
    expect(await fresh).toEqual({ version: 2 })
    expect(await another).toEqual({ version: 2 })
    expect(await cache.get('a')).toEqual({ version: 2 })
    expect(asked).toEqual(['a', 'a'])
  },
)

test('what is kept is bounded: the oldest goes', async () => {
  const cache = makeCache()
  for (let i = 0; i <= 200_000; i += 1) await cache.get(String(i))
  asked = []
  for (const key of ['1', '200000', '0']) await cache.get(key)
  expect(asked).toEqual(['0'])
})

test('a failed load is not kept', async () => {
  const cache = makeCache()
  answers = failing
  await expect(cache.get('a')).rejects.toThrow('unreachable')
  answers = async () => {}
  expect(await cache.get('a')).toEqual({ version: 1 })
})

test('while changes are not heard, a value is asked for again after a second', async () => {
  const cache = makeCache()
  await cache.get('a')
  vi.advanceTimersByTime(3_600_000)
  stopHearing()
  version = 2
  expect(await cache.get('a')).toEqual({ version: 1 })
  vi.advanceTimersByTime(999)
  expect(await cache.get('a')).toEqual({ version: 1 })
  vi.advanceTimersByTime(1)
  expect(await cache.get('a')).toEqual({ version: 2 })
  expect(await cache.get('a')).toEqual({ version: 2 })
  expect(asked).toEqual(['a', 'a'])
  vi.advanceTimersByTime(1_000)
  version = 3
  expect(await cache.get('a')).toEqual({ version: 3 })
})

test('a value that is gone is not served when that is found out', async () => {
  let value: Value | undefined = { version: 1 }
  const cache = trackedCache<Value>(async () => value, hearing)
  await cache.get('a')
  stopHearing()
  value = undefined
  vi.advanceTimersByTime(1_000)
  expect(await cache.get('a')).toBe(undefined)
})

test('when the database cannot be asked either, a known value is served for a minute and no longer', async () => {
  const cache = makeCache()
  await cache.get('a')
  stopHearing()
  answers = failing
  for (let second = 1; second < 60; second += 1) {
    vi.advanceTimersByTime(1_000)
    expect(await cache.get('a')).toEqual({ version: 1 })
  }
  vi.advanceTimersByTime(1_000)
  await expect(cache.get('a')).rejects.toThrow('unreachable')
  await expect(cache.get('b')).rejects.toThrow('unreachable')
})

test('only the first request waits for a database that is silent, and it is asked about once a second', async () => {
  const cache = makeCache()
  await cache.get('a')
  await cache.get('b')
  asked = []
  stopHearing()
  answers = () => new Promise((_, reject) => setTimeout(() => reject(new Error('silent')), 2_000))
  vi.advanceTimersByTime(1_000)
  const first = cache.get('a')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await first).toEqual({ version: 1 })
  expect(asked).toEqual(['a'])

  for (let tenth = 0; tenth < 50; tenth += 1) {
    await vi.advanceTimersByTimeAsync(100)
    // Answered without any time passing.
    expect(await Promise.all([cache.get('a'), cache.get('b')])).toEqual([{ version: 1 }, { version: 1 }])
  }
  expect(asked.length).toBeLessThanOrEqual(1 + 5)
})

test('once the database answers again, values are those of the last second', async () => {
  const cache = makeCache()
  await cache.get('a')
  await cache.get('b')
  stopHearing()
  answers = failing
  vi.advanceTimersByTime(1_000)
  await cache.get('a')
  answers = async () => {}
  version = 2
  vi.advanceTimersByTime(1_000)
  await cache.get('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(await cache.get('a')).toEqual({ version: 2 })
  expect(await cache.get('b')).toEqual({ version: 2 })
})

test('a value that was asked for long after the last failure is asked for at once', async () => {
  const cache = makeCache()
  await cache.get('a')
  stopHearing()
  answers = failing
  vi.advanceTimersByTime(1_000)
  await cache.get('a')
  answers = async () => {}
  version = 2
  vi.advanceTimersByTime(30_000)
  expect(await cache.get('a')).toEqual({ version: 2 })
})
