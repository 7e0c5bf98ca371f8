import { expect, test } from 'vitest'
import { emptyMarket, marketInput, newMethod } from './market-values.ts'

const named = (...names: string[]) => names.map((name) => ({ ...newMethod('EUR'), name }))
const codes = (values: Parameters<typeof marketInput>[0]) =>
  marketInput(values).shipping_methods.map(({ code }) => code)

test('codes that nobody entered are made from names, and each is another', () => {
  const [first, ...others] = named('Post', 'Post', 'Größe & Söhne', '24 hours', 'بالدراجة', 'بالبريد')
  const methods = [...(first ? [{ ...first, code: 'post' }] : []), ...others]
  const market = { ...emptyMarket(), name: 'European Union', shipping_methods: methods }
  expect(codes(market)).toEqual([
    'post',
    'post-2',
    'grosse-sohne',
    'shipping-24-hours',
    'shipping',
    'shipping-2',
  ])
  expect(marketInput(market).code).toBe('european-union')
  expect(marketInput({ ...market, code: 'eu' }).code).toBe('eu')
})
