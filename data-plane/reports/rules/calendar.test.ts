import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  bucketsOf,
  type Granularity,
  keysOf,
  localDate,
  type Period,
  previousBuckets,
  previousOf,
  rangesOf,
  startOfDay,
  startOfHour,
  usualGranularity,
} from './calendar.ts'

const period = (from: string, to: string): Period => ({ from, to })

test.each([
  ['2026-01-15', 'UTC', '2026-01-15T00:00:00.000Z'],
  ['2026-01-15', 'Asia/Kolkata', '2026-01-14T18:30:00.000Z'],
  ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
  ['2026-01-15', 'America/New_York', '2026-01-15T05:00:00.000Z'],
  // Days on which clocks change, and those behind them.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  // Clocks go from midnight to one.
  ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  // Midnight comes twice.
  ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
  ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ['2026-01-01', 'Pacific/Pago_Pago', '2026-01-01T11:00:00.000Z'],
])('%s begins in %s at %s', (date, zone, start) => {
  expect(startOfDay(date, zone).toISOString()).toBe(start)
  expect(localDate(startOfDay(date, zone), zone)).toBe(date)
  expect(localDate(new Date(startOfDay(date, zone).getTime() - 1), zone)).toBe(addDays(date, -1))
})

test.each([
  ['2026-01-15T10:59:59.999Z', 'UTC', '2026-01-15T10:00:00.000Z'],
  ['2026-01-15T10:29:59.999Z', 'Asia/Kolkata', '2026-01-15T09:30:00.000Z'],
  ['2026-01-15T10:30:00.000Z', 'Asia/Kolkata', '2026-01-15T10:30:00.000Z'],
  // The hour from two to three comes twice, and each is an hour of its own.
  ['2026-10-25T00:30:00.000Z', 'Europe/Berlin', '2026-10-25T00:00:00.000Z'],
  ['2026-10-25T01:30:00.000Z', 'Europe/Berlin', '2026-10-25T01:00:00.000Z'],
])('the hour of %s in %s', (at, zone, start) => {
  expect(startOfHour(new Date(at), zone).toISOString()).toBe(start)
})

test('the keys of a moment follow the time zone', () => {
  const at = new Date('2026-01-31T23:30:00.000Z')
  expect(keysOf(at, 'UTC')).toEqual({ hour: '2026-01-31T23:00:00.000Z', day: '2026-01-31', month: '2026-01' })
  expect(keysOf(at, 'Europe/Berlin')).toMatchObject({ day: '2026-02-01', month: '2026-02' })
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-01-15', -1, '2025-12-15'],
  ['2026-03-31', -12, '2025-03-31'],
])('%s and %i months is %s', (date, months, later) => {
  expect(addMonths(date, months)).toBe(later)
})

test.each<[Period, Period]>([
  [period('2026-03-10', '2026-03-10'), period('2026-03-09', '2026-03-09')],
  [period('2026-03-02', '2026-03-08'), period('2026-02-23', '2026-03-01')],
  // Whole months are compared with whole months.
  [period('2026-03-01', '2026-03-31'), period('2026-02-01', '2026-02-28')],
  [period('2026-01-01', '2026-12-31'), period('2025-01-01', '2025-12-31')],
  [period('2025-12-01', '2026-02-28'), period('2025-09-01', '2025-11-30')],
  [period('2026-03-02', '2026-03-31'), period('2026-01-31', '2026-03-01')],
])('before %o comes %o', (of, before) => {
  expect(previousOf(of)).toEqual(before)
})

test.each([
  [period('2026-01-01', '2026-01-02'), 'hour'],
  [period('2026-01-01', '2026-01-03'), 'day'],
  [period('2026-01-01', '2026-04-02'), 'day'],
  [period('2026-01-01', '2026-04-03'), 'week'],
  [period('2025-01-01', '2026-01-02'), 'month'],
])('%o is shown by %s', (of, granularity) => {
  expect(usualGranularity(of)).toBe(granularity)
})

test.each([
  [period('2026-03-10', '2026-03-12'), ['day 2026-03-10 2026-03-13']],
  [period('2026-03-01', '2026-03-31'), ['month 2026-03 2026-04']],
  [
    period('2026-01-31', '2026-03-01'),
    ['day 2026-01-31 2026-02-01', 'month 2026-02 2026-03', 'day 2026-03-01 2026-03-02'],
  ],
  [period('2026-01-15', '2026-02-14'), ['day 2026-01-15 2026-02-15']],
  [period('2025-12-31', '2026-01-31'), ['day 2025-12-31 2026-01-01', 'month 2026-01 2026-02']],
])('%o is read as %o', (of, ranges) => {
  expect(rangesOf(of).map(({ unit, from, to }) => `${unit} ${from} ${to}`)).toEqual(ranges)
})

describe('parts of a period', () => {
  const starts = (of: Period, granularity: Granularity, zone = 'UTC') =>
    bucketsOf(of, granularity, zone).map(({ date }) => date)
  test.each<[Period, Granularity, string[]]>([
    [period('2026-02-27', '2026-03-02'), 'day', ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']],
    // Cut off before the first Monday and behind the last.
    [period('2026-03-04', '2026-03-17'), 'week', ['2026-03-04', '2026-03-09', '2026-03-16']],
    [period('2026-01-15', '2026-03-02'), 'month', ['2026-01-15', '2026-02-01', '2026-03-01']],
  ])('%o by %s', (of, granularity, expected) => {
    expect(starts(of, granularity)).toEqual(expected)
  })

  test.each([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('%s has %i hours in Berlin, one after the other', (date, hours) => {
    const buckets = bucketsOf(period(date, date), 'hour', 'Europe/Berlin')
    expect(buckets).toHaveLength(hours)
    expect(new Set(buckets.map(({ date }) => date))).toEqual(new Set([date]))
    const ranges = buckets.flatMap(({ ranges }) => ranges)
    expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to))
    expect(ranges.at(-1)?.to).toBe(startOfDay(addDays(date, 1), 'Europe/Berlin').toISOString())
  })

  const compared = (of: Period, granularity: Granularity) =>
    previousBuckets(of, granularity, 'UTC').map((bucket) => bucket?.date)
  test.each<[Period, Granularity, (string | undefined)[]]>([
    [period('2026-03-10', '2026-03-11'), 'day', ['2026-03-08', '2026-03-09']],
    // Of weeks each is compared with the same days, as far back.
    [period('2026-03-04', '2026-03-10'), 'week', ['2026-02-25', '2026-03-02']],
    [period('2026-02-01', '2026-03-31'), 'month', ['2025-12-01', '2026-01-01']],
    [period('2026-01-15', '2026-02-14'), 'month', ['2025-12-15', '2026-01-01']],
  ])('%o by %s is compared with %o', (of, granularity, expected) => {
    expect(compared(of, granularity)).toEqual(expected)
  })

  test('a month by days has nothing to compare its last days with when the one before is shorter', () => {
    const days = compared(period('2026-03-01', '2026-03-31'), 'day')
    expect(days).toHaveLength(31)
    expect(days.slice(27)).toEqual(['2026-02-28', undefined, undefined, undefined])
  })
})
