import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FairOptions, fairly } from './fair.ts'

const options = (over: Partial<FairOptions> = {}): FairOptions => ({
  total: 4,
  perKey: 3,
  maxWaiting: 100,
  maxWaitMs: 5_000,
  ...over,
})

/** Starts work that ends when told; `started` has what started, in its order. */
function bench(over?: Partial<FairOptions>) {
  const fair = fairly(options(over))
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const outcomes = new Map<string, Promise<string>>()
  const ask = (name: string, client?: () => AbortSignal) => {
    const work = () => {
      started.push(name)
      const { promise, resolve } = Promise.withResolvers<string>()
      ends.set(name, () => resolve(name))
      return promise
    }
    const outcome = (async () => fair(name.charAt(0), work, client))()
    outcome.catch(() => {})
    outcomes.set(name, outcome)
    return outcome
  }
  return {
    started,
    ask,
    askAll: (...names: string[]) => void names.map((name) => ask(name)),
    end: async (...names: string[]) => {
      for (const name of names) ends.get(name)?.()
      await Promise.all(names.map((name) => outcomes.get(name)))
      await settled()
    },
  }
}
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve))

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what runs at once', () => {
  test('is bounded for one and in all, and begins at once while there is room', () => {
    const { started, askAll } = bench()
    askAll('a1', 'a2', 'a3', 'a4', 'b1', 'b2')
    expect(started).toEqual(['a1', 'a2', 'a3', 'b1'])
  })

  test('is the full number again and again for one alone', async () => {
    const { started, askAll, end } = bench()
    askAll('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7')
    await end('a1', 'a2', 'a3')
    expect(started).toHaveLength(6)
    await end('a4')
    expect(started).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])
  })
})

describe('who waits', () => {
  test('is served in turn, however many wait before', async () => {
    const { started, askAll, end } = bench({ total: 1, perKey: 1 })
    askAll('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2')
    for (const name of ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']) await end(name)
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  test('does not wait for one that has all it may have', async () => {
    const { started, askAll, end } = bench({ total: 2, perKey: 1 })
    askAll('a1', 'a2', 'a3', 'b1')
    expect(started).toEqual(['a1', 'b1'])
    await end('b1')
    askAll('c1', 'b2')
    expect(started).toEqual(['a1', 'b1', 'c1'])
    await end('a1')
    expect(started.slice(3)).toEqual(['b2'])
    await end('c1')
    expect(started.slice(4)).toEqual(['a2'])
  })

  test('is refused when too many of the same wait, others are not', async () => {
    const { ask, askAll, started, end } = bench({ total: 1, perKey: 1, maxWaiting: 2 })
    askAll('a1', 'a2', 'a3')
    await expect(ask('a4')).rejects.toMatchObject({ code: 'too_many_requests', retryAfter: 1 })
    askAll('b1')
    for (const name of ['a1', 'b1']) await end(name)
    askAll('a5')
    for (const name of ['a2', 'a3', 'a5']) await end(name)
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3', 'a5'])
  })

  test('is refused after a while, and then takes no place', async () => {
    const { ask, askAll, started, end } = bench({ total: 1, perKey: 1 })
    askAll('a1')
    const late = ask('a2')
    vi.advanceTimersByTime(4_000)
    askAll('a3')
    vi.advanceTimersByTime(1_250)
    await expect(late).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })
    await end('a1')
    expect(started).toEqual(['a1', 'a3'])
    vi.advanceTimersByTime(60_000)
    await end('a3')
  })

  test('waits no longer when the client is gone', async () => {
    const { ask, askAll, started, end } = bench({ total: 1, perKey: 1 })
    const client = new AbortController()
    askAll('a1')
    const left = ask('b1', () => client.signal)
    askAll('c1')
    client.abort()
    vi.advanceTimersByTime(250)
    await expect(left).rejects.toMatchObject({ code: 'malformed_request' })
    await end('a1')
    expect(started).toEqual(['a1', 'c1'])
  })
})

test('work that fails or throws gives its place back', async () => {
  const fair = fairly(options({ total: 1, perKey: 1 }))
  await expect(fair('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  const throwing = () => {
    throw new Error('thrown')
  }
  expect(() => fair('a', throwing)).toThrow('thrown')
  expect(await fair('b', async () => 'done')).toBe('done')
})

describe('in one turn of the event loop', () => {
  test('so many of one key start, and others go before the rest of them', async () => {
    const fair = fairly(options({ total: 100, perKey: 50, perTurn: 2 }))
    const done: string[] = []
    const ask = (name: string) => void fair(name.charAt(0), () => done.push(name))
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'b1']) ask(name)
    await settled()
    expect(done).toEqual(['a1', 'a2', 'b1'])
    vi.advanceTimersToNextTimer()
    ask('c1')
    await settled()
    expect(done.slice(3)).toEqual(['c1', 'a3', 'a4'])
    vi.advanceTimersToNextTimer()
    await settled()
    expect(done.slice(6)).toEqual(['a5'])
  })
})
