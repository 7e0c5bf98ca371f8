import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'
import { changeOf, periodOf } from './period.ts'

test.each([
  [{}, '30', { days: 30 }],
  [{ period: '365' }, '365', { days: 365 }],
  [{ period: '31' }, '30', { days: 30 }],
  [{ period: 'custom' }, '30', { days: 30 }],
  [{ period: 'custom', since: '2026-13-01', until: '2026-01-02' }, '30', { days: 30 }],
  [
    { period: 'custom', since: '2026-01-01', until: '2026-01-02' },
    'custom',
    { since: '2026-01-01', until: '2026-01-02' },
  ],
])('%o is %s', (search, chosen, query) => {
  expect(periodOf(search as Record<string, string>)).toEqual({ chosen, query })
})

test.each([
  [150, 100, 0.5],
  [50, 100, -0.5],
  [100, -100, 2],
  [5, 0, null],
  [0, 0, undefined],
  [null, 3, undefined],
])('%o after %o', (now, before, change) => {
  expect(changeOf(now, before)).toBe(change)
})

test('cells of a file are quoted where they must be, and are no formulas', () => {
  expect(
    toCsv([
      ['Name', 'Sum'],
      ['Tea, "green"', -5],
      ['=1+1', null],
    ]),
  ).toBe('\uFEFFName,Sum\r\n"Tea, ""green""",-5\r\n\'=1+1,\r\n')
})
