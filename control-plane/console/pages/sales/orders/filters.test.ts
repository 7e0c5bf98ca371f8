import { expect, test } from 'vitest'
import { filterOf, isSameView, searchOf } from './filters.ts'

const view = (filter: object) =>
  ({
    id: 'a',
    name: 'A',
    sort: '-total',
    shared: false,
    own: true,
    created_at: '',
    updated_at: '',
    filter,
  }) as never

test('a day ends when the next one begins, and a saved view brings the same days back', () => {
  const search = { from: '2026-03-28', to: '2026-03-31', tag: 'vip', total_from: '500', sort: '-total' }
  const filter = filterOf(search)
  expect(filter).toMatchObject({ tag: 'vip', total_from: 500 })
  expect(new Date(filter.placed_to ?? '').getTime()).toBe(new Date(2026, 3, 1).getTime())
  expect(searchOf(view(filter))).toEqual({ view: 'a', ...search })
  expect(isSameView(searchOf(view(filter)), search)).toBe(true)
})

test('what is no filter is left out', () => {
  expect(filterOf({ from: 'yesterday', number: 'x', q: '', view: 'a' })).toEqual({})
})
