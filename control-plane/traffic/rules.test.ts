import { describe, expect, test } from 'vitest'
import { BOUNDS_MS, quantile, RANGES, rangeOf, stepFor, stepsOf } from './rules.ts'

const counted = (...durations: number[]) => {
  const counts = Array(RANGES).fill(0)
  for (const ms of durations) counts[rangeOf(ms)] += 1
  return counts
}

describe('durations', () => {
  test.each([
    [0, 0],
    [1, 0],
    [1.01, 1],
    [5_000, BOUNDS_MS.length - 1],
    [5_001, BOUNDS_MS.length],
  ])('of %d ms fall into the range %d', (ms, range) => {
    expect(rangeOf(ms)).toBe(range)
  })

  test('are estimated within the range in which they lie', () => {
    const counts = counted(...Array.from({ length: 94 }, () => 15), ...Array.from({ length: 6 }, () => 400))
    const p50 = quantile(counts, 0.5) ?? 0
    const p95 = quantile(counts, 0.95) ?? 0
    expect(p50).toBeGreaterThan(10)
    expect(p50).toBeLessThan(20)
    expect(p95).toBeGreaterThan(250)
    expect(p95).toBeLessThan(500)
  })

  test('are unknown without requests, and at least the last bound beyond it', () => {
    expect(quantile([], 0.5)).toBeNull()
    expect(quantile(counted(), 0.95)).toBeNull()
    expect(quantile(counted(60_000), 0.5)).toBe(5_000)
  })
})

describe('steps', () => {
  test.each([
    [3_600_000, 60],
    [24 * 3_600_000, 900],
    [7 * 24 * 3_600_000, 21_600],
    [30 * 24 * 3_600_000, 86_400],
  ])('of %d ms take %d s', (span, step) => {
    expect(stepFor(span)).toBe(step)
  })

  test('begin where the first one begins and stop before the end', () => {
    expect(stepsOf({ from: 90, to: 300, stepMs: 100 })).toEqual([0, 100, 200])
    expect(stepsOf({ from: 100, to: 301, stepMs: 100 })).toEqual([100, 200, 300])
  })
})
