// What limits let through, by a clock of the test's own.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rateHeaders } from './answer.ts'
import { createLimiter, type Hit, isHit, type Limiter, leave, undo } from './limiter.ts'
import { boundsOf, LIMITS } from './rules.ts'
import type { RateLimits } from './schema.ts'
import type { Usage } from './usage.ts'

const NONE: RateLimits = {
  per_minute: null,
  per_hour: null,
  per_day: null,
  per_month: null,
  concurrent: null,
  burst: null,
}
const bounds = (limits: Partial<RateLimits>) => boundsOf('tenant', { ...NONE, ...limits })
const NOON = Date.parse('2026-02-14T12:00:00Z')

/** A limiter at noon, and the clock on its wall. */
function open(): { limiter: Limiter; set: (now: number | string) => void; now: () => number } {
  let time = NOON
  return {
    limiter: createLimiter({ now: () => time }),
    set: (now) => {
      time = typeof now === 'number' ? now : Date.parse(now)
    },
    now: () => time,
  }
}
const admit = (limiter: Limiter, limits: ReturnType<typeof bounds>, id = 'x') =>
  limiter.admit(id, undefined, limits) as Usage | Hit
/** How many of `n` that come at once pass, and are over. */
function pass(limiter: Limiter, limits: ReturnType<typeof bounds>, n = 100): number {
  let count = 0
  for (let i = 0; i < n; i += 1) {
    const result = admit(limiter, limits)
    if (isHit(result)) continue
    count += 1
    leave(result)
  }
  return count
}

describe('a window', () => {
  test.each<[keyof RateLimits, string, string]>([
    ['per_minute', '2026-02-14T12:00:59.999Z', '2026-02-14T12:01:00Z'],
    ['per_hour', '2026-02-14T12:59:59.999Z', '2026-02-14T13:00:00Z'],
    ['per_day', '2026-02-14T23:59:59.999Z', '2026-02-15T00:00:00Z'],
    ['per_month', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00Z'],
  ])('%s lasts to %s and begins anew at %s', (name, last, next) => {
    const { limiter, set } = open()
    const limits = bounds({ [name]: 7 })
    expect(pass(limiter, limits)).toBe(7)
    set(last)
    expect(pass(limiter, limits)).toBe(0)
    set(next)
    expect(pass(limiter, limits)).toBe(7)
  })

  test('does not end twice when the clock is set back a little', () => {
    const { limiter, set } = open()
    const limits = bounds({ per_minute: 5 })
    set('2026-02-14T12:00:59.999Z')
    pass(limiter, limits)
    for (const now of ['2026-02-14T12:01:00.001Z', '2026-02-14T12:00:59.990Z', '2026-02-14T12:01:00.002Z']) {
      set(now)
      expect(pass(limiter, limits)).toBe(now.endsWith('00.001Z') ? 5 : 0)
    }
  })

  test('never holds more than its limit, whatever comes when', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 40_000 }), n: fc.integer({ min: 1, max: 12 }) })
    const limits = fc.record({
      per_minute: fc.integer({ min: 1, max: 10 }),
      per_hour: fc.integer({ min: 5, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), limits, (steps, most) => {
        const { limiter, set, now } = open()
        const counts = new Map<string, number>()
        let wanted = 0
        let passed = 0
        for (const { wait, n } of steps) {
          set(now() + wait)
          const count = pass(limiter, bounds(most), n)
          const minute = `minute ${Math.floor(now() / 60_000)}`
          const hour = `hour ${Math.floor(now() / 3_600_000)}`
          const room = Math.min(
            most.per_minute - (counts.get(minute) ?? 0),
            most.per_hour - (counts.get(hour) ?? 0),
          )
          expect(count).toBe(Math.min(n, room))
          for (const window of [minute, hour]) counts.set(window, (counts.get(window) ?? 0) + count)
          wanted += n
          passed += count
        }
        expect(passed).toBeLessThanOrEqual(wanted)
      }),
    )
  })
})

test('a burst is never more than its size and what came back since', () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 3_000 }), n: fc.integer({ min: 1, max: 30 }) })
  const burst = fc.record({
    size: fc.integer({ min: 1, max: 20 }),
    per_second: fc.integer({ min: 1, max: 10 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), burst, (steps, burst) => {
      const { limiter, set, now } = open()
      const limits = bounds({ burst })
      const passes: { at: number; count: number }[] = []
      for (const { wait, n } of steps) {
        set(now() + wait)
        passes.push({ at: now(), count: pass(limiter, limits, n) })
      }
      for (const [i, first] of passes.entries()) {
        let count = 0
        for (const { at, count: more } of passes.slice(i)) {
          count += more
          const back = ((at - first.at) / 1_000) * burst.per_second
          expect(count).toBeLessThanOrEqual(burst.size + back + 1e-6)
        }
      }
      set(now() + Math.ceil((burst.size / burst.per_second) * 1_000) + 1)
      expect(pass(limiter, limits)).toBe(burst.size)
    }),
  )
})

