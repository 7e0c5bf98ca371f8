import { expect, test } from 'vitest'
import { failedPpm, isFailing } from './health.ts'

test.each([
  [20, 1, false],
  [20, 2, true],
  [100, 5, false],
  [100, 6, true],
  [19, 19, undefined],
  [19, 0, false],
  [0, 0, false],
])('%i attempts of which %i failed: %s', (attempts, failed, expected) => {
  expect(isFailing({ attempts, failed })).toBe(expected)
})

test('the rate in parts per million', () => {
  expect(failedPpm({ attempts: 3, failed: 1 })).toBe(333_333)
  expect(failedPpm({ attempts: 0, failed: 0 })).toBe(0)
})
