import { expect, test } from 'vitest'
import { shippingCost } from './shipping.ts'

test.each([
  ['below the threshold', 5_000, 4_999, true, 500],
  ['at the threshold', 5_000, 5_000, true, 500],
  ['above the threshold', 5_000, 5_001, true, 0],
  ['without a threshold', null, 1_000_000, true, 500],
  ['nothing to ship', null, 1, false, 0],
] as const)('shipping %s', (_name, free_above, subtotal, anythingToShip, cost) => {
  expect(shippingCost({ amount: 500, free_above }, subtotal, anythingToShip)).toBe(cost)
})
