import { expect, test } from 'vitest'
import { scoresOf } from './rules.ts'

const sold = (brand_id: string, units: number, cancelled = 0, stars: number[] = []) => ({
  brand_id,
  units,
  cancelled,
  ratings: stars.length,
  stars: stars.reduce((sum, n) => sum + n, 0),
})

test('nothing sold: no popularity, middling quality', () => {
  expect(scoresOf([sold('a', 0)])).toEqual([{ brand_id: 'a', popularity_score: 0, quality_score: 50 }])
})

test('the best-selling brand has 100, the others by the logarithm of what they sold', () => {
  const popularity = scoresOf([sold('a', 999), sold('b', 31), sold('c', 0)]).map((s) => s.popularity_score)
  // ln 32 / ln 1000 = 0.5017
  expect(popularity).toEqual([100, 50, 0])
})

test('cancelled units count against both scores', () => {
  expect(scoresOf([sold('a', 80), sold('b', 80, 80)])).toEqual([
    { brand_id: 'a', popularity_score: 100, quality_score: 90 },
    { brand_id: 'b', popularity_score: 0, quality_score: 10 },
  ])
})

test('one cancelled unit does not ruin a small brand', () => {
  // 100 · 10 / 21
  expect(scoresOf([sold('a', 1, 1)])[0]?.quality_score).toBe(48)
})

test('ratings count like units: five stars as one that was kept, one star as one that was not', () => {
  const quality = scoresOf([
    sold('a', 0, 0, [5, 5, 5, 5]),
    sold('b', 0, 0, [1, 1, 1, 1]),
    sold('c', 0, 0, [3]),
  ])
  // 100 · 14 / 24, 100 · 10 / 24
  expect(quality.map((s) => s.quality_score)).toEqual([58, 42, 50])
})
