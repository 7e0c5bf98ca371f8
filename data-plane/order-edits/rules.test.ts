import { expect, test } from 'vitest'
import { changeLines, keptPromotions, keptShipping, manualDiscount, neededOf } from './rules.ts'

const line = (over: object) => ({
  ...{
    id: 'a',
    variant_id: 'v',
    quantity: 3,
    fulfilled_quantity: 0,
    returned_quantity: 0,
    refunded_quantity: 0,
    cancelled_quantity: 0,
  },
  ...over,
})
const to = (quantity: number) => [{ line_item_id: 'A', quantity }]

test.each([
  ['to nothing', {}, 0, undefined],
  ['to what was sent', { fulfilled_quantity: 2 }, 2, undefined],
  ['below what was sent', { fulfilled_quantity: 2 }, 1, 2],
  ['to what was sent, though one is not to be', { fulfilled_quantity: 1, cancelled_quantity: 1 }, 1, 2],
  ['below what was refunded', { fulfilled_quantity: 1, refunded_quantity: 2 }, 1, 2],
  [
    'to what was sent, one of which came back',
    { fulfilled_quantity: 1, returned_quantity: 1, refunded_quantity: 1 },
    1,
    undefined,
  ],
])('a line comes down %s', (_, over, quantity, fewest) => {
  const decision = changeLines([line(over)], to(quantity))
  if (fewest === undefined)
    expect(decision).toMatchObject({ ok: true, kept: quantity > 0 ? [{ quantity }] : [] })
  else
    expect(decision).toEqual({
      ok: false,
      fault: {
        path: 'change.0.quantity',
        message: `must be at least ${fewest}: so much was sent or refunded`,
      },
    })
})

test('a line is changed once, and must be there', () => {
  expect(changeLines([line({})], [...to(1), ...to(2)])).toMatchObject({
    fault: { path: 'change.1.line_item_id' },
  })
  expect(changeLines([], to(1))).toMatchObject({ fault: { path: 'change.0.line_item_id' } })
})

test('needs are the difference of each variant over all its lines', () => {
  const before = [line({ quantity: 2 }), line({ variant_id: 'w', quantity: 1 }), line({ variant_id: null })]
  const after = [line({ quantity: 1 }), line({ quantity: 1 }), line({ variant_id: 'x', quantity: 4 })]
  expect(neededOf(before, after)).toEqual([
    { variantId: 'w', quantity: -1 },
    { variantId: 'x', quantity: 4 },
  ])
})

test.each([
  [{ amount: 500, free_above: null }, 1_000, undefined, 500],
  [{ amount: 500, free_above: 900 }, 1_000, undefined, 0],
  [{ amount: 500, free_above: 1_000 }, 1_000, undefined, 500],
  [{ amount: 500, free_above: 900 }, 1_000, 70, 70],
])(
  'shipping %o of an order of %i stays what it was, unless a price is given',
  (over, subtotal, price, amount) => {
    const method = { code: 'std', name: 'Standard', tax_class: 'standard', ...over }
    expect(keptShipping(method, subtotal, price)).toEqual({ ...method, amount, free_above: null })
  },
)

test('promotions that were given count without their conditions, within what they gave', () => {
  const promotion = {
    ...manualDiscount('p', { name: 'P', value: { kind: 'percentage', ppm: 100_000 } }, 'USD'),
    conditions: [{ kind: 'first_order' as const }],
    stacking: 'exclusive' as const,
    budget_left: 10_000,
    uses_left: 0,
  }
  const others = [promotion, { ...promotion, id: 'not given' }]
  expect(keptPromotions(others, [{ promotion_id: 'p', amount: 300 }])).toEqual([
    { ...promotion, conditions: [], stacking: 'combine', budget_left: 300, uses_left: null },
  ])
})
