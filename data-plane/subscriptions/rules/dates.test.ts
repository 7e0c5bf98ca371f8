import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateAt, INTERVALS, lengthFrom, renewalOf, startOf, stepAfter } from './dates.ts'

const at = (text: string) => new Date(text)
const monthly = { interval: 'month', interval_count: 1 } as const
const days = (anchor: string, rhythm: Parameters<typeof dateAt>[1], count: number) =>
  Array.from({ length: count }, (_, n) => dateAt(at(anchor), rhythm, n).toISOString().slice(0, 10))

describe('the dates of a rhythm', () => {
  test('a month that is too short ends on its last day, and the next is as the first', () => {
    expect(days('2027-01-31T10:00:00Z', monthly, 5)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ])
    expect(days('2028-01-31T10:00:00Z', monthly, 2)).toEqual(['2028-01-31', '2028-02-29'])
  })

  test('29 February comes back in leap years', () => {
    const yearly = { interval: 'year', interval_count: 1 } as const
    expect(days('2028-02-29T00:00:00Z', yearly, 5)).toEqual([
      '2028-02-29',
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ])
  })

  test('days, weeks and several months are counted from the anchor', () => {
    expect(days('2027-12-30T23:59:59Z', { interval: 'day', interval_count: 3 }, 2)).toEqual([
      '2027-12-30',
      '2028-01-02',
    ])
    expect(days('2027-12-30T00:00:00Z', { interval: 'week', interval_count: 2 }, 2)).toEqual([
      '2027-12-30',
      '2028-01-13',
    ])
    expect(days('2027-11-30T00:00:00Z', { interval: 'month', interval_count: 3 }, 2)).toEqual([
      '2027-11-30',
      '2028-02-29',
    ])
  })

  const anchors = fc.date({
    min: at('2000-01-01T00:00:00Z'),
    max: at('2060-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  const rhythms = fc.record({
    interval: fc.constantFrom(...INTERVALS),
    interval_count: fc.integer({ min: 1, max: 24 }),
  })

  test('any sequence goes up, keeps the time of day, and the day of the month where that has it', () => {
    fc.assert(
      fc.property(anchors, rhythms, fc.integer({ min: 0, max: 60 }), (anchor, rhythm, n) => {
        const [before, date] = [dateAt(anchor, rhythm, n), dateAt(anchor, rhythm, n + 1)]
        expect(date.getTime()).toBeGreaterThan(before.getTime())
        expect(date.getTime() % 86_400_000).toBe(anchor.getTime() % 86_400_000)
        if (rhythm.interval !== 'month' && rhythm.interval !== 'year') return
        const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
        expect(date.getUTCDate()).toBe(Math.min(anchor.getUTCDate(), lastDay))
        const months = rhythm.interval_count * (rhythm.interval === 'year' ? 12 : 1)
        const monthOf = (of: Date) => of.getUTCFullYear() * 12 + of.getUTCMonth()
        expect(monthOf(date) - monthOf(anchor)).toBe(months * (n + 1))
      }),
    )
  })

  test('the next step is the first to come, however much was missed', () => {
    fc.assert(
      fc.property(anchors, rhythms, fc.integer({ min: 0, max: 400 }), (anchor, rhythm, late) => {
        const schedule = { anchor, step: 3, ...rhythm }
        const now = new Date(renewalOf(schedule).getTime() + late * 86_400_000)
        const step = stepAfter(schedule, now)
        expect(step).toBeGreaterThan(3)
        expect(renewalOf({ ...schedule, step }).getTime()).toBeGreaterThan(now.getTime())
        if (step > 4)
          expect(renewalOf({ ...schedule, step: step - 1 }).getTime()).toBeLessThanOrEqual(now.getTime())
      }),
    )
  })

  test('an interval is as long as its days', () => {
    expect(lengthFrom(at('2027-02-01T00:00:00Z'), monthly)).toBe(28 * 86_400_000)
  })
})

test('a trial goes before the first cycle', () => {
  const now = at('2027-01-20T08:00:00Z')
  expect(startOf({ ...monthly, trial_days: 14 }, now)).toEqual({
    anchor: at('2027-02-03T08:00:00Z'),
    step: 0,
    cycle: 0,
    trialEndsAt: at('2027-02-03T08:00:00Z'),
  })
  expect(startOf({ ...monthly, trial_days: 0 }, now)).toEqual({
    anchor: now,
    step: 1,
    cycle: 1,
    trialEndsAt: null,
  })
})
