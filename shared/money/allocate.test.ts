import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, portion, prorate } from './allocate.ts'

const shares = (total: number, ratios: readonly number[]) =>
  allocate(BigInt(total), ratios.map(BigInt)).map(Number)

test.each<[string, number, number[], number[]]>([
  ['A1', 1003, [50, 50], [502, 501]],
  ['A2', 100, [1, 3], [25, 75]],
  ['A3', -1003, [50, 50], [-502, -501]],
  ['A4 a zero share gets no remainder', 1003, [0, 50, 50], [0, 502, 501]],
  ['A5 the largest ratio gets the remainder', 5, [100, 101, 100, 100], [1, 2, 1, 1]],
  ['A6', 801, [1, 3], [200, 601]],
  ['A12', 300, [4000, 2000, 2000], [150, 75, 75]],
  ['A13', -300, [4000, 2000, 2000], [-150, -75, -75]],
  ['A15', 299, [1000, 1000, 1000], [100, 100, 99]],
  ['A18', 40, [10, 0], [40, 0]],
  ['between equal remainders the larger ratio goes first', 2, [1, 3], [0, 2]],
  ['A21', 100, [1, 1, 1], [34, 33, 33]],
])('%s: %i by %j', (_id, total, ratios, expected) => {
  expect(shares(total, ratios)).toEqual(expected)
  expect(prorate(total, ratios)).toEqual(expected)
})

test('A7 amounts beyond safe integers', () => {
  expect(allocate(1000000000000000025n, [50n, 50n])).toEqual([500000000000000013n, 500000000000000012n])
})

test.each([[[]], [[0, 0]], [[-50, -50]], [[100, -50]]])('A8 ratios %j are invalid', (ratios) => {
  expect(() => shares(100, ratios)).toThrow('Ratios are invalid')
})

test('A19 weights that are all zero share equally', () => {
  expect(prorate(10, [0, 0])).toEqual([5, 5])
  expect(prorate(0, [0, 0])).toEqual([0, 0])
  expect(prorate(10, [])).toEqual([])
})

const amount = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })
const weights = fc.array(fc.oneof(fc.nat(100), fc.nat(100_000_000_000_000)), { minLength: 1, maxLength: 20 })

test('A20 parts add up to the total, each within one of its exact share, and a zero weight gets nothing', () => {
  fc.assert(
    fc.property(amount, weights, (total, weights) => {
      const parts = prorate(total, weights)
      expect(parts.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(total))
      const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
      if (whole === 0n) return
      parts.forEach((part, i) => {
        const apart = BigInt(part) * whole - BigInt(total) * BigInt(weights[i] ?? 0)
        expect(apart < whole && -apart < whole).toBe(true)
        if (weights[i] === 0) expect(part).toBe(0)
      })
    }),
    { numRuns: 1_000 },
  )
})

test('the fast way and the exact way share alike', () => {
  fc.assert(
    fc.property(amount, weights, (total, weights) => {
      if (weights.some((weight) => weight > 0))
        expect(prorate(total, weights)).toEqual(shares(total, weights))
    }),
    { numRuns: 1_000 },
  )
})

test('a sum shared out bit by bit never takes back, and ends at exactly its parts', () => {
  const parts = fc.array(fc.oneof(fc.nat(5), fc.nat(10_000_000_000)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(parts, fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (parts, a, b) => {
      const whole = parts.reduce((sum, part) => sum + part, 0)
      const [first, second] = [a % (whole + 1), b % (whole + 1)].sort((x, y) => x - y) as [number, number]
      const [before, after] = [portion(first, parts), portion(second, parts)]
      expect(before.reduce((sum, part) => sum + part, 0)).toBe(first)
      before.forEach((part, i) => {
        expect(part).toBeGreaterThanOrEqual(0)
        expect(part).toBeLessThanOrEqual(after[i] ?? 0)
      })
      expect(portion(whole, parts)).toEqual(parts)
    }),
    { numRuns: 2_000 },
  )
})
