import { expect, test } from 'vitest'
import { mergedLines } from './rules.ts'

const line = (variant_id: string, quantity: number) => ({ id: `line of ${variant_id}`, variant_id, quantity })
const stocked = (stock: Record<string, number>) => (variantId: string) => stock[variantId] ?? 0
const limits = { lines: 3, quantity: 100 }

test('quantities of the same variant add up, and other lines are new', () => {
  const sellable = stocked({ tea: 50, cup: 50 })
  expect(mergedLines([line('tea', 2)], [line('tea', 3), line('cup', 1)], { sellable, limits })).toEqual([
    { id: 'line of tea', variant_id: 'tea', quantity: 5 },
    { id: undefined, variant_id: 'cup', quantity: 1 },
  ])
})

test('they add up to what is in stock at most, and never make less of what the own cart holds', () => {
  const sellable = stocked({ tea: 4, cup: 1, pot: 0 })
  const own = [line('tea', 2), line('cup', 3)]
  const guest = [line('tea', 3), line('cup', 3), line('pot', 1), line('unknown', 1)]
  expect(mergedLines(own, guest, { sellable, limits })).toEqual([
    { id: 'line of tea', variant_id: 'tea', quantity: 4 },
  ])
})

test('what never runs out adds up to the limit of a line', () => {
  const sellable = () => Number.POSITIVE_INFINITY
  const merged = mergedLines([], [line('download', 7), line('made', 101)], { sellable, limits })
  expect(merged.map(({ quantity }) => quantity)).toEqual([7, 100])
})

test('a cart takes no more lines than it may have', () => {
  const sellable = () => 9
  const merged = mergedLines([line('a', 1), line('b', 1)], [line('c', 1), line('d', 1), line('a', 1)], {
    sellable,
    limits,
  })
  expect(merged.map(({ variant_id }) => variant_id)).toEqual(['c', 'a'])
})
