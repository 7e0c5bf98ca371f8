import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

test('a new store has its name, its owner as contact, and two markets with shipping methods', async () => {
  expect((await store.admin('GET', '/admin/v1/store')).body).toMatchObject({
    name: `Store ${store.slug}`,
    contact_email: `owner@${store.slug}.example`,
    default_market: 'us',
    test_payments: true,
    low_stock_threshold: 5,
  })
  expect((await store.shop('GET', '/store/v1/markets')).body.data).toMatchObject([
    {
      code: 'in',
      currency: 'INR',
      tax_basis_points: 1_800,
      shipping_methods: [
        { code: 'standard', free_above: { amount: 99_900, currency: 'INR' } },
        { code: 'express', free_above: null },
      ],
    },
    {
      code: 'us',
      currency: 'USD',
      tax_basis_points: 800,
      shipping_methods: [{ code: 'standard' }, { code: 'express' }, { code: 'same_day' }],
    },
  ])
})

test('a change keeps what it does not mention; an unknown market or an empty change is handled', async () => {
  const { body } = await store.admin('PATCH', '/admin/v1/store', { name: 'Renamed', default_market: 'in' })
  expect(body).toMatchObject({ name: 'Renamed', default_market: 'in', low_stock_threshold: 5 })
  expect((await store.admin('PATCH', '/admin/v1/store', {})).body).toMatchObject({ name: 'Renamed' })
  expect(await store.admin('PATCH', '/admin/v1/store', { default_market: 'mars' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'default_market', message: 'must be one of in, us' }] },
  })
  expect((await store.shop('POST', '/store/v1/carts', {})).body).toMatchObject({
    market: 'in',
    currency: 'INR',
  })
})
