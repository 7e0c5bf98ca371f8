import { describe, expect, test } from 'vitest'
import {
  asksForStock,
  type Facts,
  isActive,
  matchesRule,
  planMemberships,
  putBehind,
  sortKey,
} from './rules.ts'
import type { Condition } from './schema.ts'

const product = (over: Partial<Facts> = {}): Facts => ({
  id: '0198aaaa-0000-7000-8000-000000000001',
  title: 'Linen Shirt',
  product_type: 'Shirts',
  vendor: 'Mill',
  brand_id: 'brand-1',
  tags: ['Summer'],
  category_ids: ['men', 'shirts'],
  prices: [
    { amount: 2_000, currency: 'USD' },
    { amount: 3_000, currency: 'USD' },
    { amount: 99, currency: 'EUR' },
  ],
  stock: 5,
  ...over,
})
const price = (operator: 'equals' | 'greater_than' | 'less_than', amount: number, currency = 'USD') =>
  ({ field: 'price', operator, amount, currency }) as const
const stock = (operator: 'equals' | 'greater_than' | 'less_than', quantity: number) =>
  ({ field: 'stock', operator, quantity }) as const

test.each<[Condition, boolean]>([
  [{ field: 'title', operator: 'equals', value: 'linen shirt' }, true],
  [{ field: 'title', operator: 'equals', value: 'linen' }, false],
  [{ field: 'title', operator: 'not_equals', value: 'linen' }, true],
  [{ field: 'title', operator: 'contains', value: 'EN S' }, true],
  [{ field: 'title', operator: 'not_contains', value: 'silk' }, true],
  [{ field: 'title', operator: 'not_contains', value: 'linen' }, false],
  [{ field: 'title', operator: 'starts_with', value: 'LIN' }, true],
  [{ field: 'title', operator: 'starts_with', value: 'shirt' }, false],
  [{ field: 'vendor', operator: 'ends_with', value: 'LL' }, true],
  [{ field: 'product_type', operator: 'ends_with', value: 'shirt' }, false],
  [{ field: 'tag', operator: 'equals', value: 'summer' }, true],
  [{ field: 'tag', operator: 'equals', value: 'sum' }, false],
  [{ field: 'tag', operator: 'not_equals', value: 'winter' }, true],
  [{ field: 'brand', operator: 'equals', brand_id: 'brand-1' }, true],
  [{ field: 'brand', operator: 'not_equals', brand_id: 'brand-1' }, false],
  [{ field: 'category', operator: 'equals', category_id: 'men' }, true],
  [{ field: 'category', operator: 'not_equals', category_id: 'women' }, true],
  [price('equals', 3_000), true],
  [price('equals', 2_500), false],
  [price('greater_than', 2_999), true],
  [price('greater_than', 3_000), false],
  [price('less_than', 2_001), true],
  [price('less_than', 2_000), false],
  [price('less_than', 100, 'EUR'), true],
  [price('greater_than', 0, 'INR'), false],
  [stock('equals', 5), true],
  [stock('greater_than', 5), false],
  [stock('less_than', 6), true],
])('%j is %s of the shirt', (condition, is) => {
  expect(matchesRule({ match: 'all', conditions: [condition] }, product())).toBe(is)
})

test('all conditions, or any of them', () => {
  const conditions = [stock('greater_than', 0), stock('greater_than', 100)]
  expect(matchesRule({ match: 'all', conditions }, product())).toBe(false)
  expect(matchesRule({ match: 'any', conditions }, product())).toBe(true)
})

test('stock that is not tracked has no bounds', () => {
  const endless = product({ stock: null })
  expect(matchesRule({ match: 'all', conditions: [stock('greater_than', 999_999_999)] }, endless)).toBe(true)
  expect(matchesRule({ match: 'all', conditions: [stock('less_than', 999_999_999)] }, endless)).toBe(false)
})

