import { describe, expect, test } from 'vitest'
import { type Rate, readRate } from '../../../shared/money/convert.ts'
import { readDailyRates } from './ecb.ts'
import { confidenceOf, planRefresh, trendOf } from './rates.ts'

const rate = (text: string): Rate => {
  const found = readRate(text)
  if (found === undefined) throw new Error(`${text} is no rate.`)
  return found
}

const file = (cubes: string, date = '2026-03-05') => `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube>
    <Cube time='${date}'>
      ${cubes}
    </Cube>
  </Cube>
</gesmes:Envelope>
`
const CUBES =
  "<Cube currency='USD' rate='1.25'/>\n<Cube currency='INR' rate='100.0'/><Cube currency=\"JPY\" rate=\"162.5\" />"

describe('the file of a day', () => {
  test('gives what a euro costs, and the euro itself', () => {
    const daily = readDailyRates(file(CUBES))
    expect(daily?.date).toBe('2026-03-05')
    expect([...(daily?.rates.keys() ?? [])]).toEqual(['EUR', 'USD', 'INR', 'JPY'])
    expect(daily?.rates.get('JPY')).toEqual(rate('162.5'))
  })

  test('may hold currencies that are unknown here', () => {
    expect(readDailyRates(file(`${CUBES}<Cube currency='ZZZ' rate='2'/>`))?.rates.has('ZZZ')).toBe(false)
  })

  test.each([
    ['is cut off', file(CUBES).slice(0, -40)],
    ['has no rates', file('')],
    ['has a rate of zero', file("<Cube currency='USD' rate='0'/>")],
    ['has a rate that is no number', file(`${CUBES}<Cube currency='CHF' rate='N/A'/>`)],
    ['has a negative rate', file(`${CUBES}<Cube currency='CHF' rate='-1'/>`)],
    ['has a rate in another notation', file(`${CUBES}<Cube currency='CHF' rate='1e2'/>`)],
    ['lacks a rate', file(`${CUBES}<Cube currency='CHF'/>`)],
    ['has a currency twice', file(`${CUBES}<Cube currency='USD' rate='1.26'/>`)],
    ['has no date', file(CUBES).replace(/ time='[^']*'/, '')],
    ['has a date that is none', file(CUBES, '2026-13-45')],
    ['has two days', file(`${CUBES}</Cube><Cube time='2026-03-04'>`)],
    ['is a page', '<html><body>Maintenance</body></html>'],
    ['is empty', ''],
  ])('that %s is not taken', (_, text) => {
    expect(readDailyRates(text)).toBe(undefined)
  })
})

test.each([
  ['1', '1', 'stable'],
  ['1', '1.001', 'stable'],
  ['1', '1.0010000001', 'up'],
  ['1', '0.999', 'stable'],
  ['1', '0.9989999999', 'down'],
  ['0.0000000003', '0.0000000004', 'up'],
])('from %s to %s is %s', (before, now, trend) => {
  expect(trendOf(rate(now), rate(before))).toBe(trend)
})

test('a first rate is stable', () => {
  expect(trendOf(rate('2'), undefined)).toBe('stable')
})

test.each([
  ['2026-03-05T15:00:00Z', 100],
  ['2026-03-09T23:00:00Z', 100],
  ['2026-03-10T00:00:00Z', 90],
  ['2026-03-18T12:00:00Z', 10],
  ['2026-03-19T00:00:00Z', 0],
  ['2027-01-01T00:00:00Z', 0],
  ['2026-03-04T23:00:00Z', 100],
])('rates of 5 March are worth at %s: %i', (now, confidence) => {
  expect(confidenceOf('2026-03-05', new Date(now))).toBe(confidence)
})

describe('new rates', () => {
  const daily = readDailyRates(file(CUBES))!
  const plan = (latest: Record<string, string>, base = 'USD', codes = ['EUR', 'INR', 'JPY']) =>
    planRefresh(daily, base, codes, new Map(Object.entries(latest)))

  test('are worked out from the base currency, across the euro', () => {
    expect(plan({})?.added).toEqual([
      { pair: 'USDEUR', rate: '0.8000000000', trend: 'stable' },
      { pair: 'USDINR', rate: '80.0000000000', trend: 'stable' },
      { pair: 'USDJPY', rate: '130.0000000000', trend: 'stable' },
    ])
    expect(plan({}, 'EUR', ['USD'])?.added).toEqual([
      { pair: 'EURUSD', rate: '1.2500000000', trend: 'stable' },
    ])
  })

  test('are held against the latest: the same is nothing new, and a jump is not believed', () => {
    expect(plan({ USDEUR: '0.8000000000', USDINR: '79.0000000000', USDJPY: '1.3000000000' })).toEqual({
      added: [{ pair: 'USDINR', rate: '80.0000000000', trend: 'up' }],
      unchanged: ['USDEUR'],
      rejected: [{ pair: 'USDJPY', rate: '130.0000000000', previous_rate: '1.3000000000' }],
      missing: [],
    })
  })

  test.each([
    ['53.3333333334', 0],
    ['53.3333333333', 1],
    ['160.0000000000', 0],
    ['160.0000000001', 1],
  ])('after %s: a jump is more than half', (before, rejected) => {
    expect(plan({ USDINR: before }, 'USD', ['INR'])?.rejected).toHaveLength(rejected)
  })

  test('are missing for a currency that the provider does not know', () => {
    expect(plan({}, 'USD', ['AED', 'EUR'])).toMatchObject({ missing: ['AED'], added: [{ pair: 'USDEUR' }] })
    expect(plan({}, 'AED', ['USD'])).toBe(undefined)
  })
})
