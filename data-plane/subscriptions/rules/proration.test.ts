import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { netOf, proration, timeInstead } from './proration.ts'

const DAY_MS = 86_400_000
const monthly = { interval: 'month', interval_count: 1 } as const
const yearly = { interval: 'year', interval_count: 1 } as const
/** September has 30 days. */
const september = { start: new Date('2027-09-01T00:00:00Z'), end: new Date('2027-10-01T00:00:00Z') }
const inDays = (days: number) => new Date(september.start.getTime() + days * DAY_MS)
const amountsOf = (lines: { kind: string; amount: number }[]) =>
  Object.fromEntries(lines.map(({ kind, amount }) => [kind, amount]))

describe('proration', () => {
  test('10.00 to 20.00 at half of a period: 5.00 back, 10.00 more', () => {
    const lines = proration(
      { ...monthly, amount: 1_000, ...september },
      { ...monthly, amount: 2_000 },
      inDays(15),
    )
    expect(amountsOf(lines)).toEqual({ unused_time: -500, remaining_time: 1_000 })
    expect(netOf(lines)).toBe(500)
    expect(lines[0]).toMatchObject({ from: '2027-09-16T00:00:00.000Z', to: '2027-10-01T00:00:00.000Z' })
  })

  test('it counts seconds', () => {
    const paid = { ...monthly, amount: 2_592_000, ...september }
    const free = { ...monthly, amount: 0 }
    const unused = (at: Date) => netOf(proration(paid, free, at))
    expect(unused(new Date('2027-09-10T07:08:09Z'))).toBe(
      -(2_592_000 - (9 * 86_400 + 7 * 3_600 + 8 * 60 + 9)),
    )
    expect(unused(new Date('2027-09-30T23:59:59Z'))).toBe(-1)
  })

  test('30.00 to 60.00 on the 15th of 30 days: 15.00 more, or 8 days of the new', () => {
    const [paid, next] = [
      { ...monthly, amount: 3_000, ...september },
      { ...monthly, amount: 6_000 },
    ]
    expect(netOf(proration(paid, next, inDays(15)))).toBe(1_500)
    expect(timeInstead(paid, next, inDays(15))).toEqual(inDays(15 + 8))
    expect(timeInstead({ ...paid, amount: 6_000 }, { ...next, amount: 3_000 }, inDays(15))).toEqual(
      inDays(15 + 30),
    )
  })

  test('less than before is below zero', () => {
    const lines = proration(
      { ...monthly, amount: 2_000, ...september },
      { ...monthly, amount: 1_000 },
      inDays(15),
    )
    expect(netOf(lines)).toBe(-500)
  })

  test('of another rhythm each second costs its part of a whole period', () => {
    const lines = proration(
      { ...monthly, amount: 1_000, ...september },
      { ...yearly, amount: 36_600 },
      inDays(15),
    )
    // From 1 September 2027 to 1 September 2028 are 366 days, at 1.00 a day.
    expect(amountsOf(lines)).toEqual({ unused_time: -500, remaining_time: 1_500 })
  })

  const amounts = fc.integer({ min: 0, max: 9_999_999_999 })
  const times = fc.integer({ min: 0, max: 30 * DAY_MS })

  test('of a whole period the old comes back whole, and the new costs all of it; at its end nothing does', () => {
    fc.assert(
      fc.property(amounts, amounts, (old, amount) => {
        const paid = { ...monthly, amount: old, ...september }
        expect(netOf(proration(paid, { ...monthly, amount }, september.start))).toBe(amount - old)
        expect(proration(paid, { ...monthly, amount }, september.end)).toEqual([])
      }),
    )
  })

  test('what was used and what is unused are the whole; there and back again costs nothing', () => {
    fc.assert(
      fc.property(amounts, amounts, times, (old, amount, ms) => {
        const at = new Date(september.start.getTime() + ms)
        const paid = { ...monthly, amount: old, ...september }
        const next = { ...monthly, amount }
        const unused = -netOf(proration(paid, { ...monthly, amount: 0 }, at))
        expect(unused).toBeGreaterThanOrEqual(0)
        expect(unused).toBeLessThanOrEqual(old)
        const there = netOf(proration(paid, next, at))
        const back = netOf(proration({ ...paid, amount }, { ...next, amount: old }, at))
        expect(there + back).toBe(0)
      }),
    )
  })

  test('time instead is never worth less than what is left, nor a day more', () => {
    const prices = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(prices, prices, times, (old, amount, ms) => {
        const at = new Date(september.start.getTime() + ms)
        const until = timeInstead({ ...monthly, amount: old, ...september }, { ...monthly, amount }, at)
        const days = (until.getTime() - at.getTime()) / DAY_MS
        const left = Math.floor((september.end.getTime() - at.getTime()) / 1000) / (30 * 86_400)
        const worth = old * left
        expect((days * amount) / 30).toBeGreaterThanOrEqual(worth - 1e-6)
        expect(((days - 1) * amount) / 30).toBeLessThan(worth + 1e-6)
      }),
    )
  })
})
