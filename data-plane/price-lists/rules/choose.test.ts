import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choosePrice, type PriceCandidate, type PriceContext, type PriceListHead } from './choose.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const buyer = (over: Partial<PriceContext> = {}): PriceContext => ({
  currency: 'PLN',
  quantity: 1,
  market: 'pl',
  attributes: {},
  customer_group_ids: [],
  now: NOW,
  ...over,
})
const price = (
  amount: number,
  over: Partial<PriceCandidate> = {},
  [min_quantity, max_quantity]: [number, number | null] = [1, null],
): PriceCandidate => ({ currency: 'PLN', amount, min_quantity, max_quantity, rules: {}, list: null, ...over })
const list = (over: Partial<PriceListHead> = {}): PriceListHead => ({
  id: 'list',
  type: 'sale',
  starts_at: null,
  ends_at: null,
  priority: 0,
  rules: {},
  ...over,
})
const amountFor = (candidates: readonly PriceCandidate[], context: PriceContext) =>
  choosePrice(candidates, context)?.amount

const COMPANY = { company: ['acme'] }
const POLAND = { region: ['PL'] }
const GROUP = '0199a000-0000-7000-8000-000000000001'
const published = [
  price(1_000, {}, [1, 10]),
  price(400, { rules: COMPANY }, [1, 5]),
  price(300, { rules: POLAND }, [1, 4]),
  price(250, { rules: POLAND }, [4, 10]),
  price(200, { currency: 'EUR', rules: { ...POLAND, ...COMPANY } }, [1, 3]),
  price(50, { currency: 'EUR', rules: { ...POLAND, ...COMPANY } }, [4, 10]),
  price(100, { currency: 'EUR', rules: { ...POLAND, ...COMPANY, customer_group: [GROUP] } }, [1, 3]),
]

test('D1 without attributes: the price without rules', () => {
  expect(choosePrice(published, buyer())).toEqual({
    amount: 1_000,
    original_amount: 1_000,
    price_list_id: null,
    matched_rules: [],
    source: 'base',
  })
})

test('D2 in the region: that of the region', () => {
  expect(amountFor(published, buyer({ attributes: { region: 'PL' } }))).toBe(300)
})

test('D2 where two ranges meet, the lower price of equally many rules', () => {
  const at = (quantity: number) => amountFor(published, buyer({ quantity, attributes: { region: 'PL' } }))
  expect([3, 4, 5, 10].map(at)).toEqual([300, 250, 250, 250])
  expect(at(11)).toBe(undefined)
})

test('D4 region, company and customer group: the price of which most rules match', () => {
  const context = buyer({
    currency: 'EUR',
    attributes: { region: 'PL', company: 'acme' },
    customer_group_ids: ['another', GROUP],
  })
  expect(choosePrice(published, context)).toMatchObject({
    amount: 100,
    matched_rules: ['region', 'company', 'customer_group'],
  })
  expect(amountFor(published, { ...context, customer_group_ids: [] })).toBe(200)
  expect(amountFor(published, { ...context, quantity: 4 })).toBe(50)
})

test('D5 an unknown company and group beside the region: that of the region', () => {
  const attributes = { region: 'PL', company: 'unknown' }
  expect(amountFor(published, buyer({ attributes, customer_group_ids: ['unknown'] }))).toBe(300)
})

test('D6 all unknown: the price without rules', () => {
  const attributes = { region: 'unknown', company: 'unknown' }
  expect(amountFor(published, buyer({ attributes, customer_group_ids: ['unknown'] }))).toBe(1_000)
})

