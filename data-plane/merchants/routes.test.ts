import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const post = (body: object) => store.admin('POST', '/admin/v1/merchants', body)

test('a merchant is stored whole and changed', async () => {
  const input = {
    market: 'us',
    code: 'linen-mill',
    name: 'Linen Mill Ltd',
    integration: 'feed',
    commission_basis_points: 1_250,
    status: 'active',
    contact_name: 'Ada',
    contact_email: 'ada@mill.example',
    contact_phone: '+1 555 0100',
  }
  const { status, body } = await post(input)
  expect(status).toBe(201)
  expect(body).toMatchObject(input)
  const patched = await store.admin('PATCH', `/admin/v1/merchants/${body.id}`, {
    status: 'paused',
    market: 'in',
  })
  expect(patched.body).toMatchObject({ ...input, status: 'paused', market: 'in' })
  expect((await store.admin('GET', '/admin/v1/merchants?market=in')).body.data).toMatchObject([
    { id: body.id },
  ])
  expect((await store.admin('GET', '/admin/v1/merchants?market=us')).body.data).toEqual([])
})

test('a code belongs to one merchant of the store', async () => {
  const input = { market: 'us', code: 'only-one', name: 'A' }
  const { body } = await post(input)
  expect(await post({ ...input, market: 'in' })).toMatchObject({
    status: 409,
    body: { code: 'merchant_code_taken', errors: [{ path: 'code' }] },
  })
  const other = await post({ ...input, code: 'another' })
  expect(
    (await store.admin('PATCH', `/admin/v1/merchants/${other.body.id}`, { code: 'only-one' })).status,
  ).toBe(409)
  expect((await store.admin('GET', `/admin/v1/merchants/${body.id}`)).body).toEqual(body)
})

test.each([
  ['market', { market: 'zz' }],
  ['commission_basis_points', { commission_basis_points: 10_001 }],
  ['integration', { integration: 'pigeon' }],
  ['code', { code: 'Not A Code' }],
  ['contact_email', { contact_email: 'nobody' }],
])('a wrong %s is refused by its field', async (path, over) => {
  const { status, body } = await post({ market: 'us', code: 'refused', name: 'A', ...over })
  expect(status).toBe(422)
  expect(body.errors).toMatchObject([{ path }])
})

test('products have a merchant and are found by it', async () => {
  const { body: merchant } = await post({ market: 'us', code: 'seller', name: 'Seller' })
  const input = { title: 'Sold', merchant_id: merchant.id, variants: [{}] }
  const { body: product } = await store.admin('POST', '/admin/v1/products', input)
  const found = await store.admin('GET', `/admin/v1/products?merchant=${merchant.id}`)
  expect(found.body.data).toMatchObject([{ id: product.id, merchant_id: merchant.id }])
  expect((await store.admin('DELETE', `/admin/v1/merchants/${merchant.id}`)).body.code).toBe('still_in_use')
  await store.admin('DELETE', `/admin/v1/products/${product.id}`)
  expect((await store.admin('DELETE', `/admin/v1/merchants/${merchant.id}`)).body).toEqual({
    id: merchant.id,
    deleted: true,
  })
})
