import { expect, test } from 'vitest'
import {
  addOption,
  addValue,
  fillUp,
  inputOf,
  missing,
  newProduct,
  type ProductValues,
  priceRange,
  removeOption,
  removeValue,
} from './values.ts'

const name = (values: ProductValues, names: readonly string[][]): ProductValues => ({
  ...values,
  options: values.options.map((option, n) => ({
    name: ['Colour', 'Size'][n] ?? '',
    values: option.values.map((_, value) => names[n]?.[value] ?? ''),
  })),
})
const titles = (values: ProductValues) => inputOf(values).variants.map(({ title }) => title)

/** Two colours and two sizes, the first variant being one that exists. */
function shirts(): ProductValues {
  const start = newProduct(['EUR'])
  const [first] = start.variants
  const variants = first === undefined ? [] : [{ ...first, id: 'first', sku: 'R-S' }]
  let choices = addValue(addOption({ ...start, variants }), 0)
  choices = addValue(addOption(choices), 1)
  return name({ ...start, ...choices }, [
    ['Red', 'Blue'],
    ['S', 'M'],
  ])
}

test('options make a variant of each combination, and what there was stays itself', () => {
  const values = shirts()
  expect(titles(values)).toEqual(['Red / S', 'Red / M', 'Blue / S', 'Blue / M'])
  expect(inputOf(values).variants[0]).toMatchObject({
    id: 'first',
    sku: 'R-S',
    options: { Colour: 'Red', Size: 'S' },
  })
  expect(inputOf(values).variants[1]).toMatchObject({ sku: null, inventory_quantity: 0 })
})

test('renaming a value changes no variant but its name', () => {
  const values = shirts()
  const renamed = name(values, [
    ['Crimson', 'Blue'],
    ['S', 'M'],
  ])
  expect(inputOf(renamed).variants[0]).toMatchObject({ id: 'first', title: 'Crimson / S' })
})

test('values and options go with their variants, and combinations can come back', () => {
  const values = shirts()
  expect(titles({ ...values, ...removeValue(values, 0, 0) })).toEqual(['Blue / S', 'Blue / M'])
  expect(titles({ ...values, ...removeOption(values, 1) })).toEqual(['Red', 'Blue'])
  const fewer = { ...values, variants: values.variants.slice(0, 3) }
  expect(missing(fewer)).toEqual([[1, 1]])
  expect(titles({ ...values, ...fillUp(fewer) })).toEqual(titles(values))
})

test('a currency without an amount is no price', () => {
  const values = newProduct(['EUR', 'USD'])
  const [variant] = values.variants
  const priced = variant && {
    ...variant,
    prices: variant.prices.map((price) => (price.currency === 'USD' ? { ...price, amount: 1900 } : price)),
  }
  expect(inputOf({ ...values, variants: priced ? [priced] : [] }).variants[0]?.prices).toEqual([
    { currency: 'USD', amount: 1900, compare_at_amount: null },
  ])
})

test('prices are shown in the currency of the store, and in another only where there is none', () => {
  const price = (amount: number, currency: string) => ({ amount, currency, compare_at_amount: null })
  const range = (currencies: string[], ...variants: { amount: number; currency: string }[][]) =>
    priceRange(
      {
        variants: variants.map((prices) => ({
          prices: prices.map(({ amount, currency }) => price(amount, currency)),
        })) as never,
      },
      currencies,
    )
  const [euros, dollars] = [price(900, 'EUR'), price(1_000, 'USD')]
  expect(range(['USD', 'EUR'], [euros, dollars], [price(1_200, 'EUR'), price(1_500, 'USD')])).toEqual({
    currency: 'USD',
    low: 1_000,
    high: 1_500,
  })
  expect(range(['USD', 'EUR'], [euros], [euros, dollars])?.currency).toBe('USD')
  expect(range(['CHF', 'USD'], [euros, dollars])?.currency).toBe('USD')
  expect(range(['CHF'], [euros])?.currency).toBe('EUR')
  expect(range(['USD'], [])).toBeUndefined()
})
