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

const makeCache = (groupOf?: (value: Value) => string | undefined) =>
  trackedCache<Value>(
    async (key) => {
      asked.push(key)
      const value = key === 'none' ? undefined : { version }
      await answers()
      return value
    },
    hearing,
    groupOf,
  )

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

test('what does not exist is asked for once in a few seconds', async () => {
  const cache = makeCache()
  for (let i = 0; i < 100; i += 1) expect(await cache.get('none')).toBe(undefined)
  expect(asked).toEqual(['none'])
  vi.advanceTimersByTime(5_000)
  expect(await cache.get('none')).toBe(undefined)
  expect(asked).toEqual(['none', 'none'])
})

test.each(['forget', 'clear'] as const)(
  'what comes to exist is found when that is heard (%s)',
  async (how) => {
    let value: Value | undefined
    const cache = trackedCache<Value>(async () => value, hearing)
    expect(await cache.get('a')).toBe(undefined)
    value = { version: 1 }
    expect(await cache.get('a')).toBe(undefined)
    if (how === 'forget') cache.forget(['a'])
    else cache.clear()
    expect(await cache.get('a')).toEqual({ version: 1 })
  },
)

test('what comes to exist while that is not heard is found after a second', async () => {
  let value: Value | undefined
  const cache = trackedCache<Value>(async () => value, hearing)
  stopHearing()
  await cache.get('a')
  value = { version: 1 }
  vi.advanceTimersByTime(999)
  expect(await cache.get('a')).toBe(undefined)
  vi.advanceTimersByTime(1)
  expect(await cache.get('a')).toEqual({ version: 1 })
})

test('what came to exist while it was looked for is not taken for missing', async () => {
  let value: Value | undefined
  const cache = trackedCache<Value>(async () => {
    const found = value
    await answers()
    return found
  }, hearing)
  const release = hold()
  const looking = cache.get('a')
  value = { version: 1 }
  cache.forget(['a'])
  release()
  expect(await looking).toBe(undefined)
  expect(await cache.get('a')).toEqual({ version: 1 })
})

test('of what does not exist, the oldest is given up when it is much', async () => {
  const seen: string[] = []
  const cache = trackedCache<Value>(async (key) => void seen.push(key), hearing)
  for (let i = 0; i <= 10_000; i += 1) await cache.get(String(i))
  seen.length = 0
  for (const key of ['1', '10000', '0']) await cache.get(key)
  expect(seen).toEqual(['0'])
})

test('only what nothing is known of has to be let in', async () => {
  const cache = makeCache()
  const refused = () => {
    throw new Error('refused')
  }
  expect(() => cache.get('a', refused)).toThrow('refused')
  expect(await cache.get('a', () => undefined)).toBe(undefined)
  expect(asked).toEqual([])
  await cache.get('a', (look) => look())
  await cache.get('none')
  expect(cache.get('a', refused)).toEqual({ version: 1 })
  expect(cache.get('none', refused)).toBe(undefined)
  // To find out whether it still holds is not to be refused: a revoked key would live on.
  stopHearing()
  vi.advanceTimersByTime(1_000)
  version = 2
  expect(await cache.get('a', refused)).toEqual({ version: 2 })
})

test('who wants what is being looked for waits for that', async () => {
  const cache = makeCache()
  const release = hold()
  const first = cache.get('a', (look) => look())
  const second = cache.get('a', () => {
    throw new Error('refused')
  })
  release()
  expect(await Promise.all([first, second])).toEqual([{ version: 1 }, { version: 1 }])
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

test('the values of a group are forgotten together, others are not', async () => {
  const cache = makeCache((value) => (value.version === 9 ? undefined : `group ${value.version}`))
  for (const key of ['a', 'b', 'c']) await cache.get(key)
  version = 2
  await cache.get('d')
  cache.forget(['b'])
  await cache.get('b')
  version = 9
  await cache.get('e')
  asked = []
  cache.forgetGroups(['group 1', 'group 3'])
  for (const key of ['a', 'b', 'c', 'd', 'e']) await cache.get(key)
  expect(asked).toEqual(['a', 'c'])
  cache.forgetGroups(['group 2'])
  for (const key of ['b', 'd']) await cache.get(key)
  expect(asked).toEqual(['a', 'c', 'b', 'd'])
})

test.each(['forget', 'forgetGroups', 'clear'] as const)(
  'a value whose change is heard while it loads is not kept (%s)',
  async (how) => {
    const cache = makeCache()
    const release = hold()
    const old = cache.get('a')
    version = 2
    if (how === 'forget') cache.forget(['a'])
    else if (how === 'forgetGroups') cache.forgetGroups(['any'])
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