describe('what runs at once', () => {
  test('is limited until it is over', () => {
    const { limiter } = open()
    const limits = bounds({ concurrent: 2 })
    const [one, two, three] = [1, 2, 3].map(() => admit(limiter, limits))
    expect([one, two].some((result) => isHit(result!))).toBe(false)
    expect(three).toMatchObject({ limit: LIMITS.indexOf('concurrent') })
    leave(one as Usage)
    expect(isHit(admit(limiter, limits))).toBe(false)
    expect(isHit(admit(limiter, limits))).toBe(true)
  })

  test('is what it was after any sequence of comings and goings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (moves, most) => {
          const { limiter } = open()
          const limits = bounds({ concurrent: most })
          const running: Usage[] = []
          for (const comes of moves) {
            if (!comes) {
              const done = running.pop()
              if (done !== undefined) leave(done)
              continue
            }
            const result = admit(limiter, limits)
            expect(isHit(result)).toBe(running.length >= most)
            if (!isHit(result)) running.push(result)
          }
        },
      ),
    )
  })
})

test('a refusal counts nothing, and what is undone neither', () => {
  const { limiter, set } = open()
  const limits = bounds({ per_minute: 5, per_day: 20, burst: { size: 100, per_second: 1 } })
  expect(pass(limiter, limits, 1_000)).toBe(5)
  for (let minute = 1; minute < 4; minute += 1) {
    set(NOON + minute * 60_000)
    for (let i = 0; i < 50; i += 1) undo(admit(limiter, limits) as Usage)
    expect(pass(limiter, limits, 1_000)).toBe(5)
  }
  set(NOON + 4 * 60_000)
  expect(pass(limiter, limits)).toBe(0)
})

test('other limits count at once: what was used is used, and a larger burst is there', () => {
  const { limiter } = open()
  expect(pass(limiter, bounds({ per_minute: 5, burst: { size: 5, per_second: 1 } }))).toBe(5)
  expect(pass(limiter, bounds({ per_minute: 5, burst: null }))).toBe(0)
  expect(pass(limiter, bounds({ per_minute: 8, burst: { size: 9, per_second: 1 } }))).toBe(3)
  expect(pass(limiter, bounds({ per_minute: 4 }))).toBe(0)
})

test('of several limits the one is named that holds longest', () => {
  const { limiter } = open()
  const limits = bounds({ per_minute: 2, per_day: 2, concurrent: 2, burst: { size: 2, per_second: 1 } })
  for (let i = 0; i < 2; i += 1) admit(limiter, limits)
  expect(admit(limiter, limits)).toMatchObject({ limit: LIMITS.indexOf('per_day') })
})

test('whoever is idle is forgotten, but not while a request of theirs runs', async () => {
  const { limiter, set } = open()
  const limits = bounds({ per_day: 1 })
  const running = admit(limiter, limits, 'runs') as Usage
  leave(admit(limiter, limits, 'idle') as Usage)
  set(NOON + 11 * 60_000)
  await limiter.settle()
  expect(isHit(admit(limiter, limits, 'idle'))).toBe(false)
  expect(isHit(admit(limiter, limits, 'runs'))).toBe(true)
  leave(running)
})

test('a flood of ids has no more room than there is', () => {
  const { limiter } = open()
  const limits = bounds({ per_minute: 1 })
  admit(limiter, limits, 'first')
  for (let i = 0; i < 200_000; i += 1) admit(limiter, limits, `id ${i}`)
  expect(isHit(admit(limiter, limits, 'id 199999'))).toBe(true)
  expect(isHit(admit(limiter, limits, 'first'))).toBe(false)
})

describe('the headers', () => {
  // RFC 8941: a list of strings with parameters, as draft-ietf-httpapi-ratelimit-headers-10 has them.
  const POLICY = /^"[a-z_]+";q=\d{1,15};w=\d{1,15}$/
  const LIMIT = /^"[a-z_]+";r=\d{1,15};t=\d{1,15}$/

  test('follow the grammar, and tell of the same policy', () => {
    const some = fc.option(fc.integer({ min: 1, max: 1_000_000 }))
    const limits = fc.record({
      per_minute: fc.integer({ min: 50, max: 100 }),
      per_hour: some,
      per_day: some,
      per_month: some,
      concurrent: some,
      burst: fc.option(
        fc.record({ size: fc.integer({ min: 30, max: 99 }), per_second: fc.integer({ min: 1, max: 9 }) }),
      ),
    })
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 2_000_000_000 }), (limits, later) => {
        const { limiter, set, now } = open()
        set(NOON + later)
        const usage = admit(limiter, boundsOf('key', limits))
        if (isHit(usage)) throw new Error('The first one passes.')
        const { 'ratelimit-policy': policy = '', ratelimit = '' } = rateHeaders([usage], now()) ?? {}
        expect(policy).toMatch(POLICY)
        expect(ratelimit).toMatch(LIMIT)
        expect(ratelimit.split(';')[0]).toBe(policy.split(';')[0])
        const number = (text: string, name: string) => Number(new RegExp(`;${name}=(\\d+)`).exec(text)?.[1])
        expect(number(ratelimit, 'r')).toBeLessThan(number(policy, 'q'))
        expect(number(ratelimit, 't')).toBeLessThanOrEqual(Math.max(1, number(policy, 'w') + 86_400))
      }),
    )
  })

  test('tell what is left and when it is more again', () => {
    const { limiter, set, now } = open()
    set('2026-02-14T12:00:20.500Z')
    const usage = admit(limiter, bounds({ per_minute: 100, per_hour: 1_000 })) as Usage
    expect(rateHeaders([usage], now())).toEqual({
      'ratelimit-policy': '"minute";q=100;w=60',
      ratelimit: '"minute";r=99;t=40',
    })
    expect(rateHeaders([admit(limiter, bounds({}), 'free') as Usage], now())).toBe(undefined)
  })
})
