import { describe, expect, test } from 'vitest'
import { resolveTaxes, standardBasisPoints, type TaxItem, type TaxRate, taxContext } from '../index.ts'

const rate = (code: string, percent: number, over: object = {}) => ({
  ...{ code, name: code, ppm: Math.round(percent * 10_000), combinable: false, gst: false },
  ...{ tax_classes: [], product_types: [], product_ids: [] },
  ...over,
})
const region = (place: string, ...rates: ReturnType<typeof rate>[]) => {
  const [country = '', province = ''] = place.split('-')
  return { country, province, name: '', rates }
}
const item = (over: Partial<TaxItem> = {}): TaxItem => ({
  ...{ product_id: null, product_type: '', tax_class: 'standard', taxable: true },
  ...over,
})
const at = (place: string, origin: string | null = null) => {
  const [country = '', province = ''] = place.split('-')
  const [home = '', state = ''] = origin?.split('-') ?? []
  return { country, province, origin: origin === null ? null : { country: home, province: state } }
}
const percents = (rates: readonly TaxRate[]) => rates.map(({ ppm }) => ppm / 10_000)

describe('the published regions', () => {
  const regions = [
    region('US', rate('us', 2)),
    region(
      'US-CA',
      rate('ca', 5),
      rate('ca-products', 3, { product_ids: ['product_id_1', 'product_id_2', 'product_id_3'] }),
      rate('ca-types', 1, { product_types: ['product_type_id_1'] }),
    ),
    region('US-NY', rate('ny', 6)),
    region('DE', rate('de', 19)),
    region('CA', rate('canada', 5), rate('canada-products', 3, { product_ids: ['product_id_4'] })),
  ]
  const due = (place: string, over: Partial<TaxItem> = {}) =>
    percents(resolveTaxes(regions, at(place), item(over)))

  test('E1 a product of its own rate in US-CA', () => {
    expect(due('US-CA', { product_id: 'product_id_1' })).toEqual([3])
    expect(due('US-CA', { product_id: 'product_id_1', product_type: 'product_type_id_1' })).toEqual([3])
  })
  test('a product of a type with its own rate in US-CA, and any other', () => {
    expect(due('US-CA', { product_id: 'product_id_9', product_type: 'product_type_id_1' })).toEqual([1])
    expect(due('US-CA', { product_id: 'product_id_9' })).toEqual([5])
  })
  test('E3 anything in US-NY', () => {
    expect(due('US-NY', { product_id: 'product_id_1', product_type: 'product_type_id_1' })).toEqual([6])
  })
  test('E4 a province without a region is taxed as its country', () => {
    expect(due('CA-ON', { product_id: 'product_id_4' })).toEqual([3])
    expect(due('CA-ON')).toEqual([5])
  })
  test('E5 anything in DE', () => {
    expect(due('DE', { product_id: 'product_id_1' })).toEqual([19])
  })
  test('nothing is due in a country without a region', () => {
    expect(due('FR')).toEqual([])
  })
})

test('B44 an address without its state is taxed by the country alone', () => {
  const regions = [region('US', rate('federal', 10)), region('US-NY', rate('state', 5))]
  expect(percents(resolveTaxes(regions, at('US'), item()))).toEqual([10])
  expect(percents(resolveTaxes(regions, at('US-NY'), item()))).toEqual([5])
})

describe('the most specific rate applies', () => {
  const regions = [
    region(
      'FR',
      rate('normal', 20),
      rate('reduced', 5.5, { tax_classes: ['reduced'] }),
      rate('books', 2.1, { product_types: ['Press'] }),
      rate('one', 10, { product_ids: ['p'] }),
    ),
    region('FR-20R', rate('corsica', 0.9, { product_types: ['Press'] })),
  ]
  test.each<[string, string, Partial<TaxItem>, number[]]>([
    ['everything', 'FR', {}, [20]],
    ['its tax class', 'FR', { tax_class: 'reduced' }, [5.5]],
    ['its type before its class', 'FR', { tax_class: 'reduced', product_type: 'Press' }, [2.1]],
    ['its product before its type', 'FR', { product_id: 'p', product_type: 'Press' }, [10]],
    ['the province before the country', 'FR-20R', { product_id: 'p', product_type: 'Press' }, [0.9]],
    ['the country when the province has none that fits', 'FR-20R', { tax_class: 'reduced' }, [5.5]],
    ['an unknown class is as everything', 'FR', { tax_class: 'luxury' }, [20]],
    ['what is not taxable', 'FR', { taxable: false }, []],
  ])('%s', (_, place, over, expected) => {
    expect(percents(resolveTaxes(regions, at(place), item(over)))).toEqual(expected)
  })
})

