import { expect, test } from 'vitest'
import {
  type CollectionValues,
  formPaths,
  inputOf,
  newCollection,
  newCondition,
} from './collection-values.ts'

const given: CollectionValues = { ...newCollection('EUR'), title: 'Summer' }

test('a collection without rules has none, and no empty handle', () => {
  expect(inputOf(given)).not.toHaveProperty('rule')
  expect(inputOf(given)).not.toHaveProperty('handle')
  expect(inputOf(given)).toMatchObject({ starts_at: null, markets: null, sort_currency: null })
})

test('conditions say what their fields need', () => {
  const conditions = [
    { ...newCondition('EUR'), value: ' new ' },
    { ...newCondition('EUR', 'brand'), value: 'b' },
    { ...newCondition('EUR', 'price'), number: 1999 },
    { ...newCondition('EUR', 'stock'), number: 3 },
  ]
  expect(inputOf({ ...given, isByRule: true, match: 'any', conditions }).rule).toEqual({
    match: 'any',
    conditions: [
      { field: 'tag', operator: 'equals', value: 'new' },
      { field: 'brand', operator: 'equals', brand_id: 'b' },
      { field: 'price', operator: 'less_than', amount: 1999, currency: 'EUR' },
      { field: 'stock', operator: 'greater_than', quantity: 3 },
    ],
  })
})

test('times are given as the moments that they are here', () => {
  expect(inputOf({ ...given, starts_at: '2030-06-01T10:30' }).starts_at).toBe(
    new Date(2030, 5, 1, 10, 30).toISOString(),
  )
})

test('faults of conditions are found in the form', () => {
  expect(formPaths(2)).toMatchObject({
    'rule.conditions.1.brand_id': 'conditions.1.value',
    'rule.conditions.0.amount': 'conditions.0.number',
  })
})
