import { describe, expect, test } from 'vitest'
import { US_STATE_PPM } from '../us-states.ts'
import { PROVINCES } from './provinces.ts'
import { faultsOf, placeFaults } from './regions.ts'

const rate = (code: string, over: object = {}) => ({
  ...{ code, name: code, ppm: 50_000, combinable: false, gst: false },
  ...{ tax_classes: [], product_types: [], product_ids: [] },
  ...over,
})
const paths = (...rates: ReturnType<typeof rate>[]) => faultsOf(rates).map(({ path }) => path)

describe('E7 rejected', () => {
  const canada = { country: 'CA', province: '' }
  test('a province under the region of another country, or of a province', () => {
    const texas = { country: 'US', province: 'TX' }
    const wrong = ['country_region_id']
    expect(placeFaults(texas, canada).map(({ path }) => path)).toEqual(wrong)
    expect(placeFaults(texas, { country: 'US', province: 'CA' }).map(({ path }) => path)).toEqual(wrong)
    expect(placeFaults(texas, undefined).map(({ path }) => path)).toEqual(wrong)
    expect(placeFaults({ country: 'US' }, canada).map(({ path }) => path)).toEqual(wrong)
    expect(placeFaults(texas, { country: 'US', province: '' })).toEqual([])
    expect(placeFaults({ country: 'US' }, undefined)).toEqual([])
  })
  test('a second default rate', () => {
    expect(paths(rate('a'), rate('b'))).toEqual(['rates.1'])
    expect(paths(rate('a'), rate('b', { combinable: true }), rate('c', { combinable: true }))).toEqual([])
  })
})

test('refused: two rates for the same things, or of the same code', () => {
  const first = rate('a', { tax_classes: ['zero'], product_types: ['Book'], product_ids: ['p'] })
  const second = rate('b', { tax_classes: ['zero'], product_types: ['Book', 'Toy'], product_ids: ['p'] })
  expect(paths(first, second)).toEqual([
    'rates.1.tax_classes',
    'rates.1.product_types',
    'rates.1.product_ids',
  ])
  expect(paths(first, { ...second, combinable: true })).toEqual([])
  expect(paths(rate('a'), rate('a', { tax_classes: ['zero'] }))).toEqual(['rates.1.code'])
})

test('refused: GST that cannot be halved, and more products than can be kept in memory', () => {
  expect(paths(rate('a', { gst: true, ppm: 25_001 }))).toEqual(['rates.0.ppm'])
  const ids = (from: number) => Array.from({ length: 300 }, (_, i) => `product-${from + i}`)
  expect(paths(rate('a', { product_ids: ids(0) }), rate('b', { product_ids: ids(300) }))).toEqual(['rates'])
})

test('the states of the USA are all there, five of them without a sales tax', () => {
  expect(Object.keys(US_STATE_PPM).sort()).toEqual(Object.keys(PROVINCES.US ?? {}).sort())
  expect(Object.keys(US_STATE_PPM)).toHaveLength(51)
  const free = Object.entries(US_STATE_PPM).filter(([, ppm]) => ppm === 0)
  expect(free.map(([state]) => state).sort()).toEqual(['AK', 'DE', 'MT', 'NH', 'OR'])
})
