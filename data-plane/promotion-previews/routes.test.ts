import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
let variantId: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  const { body } = await store.admin('POST', '/admin/v1/products', {
    title: 'Kettle',
    status: 'active',
    variants: [{ sku: 'KETTLE', prices: [{ amount: 5_000, currency: 'USD' }], inventory_quantity: 9 }],
  })
  variantId = body.variants[0].id
})
afterAll(() => platform?.stop())

const preview = (promotion: object, over: object = {}) =>
  store.admin('POST', '/admin/v1/promotion-previews', {
    promotion: { name: 'Tenth off', trigger: 'code', effect: percent(100_000), ...promotion },
    line_items: [{ variant_id: variantId, quantity: 2 }],
    ...over,
  })
const percent = (ppm: number) => ({ kind: 'order', value: { kind: 'percentage', ppm } })

test('a promotion that is being written shows what a cart would cost without and with it, and is not stored', async () => {
  const { status, body, text } = await preview({})
  expect(status, text).toBe(200)
  expect(body.applied).toBe(true)
  expect(body.without.totals).toMatchObject({ subtotal: { amount: 10_000 }, discount: { amount: 0 } })
  expect(body.with.totals).toMatchObject({ subtotal: { amount: 10_000 }, discount: { amount: 1_000 } })
  expect(body.with.line_items).toMatchObject([{ title: 'Kettle', quantity: 2, discount: { amount: 1_000 } }])
  expect(body.with.discounts).toMatchObject([
    { name: 'Tenth off', amount: { amount: 1_000, currency: 'USD' } },
  ])
  expect((await store.admin('GET', '/admin/v1/promotions')).body.data).toEqual([])
})

test('one that gives nothing says why', async () => {
  const { body } = await preview({
    currency: 'USD',
    conditions: [{ kind: 'min_subtotal', amount: 10_001, filter: {} }],
  })
  expect(body.applied).toBe(false)
  expect(body.reason.code).toEqual(expect.any(String))
  expect(body.with.totals).toEqual(body.without.totals)
})

test('one that changes a stored one is shown in its place, not on top of it', async () => {
  const stored = { name: 'For all', trigger: 'automatic', effect: percent(500_000) }
  const { id } = (await store.admin('POST', '/admin/v1/promotions', stored)).body
  const { body } = await preview({ ...stored, effect: percent(200_000) }, { promotion_id: id })
  expect(body.without.totals.discount.amount).toBe(0)
  expect(body.with.totals.discount.amount).toBe(2_000)
  const beside = (await preview({})).body
  expect(beside.without.totals.discount.amount).toBe(5_000)
  await store.admin('DELETE', `/admin/v1/promotions/${id}`)
})

test('terms and goods that cannot be are named by their fields', async () => {
  const badTerms = await preview({ effect: { kind: 'order', value: { kind: 'fixed', amount: 100 } } })
  expect(badTerms.body).toMatchObject({
    status: 422,
    errors: [{ path: expect.stringContaining('currency') }],
  })
  const gone = await preview(
    {},
    { line_items: [{ variant_id: '0199a000-0000-7000-8000-000000000000', quantity: 1 }] },
  )
  expect(gone.body).toMatchObject({ code: 'not_found', errors: [{ path: 'line_items.0.variant_id' }] })
})
