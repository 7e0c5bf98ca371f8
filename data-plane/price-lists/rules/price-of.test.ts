import { expect, test } from 'vitest'
import type { PriceContext } from './choose.ts'
import { type ListPriceRow, type PriceCandidates, type PriceSettings, priceOf } from './price-of.ts'

const head = (id: string, type: 'sale' | 'override') => ({
  id,
  type,
  starts_at: null,
  ends_at: null,
  priority: 0,
  rules: {},
})
const euro = {
  code: 'EUR',
  status: 'active',
  conversion: 'automatic',
  margin_basis_points: 0,
  rounding_increment: 1,
  price_ending: null,
} as const
const settings: PriceSettings = {
  default_market: 'us',
  base_currency: 'USD',
  markets: [{ code: 'us', currency: 'USD' }],
  currencies: [euro, { ...euro, code: 'INR', conversion: 'manual' }],
  rates: { USDEUR: '0.8900000000', USDINR: '83.0000000000', USDGBP: '0.8000000000' },
  lists: { sale: head('sale', 'sale'), override: head('override', 'override') },
}
const inCurrency = (currency: string): PriceContext => ({
  currency,
  quantity: 1,
  market: 'us',
  attributes: {},
  customer_group_ids: [],
  now: new Date('2026-06-01T12:00:00Z'),
})
const listed = (id: string, currency: string, amount: number): ListPriceRow => [
  id,
  currency,
  amount,
  1,
  null,
  {},
]
const choose = (candidates: PriceCandidates, currency: string, by: PriceSettings = settings) =>
  priceOf(candidates, inCurrency(currency), by)
const dollars: PriceCandidates[0] = [[1_000, 'USD']]

test('a price in the currency is taken as it is', () => {
  const own: PriceCandidates = [
    [
      [1_000, 'USD'],
      [777, 'EUR'],
    ],
    null,
  ]
  expect(choose(own, 'EUR')).toMatchObject({ amount: 777, source: 'base' })
})

test('without one the base price is converted, where the currency is converted automatically', () => {
  expect(choose([dollars, null], 'EUR')).toEqual({
    amount: 890,
    original_amount: 890,
    price_list_id: null,
    matched_rules: [],
    source: 'converted',
  })
  for (const currency of ['INR', 'GBP']) expect(choose([dollars, null], currency)).toBe(null)
})

test('nothing is converted from another currency than the base, nor without any price', () => {
  expect(choose([[[1_000, 'INR']], null], 'EUR')).toBe(null)
  expect(choose([null, null], 'EUR')).toBe(null)
})

test('a rate for the way back serves too, exactly; without any there is no price', () => {
  const by = (rates: PriceSettings['rates']) => choose([dollars, null], 'EUR', { ...settings, rates })
  expect(by({ EURUSD: '1.25' })?.amount).toBe(800)
  expect(by({ EURUSD: '3' })?.amount).toBe(333)
  expect(by({ EURUSD: '3', USDEUR: '0.5' })?.amount).toBe(500)
  expect(by({ USDINR: '83' })).toBe(null)
})

test('margin and rounding of the currency apply', () => {
  const shaped = { ...euro, margin_basis_points: 1_000, rounding_increment: 100, price_ending: 99 }
  expect(choose([dollars, null], 'EUR', { ...settings, currencies: [shaped] })?.amount).toBe(999)
})

test('with the base price its sales and overrides are converted', () => {
  expect(choose([dollars, [listed('sale', 'USD', 800)]], 'EUR')).toMatchObject({
    amount: 712,
    original_amount: 890,
    source: 'sale',
  })
  expect(choose([dollars, [listed('override', 'USD', 2_000)]], 'EUR')).toMatchObject({
    amount: 1_780,
    source: 'price_list',
  })
})

test('a list that has a price in the currency keeps it beside a converted base price', () => {
  const lists = [listed('sale', 'USD', 800), listed('sale', 'EUR', 750)]
  expect(choose([dollars, lists], 'EUR')).toMatchObject({ amount: 750, original_amount: 890 })
})

test('a regular price in the currency, also of a list, leaves nothing to convert', () => {
  const lists = [listed('override', 'EUR', 950), listed('sale', 'USD', 100)]
  expect(choose([dollars, lists], 'EUR')).toMatchObject({ amount: 950, source: 'price_list' })
})

test('prices of lists that the settings do not know do not count', () => {
  expect(choose([dollars, [listed('ended', 'USD', 1)]], 'USD')).toMatchObject({ amount: 1_000 })
})

test('what converts beyond the highest price has none', () => {
  const rates = { USDEUR: '9999999999' }
  expect(choose([dollars, null], 'EUR', { ...settings, rates })).toBe(null)
})
