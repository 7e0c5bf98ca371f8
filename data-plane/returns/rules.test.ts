import { expect, test } from 'vitest'
import { awaited, isInWindow, receivedOf, returnable } from './rules.ts'

const line = (quantity: number, [restocked, dismissed, writtenOff]: readonly [number, number, number]) => ({
  quantity,
  restocked_quantity: restocked,
  dismissed_quantity: dismissed,
  written_off_quantity: writtenOff,
})

test('the window ends with its last day; without one nothing comes back', () => {
  const moved = new Date('2026-03-01T12:00:00Z')
  expect(isInWindow(moved, 30, new Date('2026-03-31T12:00:00Z'))).toBe(true)
  expect(isInWindow(moved, 30, new Date('2026-03-31T12:00:01Z'))).toBe(false)
  expect(isInWindow(moved, 0, moved)).toBe(true)
  expect(isInWindow(moved, null, moved)).toBe(false)
})

test('B5 what is received, dismissed or written off is not awaited any more', () => {
  expect(awaited(line(3, [1, 1, 1]))).toBe(0)
  expect(awaited(line(5, [1, 0, 1]))).toBe(3)
})

test('what left may be returned once', () => {
  const sent = { fulfilled_quantity: 6, returned_quantity: 1 }
  expect(returnable(sent, [])).toBe(5)
  expect(returnable(sent, [{ ...line(2, [1, 0, 0]), isOpen: true }])).toBe(4)
  expect(returnable(sent, [{ ...line(3, [1, 0, 1]), isOpen: false }])).toBe(4)
  expect(returnable(sent, [{ ...line(9, [0, 0, 0]), isOpen: true }])).toBe(0)
})

test('what is received counts by line and condition', () => {
  const rows = [
    { line_item_id: 'a', quantity: 1, condition: 'restock' },
    { line_item_id: 'a', quantity: 2, condition: 'damaged' },
    { line_item_id: 'b', quantity: 1, condition: 'lost' },
    { line_item_id: 'a', quantity: 1, condition: 'restock' },
  ] as const
  expect([...receivedOf(rows)]).toEqual([
    ['a', { restocked: 2, dismissed: 2, writtenOff: 0 }],
    ['b', { restocked: 0, dismissed: 0, writtenOff: 1 }],
  ])
})
