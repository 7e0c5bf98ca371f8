import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const ADDRESS = {
  name: 'Ada',
  line1: '1 Market Street',
  city: 'Toronto',
  state: 'Ontario',
  postal_code: 'm5h2n2',
  country: 'CA',
}
type Entry = { id: string; is_default_shipping: boolean; is_default_billing: boolean }

async function openBook() {
  const { body } = await store.shop('POST', '/store/v1/customers', {
    email: `shopper-${randomBytes(6).toString('hex')}@mail.example`,
    password: 'a shopper passphrase',
  })
  const path = '/store/v1/customers/me/addresses'
  const ask = (method: string, id = '', body?: object) =>
    store.shop(method, `${path}${id}`, body, { 'x-customer-token': token })
  const token: string = body.token
  return {
    customerId: body.customer.id as string,
    add: (over: object = {}) => ask('POST', '', { ...ADDRESS, ...over }),
    change: (id: string, patch: object) => ask('PATCH', `/${id}`, patch),
    remove: (id: string) => ask('DELETE', `/${id}`),
    read: (id: string) => ask('GET', `/${id}`),
    list: async (): Promise<Entry[]> => (await ask('GET')).body.data,
    defaults: async () => {
      const { data } = (await ask('GET')).body as { data: Entry[] }
      return {
        shipping: data.filter((entry) => entry.is_default_shipping).map(({ id }) => id),
        billing: data.filter((entry) => entry.is_default_billing).map(({ id }) => id),
      }
    },
  }
}

test('an address is kept as its country writes it, and the first one is the default for all', async () => {
  const book = await openBook()
  const { status, body } = await book.add({ company: 'Mill', tax_id: 'CA 1' })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    state: 'ON',
    postal_code: 'M5H 2N2',
    company: 'Mill',
    tax_id: 'CA 1',
    verified: true,
    is_default_shipping: true,
    is_default_billing: true,
  })
  expect(await book.list()).toEqual([body])
  expect((await book.read(body.id)).body).toEqual(body)
})

test('there is exactly one default of each kind, whatever is set, also at once, and deleted', async () => {
  const book = await openBook()
  const [a, b, c] = [(await book.add()).body.id, (await book.add()).body.id, (await book.add()).body.id]
  expect(await book.defaults()).toEqual({ shipping: [a], billing: [a] })
  await book.change(b, { is_default_shipping: true })
  expect(await book.defaults()).toEqual({ shipping: [b], billing: [a] })
  const d = (await book.add({ is_default_shipping: true, is_default_billing: true })).body.id
  expect(await book.defaults()).toEqual({ shipping: [d], billing: [d] })
  await book.remove(d)
  expect(await book.defaults()).toEqual({ shipping: [a], billing: [a] })
  await Promise.all([a, b, c, a, b, c].map((id) => book.change(id, { is_default_billing: true })))
  const { shipping, billing } = await book.defaults()
  expect([shipping.length, billing.length]).toEqual([1, 1])
  for (const id of [a, b, c]) expect((await book.remove(id)).status).toBe(200)
  expect(await book.list()).toEqual([])
  expect((await book.change(a, { city: 'X' })).status).toBe(404)
  const unset = await book.change((await book.add()).body.id, { is_default_billing: false })
  expect(unset.body.errors).toMatchObject([{ path: 'is_default_billing' }])
})

test.each([
  ['a postal code', { postal_code: '12345' }, 'postal_code'],
  ['a state', { state: 'California' }, 'state'],
  ['a country', { country: 'XX' }, 'country'],
  ['a control character', { line1: 'A\u0007' }, 'line1'],
])('%s that does not fit is refused, new or changed, and nothing changes', async (_, over, path) => {
  const book = await openBook()
  expect((await book.add(over)).body).toMatchObject({ status: 422, errors: [{ path }] })
  const { body } = await book.add()
  expect((await book.change(body.id, over)).body).toMatchObject({ status: 422, errors: [{ path }] })
  expect(await book.list()).toEqual([body])
})

test('an address moves to another country as a whole', async () => {
  const book = await openBook()
  const { id } = (await book.add()).body
  expect((await book.change(id, { country: 'US' })).body.errors).toMatchObject([
    { path: 'state' },
    { path: 'postal_code' },
  ])
  const moved = await book.change(id, { country: 'US', state: 'new york', postal_code: '10001' })
  expect(moved.body).toMatchObject({
    country: 'US',
    state: 'NY',
    postal_code: '10001',
    line1: '1 Market Street',
  })
})

test('a book holds fifty addresses, also when they come at once', async () => {
  const book = await openBook()
  const answers = await Promise.all(Array.from({ length: 52 }, () => book.add()))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(50)
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'address_book_full' })
  expect(await book.list()).toHaveLength(50)
})

test("nobody reaches another's address, and staff say what is verified", async () => {
  const [one, other] = [await openBook(), await openBook()]
  const { id, verified } = (await one.add({ country: 'BO', state: '', postal_code: '' })).body
  expect(verified).toBe(false)
  expect((await other.read(id)).status).toBe(404)
  expect((await other.change(id, { city: 'X' })).status).toBe(404)
  expect((await other.remove(id)).status).toBe(404)
  expect((await one.change(id, { verified: true })).body.errors).toMatchObject([{ path: 'verified' }])
  const path = (customerId: string) => `/admin/v1/customers/${customerId}/addresses/${id}`
  expect((await store.admin('GET', path(other.customerId))).status).toBe(404)
  expect((await store.admin('PATCH', path(one.customerId), { verified: true })).body.verified).toBe(true)
  expect((await one.change(id, { name: 'Grace' })).body.verified).toBe(true)
  expect((await one.change(id, { city: 'Sucre' })).body.verified).toBe(false)
  expect((await store.admin('DELETE', path(one.customerId))).status).toBe(200)
})

test('the address of a checkout is held against the same rules, by its path', async () => {
  const { body: product } = await store.admin('POST', '/admin/v1/products', {
    title: 'Cup',
    status: 'active',
    variants: [{ prices: [{ amount: 500, currency: 'USD' }], inventory_quantity: 5 }],
  })
  await store.admin('PATCH', '/admin/v1/markets/us', { countries: ['US', 'CA'] })
  const { body: cart } = await store.shop('POST', '/store/v1/carts', {})
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, { variant_id: product.variants[0].id })
  const { body: checkout } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })
  const choose = (over: object) =>
    store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, { shipping_address: { ...ADDRESS, ...over } })
  expect((await choose({ postal_code: '', state: 'Texas' })).body.errors).toMatchObject([
    { path: 'shipping_address.state' },
    { path: 'shipping_address.postal_code' },
  ])
  expect((await choose({ country: 'XX' })).body.errors).toMatchObject([{ path: 'shipping_address.country' }])
  expect((await choose({})).body.shipping_address).toMatchObject({ state: 'ON', postal_code: 'M5H 2N2' })
})
