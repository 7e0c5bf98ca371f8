import { describe, expect, test } from 'vitest'
import { applyOperations, isEmpty } from './rules.ts'
import type { Operation, Product } from './schema.ts'

const product = {
  status: 'draft',
  vendor: 'Mill',
  brand_id: 'brand-1',
  tags: ['linen', 'summer'],
  category_ids: ['men'],
  metadata: { season: 'SS', note: 'x' },
  variants: [
    {
      id: 'S',
      prices: [
        { amount: 1_999, currency: 'USD', compare_at_amount: 2_500 },
        { amount: 1_050, currency: 'JPY', compare_at_amount: null },
      ],
    },
    { id: 'M', prices: [] },
  ],
} as unknown as Product

const edit = (...operations: Operation[]) => applyOperations(product, new Set(['sale']), operations)
const pricesAfter = (...operations: Operation[]) =>
  edit(...operations).patch.variants?.[0]?.prices?.map(({ amount, currency }) => `${currency} ${amount}`)

test.each<[Operation, object]>([
  [{ op: 'set', status: 'active', vendor: 'Mill' }, { status: 'active' }],
  [{ op: 'set', brand_id: null }, { brand_id: null }],
  [{ op: 'add_tags', tags: ['summer', 'new'] }, { tags: ['linen', 'summer', 'new'] }],
  [{ op: 'remove_tags', tags: ['summer', 'gone'] }, { tags: ['linen'] }],
  [{ op: 'add_categories', category_ids: ['sale'] }, { category_ids: ['men', 'sale'] }],
  [{ op: 'remove_categories', category_ids: ['men'] }, { category_ids: [] }],
  [
    { op: 'merge_metadata', metadata: { note: null, fit: 'slim' } },
    { metadata: { season: 'SS', fit: 'slim' } },
  ],
])('%j changes %j', (operation, patch) => {
  expect(edit(operation)).toEqual({ patch, join: [], leave: [] })
})

test.each<Operation>([
  { op: 'set', status: 'draft' },
  { op: 'add_tags', tags: ['summer'] },
  { op: 'remove_tags', tags: ['winter'] },
  { op: 'merge_metadata', metadata: { note: 'x', other: null } },
  { op: 'add_to_collection', collection_id: 'sale' },
  { op: 'remove_from_collection', collection_id: 'other' },
  { op: 'change_prices_by_amount', amount: 100, currency: 'EUR' },
  { op: 'change_prices_by_percent', basis_points: 0 },
])('%j leaves the product as it is', (operation) => {
  expect(isEmpty(edit(operation))).toBe(true)
})

test('operations follow one another', () => {
  const { patch } = edit(
    { op: 'add_tags', tags: ['new'] },
    { op: 'remove_tags', tags: ['linen', 'new'] },
    { op: 'set', status: 'active' },
    { op: 'set', status: 'draft' },
  )
  expect(patch).toEqual({ tags: ['summer'] })
})

test('a product comes into collections and leaves them', () => {
  expect(
    edit(
      { op: 'add_to_collection', collection_id: 'new' },
      { op: 'remove_from_collection', collection_id: 'sale' },
    ),
  ).toEqual({ patch: {}, join: ['new'], leave: ['sale'] })
})

describe('prices change', () => {
  test.each<[what: string, operation: Operation, due: string[]]>([
    [
      'by percent, in each currency',
      { op: 'change_prices_by_percent', basis_points: -1_000 },
      ['USD 1799', 'JPY 945'],
    ],
    [
      'by percent, half a unit going up',
      { op: 'change_prices_by_percent', basis_points: -5_000 },
      ['USD 1000', 'JPY 525'],
    ],
    [
      'in one currency',
      { op: 'change_prices_by_percent', basis_points: 1_000, currency: 'JPY' },
      ['USD 1999', 'JPY 1155'],
    ],
    [
      'by an amount',
      { op: 'change_prices_by_amount', amount: -500, currency: 'USD' },
      ['USD 1499', 'JPY 1050'],
    ],
    [
      'rounded as each currency asks for',
      {
        op: 'change_prices_by_percent',
        basis_points: 1_000,
        round_to: [
          { currency: 'USD', amount: 25 },
          { currency: 'JPY', amount: 100 },
        ],
      },
      ['USD 2200', 'JPY 1200'],
    ],
    [
      'below zero, for others to refuse',
      { op: 'change_prices_by_amount', amount: -2_000, currency: 'USD' },
      ['USD -1', 'JPY 1050'],
    ],
  ])('%s', (_, operation, due) => {
    expect(pricesAfter(operation)).toEqual(due)
  })

  test('and nothing else of a variant does', () => {
    const { variants } = edit({ op: 'change_prices_by_amount', amount: 1, currency: 'USD' }).patch
    expect(variants).toEqual([
      {
        id: 'S',
        prices: [
          { amount: 2_000, currency: 'USD', compare_at_amount: 2_500 },
          { amount: 1_050, currency: 'JPY', compare_at_amount: null },
        ],
      },
      { id: 'M', prices: [] },
    ])
  })
})