describe('with a list for a region and a group', () => {
  const rules = { customer_group: ['vip', 'another-vip'], region: ['DE', 'DK'] }
  const german = buyer({ attributes: { region: 'DE', company: 'acme' }, customer_group_ids: ['vip'] })
  const withList = (over: Partial<PriceListHead> = {}) => [
    ...published,
    price(232, { list: list({ rules, ...over }) }),
  ]

  test('a sale is lower than the price before it', () => {
    expect(choosePrice(withList(), german)).toEqual({
      amount: 232,
      original_amount: 400,
      price_list_id: 'list',
      matched_rules: ['customer_group', 'region'],
      source: 'sale',
    })
  })

  test('D8 an override replaces the price', () => {
    expect(choosePrice(withList({ type: 'override' }), german)).toMatchObject({
      amount: 232,
      original_amount: 232,
      source: 'price_list',
    })
  })

  test.each([
    ['upcoming', { starts_at: '2026-06-01T12:00:00.001Z' }],
    ['expired', { ends_at: '2026-06-01T12:00:00.000Z' }],
  ])('D10 the list is %s: the price without it', (_, over) => {
    for (const type of ['sale', 'override'] as const)
      expect(choosePrice(withList({ ...over, type }), german)).toMatchObject({
        amount: 400,
        original_amount: 400,
        price_list_id: null,
      })
  })

  test('it counts from its first moment to just before its end', () => {
    const running = { starts_at: '2026-06-01T12:00:00.000Z', ends_at: '2026-06-01T12:00:00.001Z' }
    expect(amountFor(withList(running), german)).toBe(232)
  })

  test('it does not count where only one of its rules matches', () => {
    expect(amountFor(withList(), { ...german, customer_group_ids: [] })).toBe(400)
    expect(amountFor(withList(), { ...german, attributes: { company: 'acme' } })).toBe(400)
  })

  test('a list of which more rules match goes before a lower one', () => {
    const general = price(116, { list: list({ id: 'general' }) })
    expect(choosePrice([...withList(), general], german)).toMatchObject({
      amount: 232,
      price_list_id: 'list',
    })
  })
})

test('D11 without a currency there is no price to choose', () => {
  expect(() => choosePrice(published, buyer({ currency: '' }))).toThrow('currency')
})

test('a sale that is not lower is none; the next one may be', () => {
  const sales = [
    price(1_000, { list: list({ id: 'equal', priority: 9 }) }),
    price(900, { list: list({ id: 'lower' }) }),
  ]
  expect(choosePrice([price(1_000), ...sales], buyer())).toMatchObject({
    amount: 900,
    original_amount: 1_000,
    price_list_id: 'lower',
  })
  expect(choosePrice([price(900), ...sales], buyer())).toMatchObject({ amount: 900, source: 'base' })
})

test('a sale is held against the override that counts, not against the price that it replaced', () => {
  const override = price(500, { list: list({ id: 'override', type: 'override' }) })
  const sale = price(700, { list: list() })
  expect(choosePrice([price(1_000), override, sale], buyer())).toMatchObject({
    amount: 500,
    source: 'price_list',
  })
  expect(choosePrice([price(1_000), override, { ...sale, amount: 400 }], buyer())).toMatchObject({
    amount: 400,
    original_amount: 500,
  })
})

test('an override may also be higher, and among equals priority goes before the lower price', () => {
  const high = price(2_000, { list: list({ id: 'high', type: 'override', priority: 1 }) })
  const low = price(500, { list: list({ id: 'low', type: 'override' }) })
  expect(choosePrice([price(1_000), low, high], buyer())).toMatchObject({
    amount: 2_000,
    price_list_id: 'high',
  })
})

test('attributes are the buyer’s own: none is inherited, and the market is not one of them', () => {
  const priced = (rules: PriceCandidate['rules']) => [price(1, { rules })]
  expect(amountFor(priced({ constructor: ['Object'] }), buyer())).toBe(undefined)
  expect(amountFor(priced({ market: ['de'] }), buyer({ attributes: { market: 'de' } }))).toBe(undefined)
  expect(amountFor(priced({ market: ['de', 'pl'] }), buyer())).toBe(1)
})

test('the choice does not depend on the order of the candidates, and a sale never costs more', () => {
  const candidate = fc.record({
    currency: fc.constantFrom('PLN', 'EUR'),
    amount: fc.integer({ min: 0, max: 50 }),
    min_quantity: fc.integer({ min: 1, max: 3 }),
    max_quantity: fc.constantFrom(null, 3, 5),
    rules: fc.constantFrom({}, POLAND, COMPANY, { ...POLAND, ...COMPANY }),
    list: fc.option(
      fc.record({
        id: fc.constantFrom('a', 'b'),
        type: fc.constantFrom('sale' as const, 'override' as const),
        starts_at: fc.constant(null),
        ends_at: fc.constantFrom(null, '2026-01-01T00:00:00Z'),
        priority: fc.integer({ min: 0, max: 2 }),
        rules: fc.constantFrom({}, { market: ['pl'] }),
      }),
    ),
  })
  const context = buyer({ quantity: 2, attributes: { region: 'PL' } })
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 8 }), (candidates) => {
      const chosen = choosePrice(candidates, context)
      const reversed = choosePrice(candidates.toReversed(), context)
      expect([reversed?.amount, reversed?.original_amount]).toEqual([chosen?.amount, chosen?.original_amount])
      if (chosen !== null) expect(chosen.amount).toBeLessThanOrEqual(chosen.original_amount)
    }),
  )
})
