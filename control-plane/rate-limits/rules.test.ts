import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Dated, effectiveLimits, windowAround, windowsAt } from './rules.ts'

const time = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2100-01-01') })

test('windows are those of the calendar in UTC', () => {
  const shown = (times: readonly number[]) => times.map((time) => new Date(time).toISOString())
  const { starts, ends } = windowsAt(Date.parse('2028-02-29T23:59:59.999Z'))
  expect(shown(starts)).toEqual([
    '2028-02-29T23:59:00.000Z',
    '2028-02-29T23:00:00.000Z',
    '2028-02-29T00:00:00.000Z',
    '2028-02-01T00:00:00.000Z',
  ])
  expect(new Set(shown(ends))).toEqual(new Set(['2028-03-01T00:00:00.000Z']))
})

test('every window holds its time, and the next one begins where it ends', () => {
  fc.assert(
    fc.property(time, (now) => {
      const { starts, ends } = windowsAt(now)
      for (const [i, start] of starts.entries()) {
        const end = ends[i] as number
        expect(start <= now && now < end).toBe(true)
        expect(windowsAt(end).starts[i]).toBe(end)
        expect(windowsAt(end - 1).starts[i]).toBe(start)
      }
    }),
  )
})

test('a fixed window of limiters holds the whole of each window of the calendar', () => {
  fc.assert(
    fc.property(time, (now) => {
      const { starts, ends } = windowsAt(now)
      for (const [i, start] of starts.entries()) {
        const end = ends[i] as number
        const length = windowAround(start, end)
        expect(Number.isInteger(length) && length >= end - start).toBe(true)
        expect(Math.floor((end - 1) / length)).toBe(Math.floor(start / length))
      }
    }),
  )
})

describe('overrides', () => {
  const limits = {
    per_minute: 1,
    per_hour: 2,
    per_day: 3,
    per_month: null,
    concurrent: 5,
    burst: { size: 6, per_second: 7 },
  }
  const plan = { tenant: limits, key: limits }
  const override = (id: string, limits: Dated['limits'], from: number, until: number | null): Dated => ({
    id,
    scope: 'tenant',
    limits,
    from,
    until,
  })

  test('hold from their first to before their last moment, and tell when that changes', () => {
    const list = [override('a', { per_minute: 10 }, 100, 200)]
    const at = (now: number) => {
      const { tenant, until } = effectiveLimits(plan, list, now)
      return [tenant.limits.per_minute, until]
    }
    expect([99, 100, 199, 200].map(at)).toEqual([
      [1, 100],
      [10, 200],
      [10, 200],
      [1, Number.POSITIVE_INFINITY],
    ])
  })

  test('of several the last one counts, limit by limit, and also when it says that there is none', () => {
    const list = [
      override('a', { per_minute: 10, per_hour: 20 }, 0, null),
      override('b', { per_minute: null }, 0, null),
    ]
    const { tenant, key } = effectiveLimits(plan, list, 1)
    expect(tenant.limits).toEqual({ ...limits, per_minute: null, per_hour: 20 })
    expect(tenant.overridden_by).toMatchObject({ per_minute: 'b', per_hour: 'a', per_day: null })
    expect(key.limits).toEqual(limits)
  })
})