test('only a rule that asks for stock depends on it', () => {
  expect(asksForStock({ match: 'any', conditions: [price('equals', 1), stock('equals', 1)] })).toBe(true)
  expect(asksForStock({ match: 'any', conditions: [price('equals', 1)] })).toBe(false)
})

describe('products are sorted', () => {
  const first = product()
  const cheap = product({
    id: '0198bbbb-0000-7000-8000-000000000002',
    title: 'apron',
    prices: [{ amount: 900, currency: 'USD' }],
  })
  const unpriced = product({ id: '0198cccc-0000-7000-8000-000000000003', title: 'Zebra', prices: [] })
  const order = (sort: Parameters<typeof sortKey>[0]['sort']) =>
    [unpriced, first, cheap]
      .map((facts, i) => ({ facts, key: sortKey({ sort, sort_currency: 'USD' }, facts, i) }))
      .sort((a, b) => (a.key + a.facts.id < b.key + b.facts.id ? -1 : 1))
      .map(({ facts }) => facts)

  test.each([
    ['manual', [unpriced, first, cheap]],
    ['title', [cheap, first, unpriced]],
    ['price_asc', [cheap, first, unpriced]],
    ['price_desc', [first, cheap, unpriced]],
    ['newest', [unpriced, cheap, first]],
    ['oldest', [first, cheap, unpriced]],
  ] as const)('%s', (sort, due) => {
    expect(order(sort)).toEqual(due)
  })
})

test.each([
  ['at the end', ['x', 'a'], undefined, ['b', 'c', 'x', 'a']],
  ['at the front', ['c', 'x'], null, ['c', 'x', 'a', 'b']],
  ['behind one', ['x', 'c'], 'a', ['a', 'x', 'c', 'b']],
  ['behind one that is not there', ['x'], 'y', undefined],
  ['behind one of themselves', ['a'], 'a', undefined],
])('products are put %s', (_, products, after, due) => {
  expect(putBehind(['a', 'b', 'c'], products, after)).toEqual(due)
})

test('a collection is seen from its start on, until its end', () => {
  const at = (time: string) => new Date(`2026-05-0${time}T00:00:00Z`)
  const period = { starts_at: '2026-05-02T00:00:00.000Z', ends_at: '2026-05-04T00:00:00.000Z' }
  expect(['1', '2', '3', '4'].map((day) => isActive(period, at(day)))).toEqual([false, true, true, false])
  expect(isActive({ starts_at: null, ends_at: null }, at('1'))).toBe(true)
})

describe('who belongs where', () => {
  const cheap = { match: 'all' as const, conditions: [price('less_than', 2_500)] }
  const definition = { id: 'cheap', rule: cheap, sort: 'title' as const, sort_currency: null }
  const member = (collection_id: string, sort_key: string, position = 0) => ({
    collection_id,
    product_id: product().id,
    position,
    sort_key,
  })
  const dear = product({ prices: [{ amount: 9_000, currency: 'USD' }] })

  test('a product that meets the rule comes in', () => {
    const put = [member('cheap', 'linen shirt')]
    expect(planMemberships([definition], [product()], [])).toEqual({ put, remove: [] })
  })

  test('one that no longer does goes', () => {
    const remove = [member('cheap', 'linen shirt')]
    expect(planMemberships([definition], [dear], remove)).toEqual({ put: [], remove })
  })

  test('one that stays is only touched when it stands elsewhere', () => {
    expect(planMemberships([definition], [product()], [member('cheap', 'linen shirt')]).put).toEqual([])
    expect(planMemberships([definition], [product()], [member('cheap', 'old title')]).put).toHaveLength(1)
  })

  test('without a rule nobody comes or goes, and places by hand are kept', () => {
    const chosen = { ...definition, id: 'chosen', rule: null }
    expect(planMemberships([chosen], [product()], [])).toEqual({ put: [], remove: [] })
    expect(planMemberships([chosen], [product()], [member('chosen', 'old title', 7)]).put).toEqual([
      member('chosen', 'linen shirt', 7),
    ])
  })
})
