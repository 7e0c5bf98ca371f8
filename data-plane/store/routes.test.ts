import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

test('a new store has its name and its owner as contact', async () => {
  expect((await store.admin('GET', '/admin/v1/store')).body).toMatchObject({
    name: `Store ${store.slug}`,
    contact_email: `owner@${store.slug}.example`,
    default_market: 'us',
    test_payments: true,
    low_stock_threshold: 5,
    tax_classes: ['standard', 'reduced', 'zero'],
  })
})

test('setting a store up again changes nothing of it', async () => {
  const again = await platform.signUp()
  await again.admin('DELETE', '/admin/v1/markets/in')
  await again.admin('PATCH', '/admin/v1/store', { name: 'Renamed' })
  await platform.control.owner`update tenants set provisioned_at = null where id = ${again.id}`
  const markets = async () => (await again.shop('GET', '/store/v1/markets')).body.data
  expect(await markets()).toHaveLength(1)
  expect((await again.admin('GET', '/admin/v1/store')).body.name).toBe('Renamed')
})

test("tax classes are the store's own: variants may have one of them, and standard always stays", async () => {
  const of = (tax_class: string) =>
    store.admin('POST', '/admin/v1/products', { title: 'Book', variants: [{ tax_class }] })
  expect(await of('books')).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'variants.0.tax_class', message: 'must be one of standard, reduced, zero' }] },
  })
  const classes = ['standard', 'books']
  expect((await store.admin('PATCH', '/admin/v1/store', { tax_classes: classes })).body).toMatchObject({
    tax_classes: classes,
  })
  const book = (await of('books')).body
  expect(book.variants).toMatchObject([{ tax_class: 'books', taxable: true }])
  const changed = { variants: [{ id: book.variants[0].id, tax_class: 'zero' }] }
  expect((await store.admin('PATCH', `/admin/v1/products/${book.id}`, changed)).status).toBe(422)
  // What a variant has may stay.
  await store.admin('PATCH', '/admin/v1/store', { tax_classes: ['standard'] })
  const kept = { variants: [{ id: book.variants[0].id, sku: 'BOOK' }] }
  expect((await store.admin('PATCH', `/admin/v1/products/${book.id}`, kept)).body).toMatchObject({
    variants: [{ tax_class: 'books', sku: 'BOOK' }],
  })
  for (const tax_classes of [[], ['zero'], ['standard', 'standard'], ['standard', 'No']])
    expect((await store.admin('PATCH', '/admin/v1/store', { tax_classes })).status).toBe(422)
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

test('what is done of the way to the first order is the same for everybody', async () => {
  const { setup_done } = (await store.admin('GET', '/admin/v1/store')).body
  expect(setup_done).toEqual([])
  const done = { setup_done: ['market', 'hidden'] }
  expect((await store.admin('PATCH', '/admin/v1/store', done)).body).toMatchObject(done)
  expect((await store.admin('GET', '/admin/v1/store')).body).toMatchObject(done)
  for (const steps of [['market', 'market'], ['order'], 'market'])
    expectProblem(await store.admin('PATCH', '/admin/v1/store', { setup_done: steps }), 'invalid_input')
  expect((await store.admin('PATCH', '/admin/v1/store', { setup_done: [] })).body.setup_done).toEqual([])
})
