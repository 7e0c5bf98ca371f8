import { describe, expect, test } from 'vitest'
import {
  buyGet,
  cutsOf,
  fixed,
  line,
  offLines,
  offOrder,
  percent,
  promotion,
  quoteOf,
} from '../../../shared/testing/quotes.ts'
import type { Condition, LineFilter, Promotion, QuoteInput, QuoteLine } from '../index.ts'

const now = new Date('2026-06-01T12:00:00Z')
const later = new Date(now.getTime() + 1)
const tenth = offOrder(percent(10))
const thousand = [line('A', [1, 1000])]

/** `applied`, or why the promotion was not. */
function outcome(more: Partial<Promotion>, input: Partial<Omit<QuoteInput, 'terms'>> = {}): string {
  const promotions = [promotion('p', tenth, more)]
  const { rejected } = quoteOf(input.lines ?? thousand, { ...input, promotions })
  return rejected[0]?.reason ?? 'applied'
}

test.each<[string, Partial<Promotion>, string]>([
  ['from its start', { starts_at: now }, 'applied'],
  ['not before it', { starts_at: later }, 'not_started'],
  ['before its end', { ends_at: later }, 'applied'],
  ['not from it on', { ends_at: now }, 'ended'],
  ['in its currency', { currency: 'USD' }, 'applied'],
  ['in no other', { currency: 'EUR' }, 'wrong_currency'],
  ['with one use left', { uses_left: 1 }, 'applied'],
  ['with none', { uses_left: 0 }, 'used_up'],
  ['with budget', { budget_left: 1 }, 'applied'],
  ['with none', { budget_left: 0 }, 'budget_spent'],
])('a promotion is given %s', (_when, more, expected) => {
  expect(outcome(more)).toBe(expected)
})

const three = [line('A', [2, 300]), line('B', [1, 400], { tags: ['red'] })]
const red = { tags: ['red'] }
const customer = { id: 'c', group_ids: ['vip'], order_count: 0 }

test.each<[Condition, string]>([
  [{ kind: 'market', codes: ['in', 'us'] }, 'applied'],
  [{ kind: 'market', codes: ['in'] }, 'wrong_market'],
  [{ kind: 'customer_group', ids: ['b2b', 'vip'] }, 'applied'],
  [{ kind: 'customer_group', ids: ['b2b'] }, 'wrong_customer_group'],
  [{ kind: 'min_subtotal', amount: 1000, filter: {} }, 'applied'],
  [{ kind: 'min_subtotal', amount: 1001, filter: {} }, 'subtotal_too_low'],
  [{ kind: 'min_subtotal', amount: 400, filter: red }, 'applied'],
  [{ kind: 'min_subtotal', amount: 401, filter: red }, 'subtotal_too_low'],
  [{ kind: 'min_quantity', quantity: 3, filter: {} }, 'applied'],
  [{ kind: 'min_quantity', quantity: 4, filter: {} }, 'quantity_too_low'],
  [{ kind: 'min_quantity', quantity: 2, filter: red }, 'quantity_too_low'],
  [{ kind: 'line_quantity', quantity: 2, filter: {} }, 'applied'],
  [{ kind: 'line_quantity', quantity: 3, filter: {} }, 'quantity_too_low'],
  [{ kind: 'line_quantity', quantity: 2, filter: red }, 'quantity_too_low'],
  [{ kind: 'min_quantity', quantity: 1, filter: { tags: ['blue'] } }, 'no_matching_lines'],
])('the condition %j: %s', (condition, expected) => {
  expect(outcome({ conditions: [condition] }, { lines: three, customer })).toBe(expected)
})

test('a first order is one of a customer without orders', () => {
  const conditions: Condition[] = [{ kind: 'first_order' }]
  expect(outcome({ conditions })).toBe('applied')
  expect(outcome({ conditions }, { customer: { ...customer, order_count: 1 } })).toBe('not_first_order')
})

test('all conditions must hold', () => {
  const held: Condition = { kind: 'market', codes: ['us'] }
  expect(outcome({ conditions: [held, { kind: 'market', codes: ['in'] }] })).toBe('wrong_market')
})

test.each<[LineFilter, string[]]>([
  [{}, ['A', 'B', 'C']],
  [{ product_ids: ['p'] }, ['A', 'B']],
  [{ variant_ids: ['A', 'C'] }, ['A', 'C']],
  [{ collection_ids: ['summer', 'x'] }, ['B']],
  [{ category_ids: ['shoes'] }, ['C']],
  [{ tags: ['red', 'blue'] }, ['A', 'C']],
  [{ brand_ids: ['acme'] }, ['B', 'C']],
  [{ product_ids: ['p'], brand_ids: ['acme'] }, ['B']],
  [{ tags: [] }, []],
])('the filter %j matches %j', (filter, expected) => {
  const lines: QuoteLine[] = [
    line('A', [1, 100], { product_id: 'p', tags: ['red'] }),
    line('B', [1, 100], { product_id: 'p', collection_ids: ['summer'], brand_id: 'acme' }),
    line('C', [1, 100], { category_ids: ['shoes'], tags: ['blue', 'new'], brand_id: 'acme' }),
  ]
  const quote = quoteOf(lines, { promotions: [promotion('p', offLines(percent(10), { filter }))] })
  expect(quote.lines.filter(({ discount }) => discount > 0).map(({ id }) => id)).toEqual(expected)
  expect(quote.rejected.map(({ reason }) => reason)).toEqual(
    expected.length === 0 ? ['no_matching_lines'] : [],
  )
})