test('combinable rates are added: a county to its state, a province to its country', () => {
  const regions = [
    region('US', rate('us', 8)),
    region(
      'US-NY',
      rate('state', 4),
      rate('city', 4.5, { combinable: true }),
      rate('mta', 0.375, { combinable: true }),
    ),
    region('CA', rate('gst', 5)),
    region('CA-BC', rate('pst', 7, { combinable: true }), rate('none', 0, { tax_classes: ['zero'] })),
  ]
  expect(percents(resolveTaxes(regions, at('US-NY'), item()))).toEqual([4, 4.5, 0.375])
  expect(percents(resolveTaxes(regions, at('CA-BC'), item())).sort()).toEqual([5, 7])
  expect(percents(resolveTaxes(regions, at('CA-BC'), item({ tax_class: 'zero' })))).toEqual([0, 7])
})

test.each([
  ['ny', 4],
  ['New York', 4],
  [' new york ', 4],
  ['Albany', 8],
  ['', 8],
])('a state written %j is taxed at %d %%', (state, expected) => {
  const regions = [region('US', rate('us', 8)), region('US-NY', rate('state', 4))]
  const place = taxContext({ countries: ['US'], tax_origin: null }, { country: 'US', state })
  expect(percents(resolveTaxes(regions, place, item()))).toEqual([expected])
})

test("a province is known by the name that its region has, and not by another country's", () => {
  const regions = [
    region('CA', rate('gst', 5)),
    { ...region('CA-ON', rate('hst', 13)), name: 'Ontario' },
    region('US', rate('us', 8)),
  ]
  expect(percents(resolveTaxes(regions, at('CA-ontario'), item()))).toEqual([13])
  expect(percents(resolveTaxes(regions, at('US-ontario'), item()))).toEqual([8])
})

describe('Indian GST', () => {
  const regions = [region('IN', rate('gst', 18, { gst: true }))]
  const due = (to: string, from: string | null) =>
    resolveTaxes(regions, at(to, from), item()).map(({ name, ppm }) => `${name} ${ppm}`)
  test('within a state is CGST and SGST, half each', () => {
    expect(due('IN-KA', 'IN-KA')).toEqual(['CGST 90000', 'SGST 90000'])
    expect(due('IN-karnataka', 'IN-KA')).toEqual(['CGST 90000', 'SGST 90000'])
  })
  test('within a union territory without a legislature is CGST and UTGST', () => {
    expect(due('IN-CH', 'IN-CH')).toEqual(['CGST 90000', 'UTGST 90000'])
  })
  test('between states, from abroad, or from an unknown place is IGST', () => {
    expect(due('IN-MH', 'IN-KA')).toEqual(['IGST 180000'])
    expect(due('IN-KA', 'US-KA')).toEqual(['IGST 180000'])
    expect(due('IN-KA', null)).toEqual(['IGST 180000'])
  })
  test('while the address is unknown is taken to be within the state', () => {
    expect(due('IN', 'IN-KA')).toEqual(['CGST 90000', 'SGST 90000'])
  })
})

test('without an address a market is taxed as its first country', () => {
  const market = { countries: ['DE', 'FR'], tax_origin: { country: 'DE', province: 'BE' } }
  expect(taxContext(market, null)).toEqual({ country: 'DE', province: '', origin: market.tax_origin })
  const regions = [region('FR', rate('fr', 20)), region('DE', rate('de', 19))]
  expect(standardBasisPoints(regions, market)).toBe(1_900)
  expect(standardBasisPoints([], market)).toBe(0)
  expect(standardBasisPoints([region('DE', rate('a', 8.875))], market)).toBe(888)
  expect(
    standardBasisPoints([region('DE', rate('a', 90), rate('b', 90, { combinable: true }))], market),
  ).toBe(10_000)
})
