import { expect, test } from 'vitest'
import { emptyValues, fromPromotion, KINDS, toInput, type Values } from './values.ts'

const ID = '0199a000-0000-7000-8000-000000000001'
const readBack = (values: Values) => {
  const input = toInput(values)
  const stored = {
    ...input,
    trigger: values.trigger,
    conditions: input.conditions ?? [],
    priority: 0,
    group: null,
  }
  return fromPromotion(stored as Parameters<typeof fromPromotion>[0], {
    currency: 'USD',
    localTime: (time) => time?.slice(0, 16) ?? '',
  })
}

test.each(KINDS)('what the form writes it shows again: %s', (kind) => {
  const values: Values = {
    ...emptyValues('USD'),
    name: 'Ten off',
    kind,
    percent: 12.5,
    min_subtotal: 5_000,
    min_quantity: 2,
    markets: ['us'],
    first_order: true,
    usage_limit: 100,
    exclusive: true,
    ...(kind === 'lines' || kind === 'buy_get' ? { product_ids: [ID], collection_ids: [ID] } : {}),
  }
  expect(readBack(values)).toEqual({ values, isPlain: true })
})

test('an amount needs its currency, a percentage none', () => {
  const values = emptyValues('EUR')
  expect(toInput(values).currency).toBeNull()
  expect(toInput({ ...values, by: 'fixed', amount: 500 })).toMatchObject({
    currency: 'EUR',
    effect: { kind: 'order', value: { kind: 'fixed', amount: 500 } },
  })
  expect(toInput({ ...values, min_subtotal: 1 }).currency).toBe('EUR')
})

test('terms that the form does not have are told', () => {
  const tiers = { kind: 'tiers', by: 'subtotal', tiers: [{ from: 1, value: { kind: 'fixed', amount: 1 } }] }
  const stored = { ...toInput(emptyValues('USD')), effect: { kind: 'order', value: tiers }, conditions: [] }
  const { isPlain } = fromPromotion(stored as never, { currency: 'USD', localTime: () => '' })
  expect(isPlain).toBe(false)
})
