import { expect, test } from 'vitest'
import { separatorsOf, toMajor, toMinor } from './money.ts'

test('minor units are exact, whatever the currency', () => {
  expect(toMinor(1.005, 3)).toBe(1_005)
  expect(toMinor(19.99, 2)).toBe(1_999)
  expect(toMinor(1.15, 2)).toBe(115)
  expect(toMinor('500', 0)).toBe(500)
  expect(toMinor('', 2)).toBeNull()
  expect(toMinor('-', 2)).toBeNull()
  for (const amount of [0, 1, 99, 1_999, 123_456_789]) expect(toMinor(toMajor(amount, 2), 2)).toBe(amount)
})

test('separators are those of the language', () => {
  const example = (locale: string) => new Intl.NumberFormat(locale).format(12_345.6)
  expect(separatorsOf(example('en'))).toEqual({ decimal: '.', group: ',' })
  expect(separatorsOf(example('de'))).toEqual({ decimal: ',', group: '.' })
  expect(separatorsOf(example('fr')).decimal).toBe(',')
  expect(separatorsOf(example('ar-u-nu-latn'))).toEqual({ decimal: '.', group: ',' })
})
