import { expect, test } from 'vitest'
import type { RejectionReason } from '../pricing/types.ts'
import {
  type CodeFacts,
  codeFault,
  planRedemption,
  referencesIn,
  rejectionFault,
  type Terms,
  termsIssues,
} from './rules.ts'

const TERMS: Terms = {
  currency: null,
  starts_at: null,
  ends_at: null,
  conditions: [],
  effect: { kind: 'order', value: { kind: 'percentage', ppm: 100_000 } },
}
const FIXED = { kind: 'fixed', amount: 500 } as const
const PERCENT = { kind: 'percentage', ppm: 100_000 } as const

test.each<[string, Partial<Terms>, string[]]>([
  ['a percentage needs no currency', {}, []],
  ['a fixed amount does', { effect: { kind: 'order', value: FIXED } }, ['currency']],
  [
    'tiers by quantity need one when they give amounts',
    {
      effect: { kind: 'order', value: { kind: 'tiers', by: 'quantity', tiers: [{ from: 1, value: FIXED }] } },
    },
    ['currency'],
  ],
  [
    'tiers by quantity of percentages need none',
    {
      effect: {
        kind: 'order',
        value: { kind: 'tiers', by: 'quantity', tiers: [{ from: 1, value: PERCENT }] },
      },
    },
    [],
  ],
  [
    'tiers by subtotal need one',
    {
      effect: {
        kind: 'order',
        value: { kind: 'tiers', by: 'subtotal', tiers: [{ from: 1, value: PERCENT }] },
      },
    },
    ['currency'],
  ],
  [
    'a least subtotal needs one',
    { conditions: [{ kind: 'min_subtotal', amount: 1, filter: {} }] },
    ['currency'],
  ],
  ['another currency than the campaign has', { currency: 'EUR' }, ['currency']],
  ['the end at the start', { starts_at: '2030-01-01', ends_at: '2030-01-01' }, ['ends_at']],
])('%s', (_name, over, paths) => {
  expect(termsIssues({ ...TERMS, ...over }, 'USD').map(({ path }) => path)).toEqual(paths)
})

test('what must exist is found wherever it is named', () => {
  const filter = { product_ids: ['p1', 'p2'], variant_ids: ['v1'] }
  const references = referencesIn({
    conditions: [
      { kind: 'market', codes: ['us', 'eu'] },
      { kind: 'min_quantity', quantity: 2, filter: { product_ids: ['p0'] } },
    ],
    effect: {
      kind: 'buy_get',
      buy: filter,
      buy_quantity: 1,
      get: { variant_ids: ['v2'] },
      get_quantity: 1,
      within: 'all',
      value: PERCENT,
      max_sets: null,
    },
  })
  expect(references.map(({ id, path }) => `${id} at ${path}`)).toEqual([
    'us at conditions.0.codes.0',
    'eu at conditions.0.codes.1',
    'p0 at conditions.1.filter.product_ids.0',
    'p1 at effect.buy.product_ids.0',
    'p2 at effect.buy.product_ids.1',
    'v1 at effect.buy.variant_ids.0',
    'v2 at effect.get.variant_ids.0',
  ])
})

const NOW = new Date('2030-06-01T00:00:00.000Z')
test.each<[Partial<CodeFacts>, string | undefined]>([
  [{}, undefined],
  [{ active: false }, 'promotion_not_applicable'],
  [{ starts_at: '2030-06-01T00:00:00.000Z' }, undefined],
  [{ starts_at: '2030-06-01T00:00:00.001Z' }, 'promotion_not_started'],
  [{ ends_at: '2030-06-01T00:00:00.000Z' }, 'promotion_expired'],
  [{ ends_at: '2030-06-01T00:00:00.001Z' }, undefined],
  [{ uses_left: 0 }, 'promotion_used_up'],
  [{ uses_left: -2 }, 'promotion_used_up'],
  [{ uses_left: 1, budget_left: 1 }, undefined],
  [{ budget_left: 0 }, 'promotion_used_up'],
])('a code with %j: %s', (over, code) => {
  const facts = { active: true, starts_at: null, ends_at: null, uses_left: null, budget_left: null, ...over }
  expect(codeFault(facts, NOW)?.code).toBe(code)
})

test('an unknown code is told apart', () => {
  expect(codeFault(undefined, NOW)?.code).toBe('promotion_code_unknown')
})

const REJECTED: Record<RejectionReason, string> = {
  not_started: 'promotion_not_started',
  ended: 'promotion_expired',
  used_up: 'promotion_used_up',
  budget_spent: 'promotion_used_up',
  wrong_currency: 'promotion_not_applicable',
  wrong_market: 'promotion_not_applicable',
  wrong_customer_group: 'promotion_not_applicable',
  not_first_order: 'promotion_not_applicable',
  subtotal_too_low: 'promotion_not_applicable',
  quantity_too_low: 'promotion_not_applicable',
  no_matching_lines: 'promotion_not_applicable',
  no_shipping: 'promotion_not_applicable',
  nothing_left_to_discount: 'promotion_not_applicable',
  not_combinable: 'promotion_not_applicable',
  better_in_group: 'promotion_not_applicable',
}
test.each(Object.entries(REJECTED))('a code that the totals rejected as %s is %s', (reason, code) => {
  expect(rejectionFault(reason as RejectionReason).code).toBe(code)
})

test('orders of one checkout take one use and all of the discount; another currency leaves the budget alone', () => {
  const terms = {
    promotion_id: 'p',
    name: '',
    code: null,
    campaign_id: 'c',
    campaign_currency: 'USD',
    allowance_ids: ['all', 'campaign'],
  }
  const orders = ['o1', 'o2'].map((orderId) => ({
    orderId,
    applied: [{ promotion_id: 'p', code: null, amount: 40 }],
  }))
  const plan = planRedemption(orders, new Map([['p', terms]]), 'USD')
  expect(plan).toMatchObject({
    uses: [
      { id: 'all', amount: 1 },
      { id: 'campaign', amount: 1 },
    ],
    budgets: [{ id: 'c', amount: 80 }],
    rows: [
      { order_id: 'o1', uses: 1, amount: 40 },
      { order_id: 'o2', uses: 0, amount: 40 },
    ],
    totals: [{ promotion_id: 'p', orders: 2, amount: 80 }],
  })
  expect(planRedemption(orders, new Map([['p', terms]]), 'EUR').budgets).toEqual([])
})
