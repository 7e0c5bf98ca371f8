import { expect, test } from 'vitest'
import { handleFrom, unusedHandle } from './handles.ts'

test.each([
  ['Linen Shirt', 'linen-shirt'],
  ['  Crème brûlée (2 pcs)  ', 'creme-brulee-2-pcs'],
  ['50% off!', '50-off'],
  ['मसाला डब्बा', 'मसाला-डब्बा'],
  ['***', 'product'],
])('the handle of %j is %j', (title, handle) => {
  expect(handleFrom(title, 'product')).toBe(handle)
})

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `shirt-${i + 1}`)
test.each([
  ['free', [], 'shirt'],
  ['taken', ['shirt'], 'shirt-2'],
  ['taken more than once', ['shirt', 'shirt-2', 'shirt-3'], 'shirt-4'],
  ['only a longer one is taken', ['shirt-2'], 'shirt'],
  ['taken very often', ['shirt', ...numbered(70)], 'shirt-71'],
])('a handle that is %s', async (_name, taken, expected) => {
  const among = async (handles: readonly string[]) =>
    new Set(handles.filter((handle) => taken.some((other) => other === handle)))
  expect(await unusedHandle('shirt', among)).toBe(expected)
})