describe('several promotions', () => {
  const given = (...promotions: Promotion[]) => {
    const { applied, rejected } = quoteOf(thousand, { promotions })
    return [applied, rejected.map((one) => ({ ...one, amount: one.reason }))].flatMap((list) =>
      list.map(({ promotion_id, amount }) => [promotion_id, amount]),
    )
  }

  test('go by priority, then by id', () => {
    const half = offOrder(percent(50))
    const all = [promotion('b', tenth), promotion('a', half), promotion('c', half, { priority: -1 })]
    expect(given(...all)).toEqual([
      ['c', 500],
      ['a', 250],
      ['b', 25],
    ])
  })

  test('an exclusive one shuts out what comes after it', () => {
    const first = promotion('first', tenth, { priority: 1, stacking: 'exclusive' })
    expect(given(first, promotion('other', tenth, { priority: 2 }))).toEqual([
      ['first', 100],
      ['other', 'not_combinable'],
    ])
  })

  test('an exclusive one is not given after another, and then shuts nothing out', () => {
    const all = [
      promotion('a', tenth, { priority: 1 }),
      promotion('b', tenth, { priority: 2, stacking: 'exclusive' }),
      promotion('c', tenth, { priority: 3 }),
    ]
    expect(given(...all)).toEqual([
      ['a', 100],
      ['c', 90],
      ['b', 'not_combinable'],
    ])
  })

  test('an exclusive one that does not apply shuts nothing out', () => {
    const over = promotion('over', tenth, { priority: 1, stacking: 'exclusive', ends_at: now })
    expect(given(over, promotion('other', tenth, { priority: 2 }))).toEqual([
      ['other', 100],
      ['over', 'ended'],
    ])
  })

  test('of a group the best is given, at the place of its first', () => {
    const all = [
      promotion('small', tenth, { priority: 1, group: 'g' }),
      promotion('between', offOrder(fixed(400)), { priority: 2 }),
      promotion('big', offOrder(percent(20)), { priority: 3, group: 'g' }),
      promotion('same', offOrder(fixed(200)), { priority: 4, group: 'g' }),
      promotion('over', offOrder(fixed(900)), { priority: 5, group: 'g', ends_at: now }),
    ]
    expect(given(...all)).toEqual([
      ['big', 200],
      ['between', 400],
      ['small', 'better_in_group'],
      ['same', 'better_in_group'],
      ['over', 'ended'],
    ])
  })
})

test('a budget cuts what is given, in proportion', () => {
  const lines = [line('A', [1, 1000]), line('B', [1, 3000])]
  const quote = quoteOf(lines, { promotions: [promotion('p', tenth, { budget_left: 101 })] })
  expect(cutsOf(quote)).toEqual([[25], [76]])
  expect(quote.applied).toMatchObject([{ amount: 101 }])
})

test('a percentage of the sum is shared out', () => {
  const lines = [line('A', [1, 106]), line('B', [1, 206]), line('C', [1, 306]), line('D', [1, 406])]
  const quote = quoteOf(lines, { promotions: [promotion('p', tenth)], terms: { percent_rounding: 'sum' } })
  expect(cutsOf(quote)).toEqual([[11], [21], [30], [40]])
  expect(quote.discount).toBe(102)
})

test('free shipping waits for shipping', () => {
  const free = promotion('p', { kind: 'shipping', value: percent(100) })
  expect(quoteOf(thousand, { promotions: [free] }).rejected).toMatchObject([{ reason: 'no_shipping' }])
})

describe('tiers', () => {
  const tiers = (by: 'subtotal' | 'quantity') =>
    ({
      kind: 'tiers',
      by,
      tiers: [
        { from: by === 'subtotal' ? 2000 : 20, value: fixed(500) },
        { from: by === 'subtotal' ? 1000 : 10, value: percent(10) },
      ],
    }) as const

  test.each([
    [999, 0],
    [1000, 100],
    [1999, 200],
    [2000, 500],
  ])('%i of goods: %i off', (amount, discount) => {
    const promotions = [promotion('p', offOrder(tiers('subtotal')))]
    const quote = quoteOf([line('A', [1, amount])], { promotions })
    expect(quote.discount).toBe(discount)
    if (discount === 0) expect(quote.rejected).toMatchObject([{ reason: 'subtotal_too_low' }])
  })

  test.each([
    [9, 0],
    [10, 100],
    [20, 500],
  ])('%i units that match: %i off', (quantity, discount) => {
    const effect = offLines(tiers('quantity'), { filter: red, allocation: 'across' })
    const lines = [line('A', [quantity, 100], { tags: ['red'] }), line('B', [50, 1])]
    const quote = quoteOf(lines, { promotions: [promotion('p', effect)] })
    expect(quote.lines[1]?.discount).toBe(0)
    expect(quote.discount).toBe(discount)
    if (discount === 0) expect(quote.rejected).toMatchObject([{ reason: 'quantity_too_low' }])
  })
})

