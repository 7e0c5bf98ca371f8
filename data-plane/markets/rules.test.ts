import { describe, expect, test } from 'vitest'
import { PAYMENT_METHODS, takesCashOnDelivery } from './index.ts'
import { changedMarket, chosenMarket, faultsOf, newMarket, shippingAmount, shippingOffers } from './rules.ts'
import { STARTING_MARKETS } from './starting-markets.ts'

const input = { code: 'eu', name: 'Europe', countries: ['DE'], currency: 'EUR', locale: 'de' }
const flat = (currency: string, amount: number) => ({
  ...{ type: 'flat' as const, currency, amount, free_above: null },
})
const method = (...rates: ReturnType<typeof flat>[]) => ({
  ...{
    code: 'post',
    name: 'Post',
    carrier: '',
    min_days: null,
    max_days: null,
    tax_class: 'standard',
    rates,
  },
})
const paths = (market: Parameters<typeof faultsOf>[0]) => faultsOf(market).map(({ path }) => path)

describe("a market's settings", () => {
  test('its own currency and locale are among its currencies and locales, and come first', () => {
    const market = newMarket({ ...input, currencies: ['CHF', 'EUR'], locales: ['fr'] })
    expect(market).toMatchObject({ currencies: ['EUR', 'CHF'], locales: ['de', 'fr'], status: 'active' })
    const swiss = changedMarket(market, { currency: 'CHF' })
    expect(swiss).toMatchObject({ currency: 'CHF', currencies: ['CHF', 'EUR'], name: 'Europe' })
  })

  test('refused: a method without a rate in its own currency, and currencies that it does not use', () => {
    const market = newMarket({ ...input, shipping_methods: [method(flat('EUR', 500))] })
    expect(paths(market)).toEqual([])
    expect(paths(changedMarket(market, { currency: 'CHF' }))).toEqual(['shipping_methods.0.rates'])
    const dollars = [method(flat('EUR', 500), flat('USD', 600))]
    expect(paths(changedMarket(market, { shipping_methods: dollars }))).toEqual([
      'shipping_methods.0.rates.1.currency',
    ])
    const limits = [{ amount: 1, currency: 'USD' }]
    expect(paths(changedMarket(market, { cash_on_delivery_limits: limits }))).toEqual([
      'cash_on_delivery_limits.0.currency',
    ])
  })

  test('those that are ready-made are sound', () => {
    for (const ready of STARTING_MARKETS) {
      expect(faultsOf(newMarket(ready))).toEqual([])
      expect(PAYMENT_METHODS).toEqual(expect.arrayContaining(ready.payment_methods ?? []))
    }
  })
})

describe('what shipping costs', () => {
  const perItem = (max_items: number | null) => ({
    ...{ type: 'per_item' as const, currency: 'USD', free_above: null },
    ...{ first_amount: 5, additional_amount: 1, max_items },
  })
  test('C18 per item: the first, each further one, and no more than so many', () => {
    const cost = (quantity: number, max: number | null) =>
      shippingAmount(perItem(max), { subtotal: 0, quantity })
    expect([cost(10, null), cost(10, 3), cost(1, 3), cost(3, 3), cost(0, null)]).toEqual([14, 7, 5, 7, 0])
  })
  test('C20 by price: the highest tier that is reached', () => {
    const rate = {
      ...{ type: 'by_price' as const, currency: 'USD', free_above: null },
      tiers: [
        { from_subtotal: 0, amount: 10 },
        { from_subtotal: 5, amount: 1 },
      ],
    }
    const cost = (subtotal: number) => shippingAmount(rate, { subtotal, quantity: 1 })
    expect([cost(2), cost(4), cost(5), cost(6)]).toEqual([10, 10, 1, 1])
  })
  test('a method is offered in the currencies for which it has a rate', () => {
    const market = newMarket({
      ...input,
      currencies: ['USD'],
      shipping_methods: [
        method(flat('EUR', 500), flat('USD', 600)),
        { ...method(flat('EUR', 900)), code: 'fast' },
      ],
    })
    const offers = (currency: string) =>
      shippingOffers(market, { currency, subtotal: 1, quantity: 1 }).map(
        ({ code, amount }) => `${code} ${amount}`,
      )
    expect(offers('EUR')).toEqual(['post 500', 'fast 900'])
    expect(offers('USD')).toEqual(['post 600'])
    expect(offers('GBP')).toEqual([])
  })
})

test('cash on delivery is taken where the market offers it, up to its limit in that currency', () => {
  const limits = [{ amount: 50_000, currency: 'INR' }]
  const offers = (payment_methods: ('cash_on_delivery' | 'upi')[], amount: number, currency = 'INR') =>
    takesCashOnDelivery({ payment_methods, cash_on_delivery_limits: limits }, { amount, currency })
  expect(offers(['upi'], 1)).toBe(false)
  expect(offers(['cash_on_delivery'], 50_000)).toBe(true)
  expect(offers(['cash_on_delivery'], 50_001)).toBe(false)
  expect(offers(['cash_on_delivery'], 50_001, 'USD')).toBe(true)
})

describe('the market of a new cart', () => {
  const market = (code: string, currencies: string[], over: object = {}) => ({
    ...{ code, currencies, currency: currencies[0] as string, is_default: false, status: 'active' as const },
    ...over,
  })
  const markets = [
    market('us', ['USD', 'EUR'], { is_default: true }),
    market('world', ['GBP', 'JPY', 'CHF']),
    market('ch', ['CHF', 'EUR']),
    market('old', ['SEK'], { status: 'inactive' }),
  ]
  test.each([
    [{}, 'us'],
    [{ currency: 'USD' }, 'us'],
    [{ currency: 'EUR' }, 'us'],
    [{ currency: 'CHF' }, 'ch'],
    [{ currency: 'JPY' }, 'world'],
    [{ market: 'ch' }, 'ch'],
    [{ market: 'ch', currency: 'EUR' }, 'ch'],
  ])('for %j is %s', (wish, code) => {
    expect(chosenMarket(markets, wish)).toMatchObject({ code })
  })
  test.each([
    [{ market: 'mars' }, 'market'],
    [{ market: 'old' }, 'market'],
    [{ market: 'mars', currency: 'USD' }, 'market'],
    [{ market: 'ch', currency: 'USD' }, 'currency'],
    [{ currency: 'SEK' }, 'currency'],
  ])('for %j is none, by its %s', (wish, path) => {
    expect(chosenMarket(markets, wish)).toMatchObject({ path })
  })
})
