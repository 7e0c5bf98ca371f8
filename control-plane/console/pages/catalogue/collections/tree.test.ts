import { expect, test } from 'vitest'
import { childrenOf, mayStandBelow, positionsAfter } from './tree.ts'

const all = [
  { id: 'tea', parent_id: null, position: 0, name: 'Tea' },
  { id: 'cups', parent_id: null, position: 0, name: 'Cups' },
  { id: 'green', parent_id: 'tea', position: 1, name: 'Green' },
  { id: 'black', parent_id: 'tea', position: 0, name: 'Black' },
  { id: 'matcha', parent_id: 'green', position: 0, name: 'Matcha' },
]
const ids = (categories: readonly { id: string }[]) => categories.map(({ id }) => id)

test('siblings stand by their position, and by their name where it is the same', () => {
  expect(ids(childrenOf(all, null))).toEqual(['cups', 'tea'])
  expect(ids(childrenOf(all, 'tea'))).toEqual(['black', 'green'])
})

test('moving up or down writes only the positions that change', () => {
  expect(positionsAfter(childrenOf(all, null), 'tea', -1)).toEqual([{ id: 'cups', position: 1, before: 0 }])
  expect(positionsAfter(childrenOf(all, 'tea'), 'green', 1)).toEqual([])
})

test('nothing is put below itself', () => {
  expect(mayStandBelow(all, 'tea', 'matcha')).toBe(false)
  expect(mayStandBelow(all, 'tea', 'tea')).toBe(false)
  expect(mayStandBelow(all, 'green', 'cups')).toBe(true)
})