test('tiers are measured by what earlier promotions left', () => {
  const value = { kind: 'tiers', by: 'subtotal', tiers: [{ from: 1000, value: fixed(100) }] } as const
  const promotions = [
    promotion('a', tenth, { priority: 1 }),
    promotion('b', offOrder(value), { priority: 2 }),
  ]
  expect(cutsOf(quoteOf(thousand, { promotions }))).toEqual([[100]])
})

test('an amount is off each unit, up to a limit', () => {
  const off = (max_quantity: number | null) =>
    quoteOf([line('A', [3, 100])], { promotions: [promotion('p', offLines(fixed(30), { max_quantity }))] })
      .discount
  expect([null, 2, 5].map(off)).toEqual([90, 60, 90])
})

describe('buy some, get some', () => {
  const bought = { tags: ['buy'] }
  const given = { tags: ['get'] }
  const off = (lines: QuoteLine[], effect: Promotion['effect']) =>
    cutsOf(quoteOf(lines, { promotions: [promotion('p', effect)] })).map(([amount = 0]) => amount)

  test('of different products', () => {
    const lines = [line('A', [5, 100], { tags: ['buy'] }), line('B', [3, 40], { tags: ['get'] })]
    expect(off(lines, buyGet([2, 1], { buy: bought, get: given }))).toEqual([0, 80])
    expect(off(lines, buyGet([2, 1], { buy: bought, get: given, max_sets: 1 }))).toEqual([0, 40])
    expect(off(lines, buyGet([1, 2], { buy: bought, get: given }))).toEqual([0, 80])
    expect(off(lines, buyGet([6, 1], { buy: bought, get: given }))).toEqual([0, 0])
  })

  test('a unit that may be either counts once', () => {
    const either = ['buy', 'get']
    const lines = [line('A', [3, 100], { tags: either }), line('B', [1, 500], { tags: ['get'] })]
    // Two sets of one and one: the three either and the one given are four units.
    expect(off(lines, buyGet([1, 1], { buy: bought, get: given }))).toEqual([100, 500])
    // Of two bought only one of A is spare.
    expect(off(lines, buyGet([2, 1], { buy: bought, get: given }))).toEqual([100, 0])
    expect(off(lines, buyGet([3, 1], { buy: bought, get: given }))).toEqual([0, 500])
    const two = [line('A', [1, 10], { tags: either }), line('B', [1, 20], { tags: either })]
    const dear = line('C', [1, 500], { tags: ['get'] })
    expect(off([...two, dear], buyGet([1, 2], { buy: bought, get: given }))).toEqual([10, 0, 500])
  })

  test('counts lines, products, or all together', () => {
    const lines = [
      line('A', [2, 100], { product_id: 'p' }),
      line('B', [1, 90], { product_id: 'p' }),
      line('C', [3, 80]),
    ]
    expect(off(lines, buyGet([2, 1], { within: 'line' }))).toEqual([0, 0, 80])
    expect(off(lines, buyGet([2, 1], { within: 'product' }))).toEqual([0, 90, 80])
    expect(off(lines, buyGet([2, 1], { within: 'all' }))).toEqual([0, 0, 160])
    expect(off(lines, buyGet([2, 1], { within: 'product', max_sets: 1 }))).toEqual([0, 90, 0])
  })

  test('gives what it says, by what earlier promotions left', () => {
    const promotions = [
      promotion('a', offLines(percent(50), { filter: { variant_ids: ['A'] } }), { priority: 1 }),
      promotion('b', buyGet([1, 1], { value: percent(30) }), { priority: 2 }),
    ]
    // A has become the cheaper one.
    expect(cutsOf(quoteOf([line('A', [1, 100]), line('B', [1, 80])], { promotions }))).toEqual([[50, 15], []])
  })
})

test('the cheapest is judged by what is left of a unit, and may be several units', () => {
  const promotions = [
    promotion('a', offLines(percent(90), { filter: { variant_ids: ['B'] } }), { priority: 1 }),
    promotion('b', offLines(percent(10), { only: 'cheapest', max_quantity: 2 }), { priority: 2 }),
  ]
  const quote = quoteOf([line('A', [1, 500]), line('B', [3, 1000])], { promotions })
  expect(cutsOf(quote)).toEqual([[], [2700, 20]])
})
