// What becomes of carts and orders when a guest signs in.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const PASSWORD = 'a shopper passphrase'

let platform: TestPlatform
let store: TestStore
let tea: string
let cup: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  tea = await variant('Tea', 10)
  cup = await variant('Cup', 10)
})
afterAll(() => platform?.stop())

async function variant(title: string, stock: number): Promise<string> {
  const prices = ['USD', 'INR'].map((currency) => ({ amount: 1_000, currency }))
  const { body } = await store.admin('POST', '/admin/v1/products', {
    title,
    status: 'active',
    variants: [{ prices, inventory_quantity: stock, requires_shipping: false }],
  })
  return body.variants[0].id
}

const newEmail = () => `shopper-${randomBytes(6).toString('hex')}@mail.example`
const as = (token: string) => ({ 'x-customer-token': token })
const post = (path: string, body: object, token?: string) =>
  store.shop('POST', path, body, token === undefined ? {} : as(token))
const logIn = (email: string, cart_id?: string) =>
  post('/store/v1/customers/login', { email, password: PASSWORD, cart_id })

async function register(cart_id?: string, email = newEmail()) {
  const { status, body, text } = await post('/store/v1/customers', { email, password: PASSWORD, cart_id })
  expect(status, text).toBe(201)
  return {
    email,
    id: body.customer.id as string,
    token: body.token as string,
    cart: body.cart_id as string | null,
  }
}

async function newCart(
  lines: Record<string, number>,
  { token, ...wish }: { token?: string; market?: string } = {},
) {
  const { status, body, text } = await post('/store/v1/carts', wish, token)
  expect(status, text).toBe(201)
  for (const [variant_id, quantity] of Object.entries(lines))
    expect((await post(`/store/v1/carts/${body.id}/line-items`, { variant_id, quantity })).status).toBe(201)
  return body.id as string
}

async function cartOf(id: string) {
  const { body } = await store.shop('GET', `/store/v1/carts/${id}`)
  const lines = body.line_items.map((line: { variant_id: string; quantity: number }) => [
    line.variant_id,
    line.quantity,
  ])
  return { status: body.status, lines: Object.fromEntries(lines) }
}

async function order(cart_id: string, email: string) {
  const { body } = await post('/store/v1/checkouts', { cart_id })
  const path = `/store/v1/checkouts/${body.id}`
  await store.shop('PATCH', path, { email, payment_method: 'manual' })
  return post(`${path}/complete`, {})
}
const ordersOf = async (token: string): Promise<string[]> => {
  const { body } = await store.shop('GET', '/store/v1/customers/me/orders', undefined, as(token))
  return body.data.map(({ id }: { id: string }) => id)
}

test('a guest who registers goes on with the same cart', async () => {
  const guest = await newCart({ [tea]: 2 })
  const { token, cart } = await register(guest)
  expect(cart).toBe(guest)
  const { body } = await store.shop('GET', '/store/v1/customers/me/cart?market=us', undefined, as(token))
  expect([body.id, body.line_items.length]).toEqual([guest, 1])
  expect(
    (await store.shop('GET', '/store/v1/customers/me/cart?market=in', undefined, as(token))).status,
  ).toBe(404)
  expect(
    (await store.shop('GET', '/store/v1/customers/me/cart?market=xx', undefined, as(token))).status,
  ).toBe(422)
})

test('at login the lines of the guest are added to the own cart, as far as there is stock', async () => {
  const { email, token } = await register()
  const own = await newCart({ [tea]: 7 }, { token })
  const guest = await newCart({ [tea]: 8, [cup]: 1 })
  const { body } = await logIn(email, guest)
  expect(body.cart_id).toBe(own)
  expect(await cartOf(own)).toEqual({ status: 'open', lines: { [tea]: 10, [cup]: 1 } })
  expect((await cartOf(guest)).status).toBe('merged')
  const add = await post(`/store/v1/carts/${guest}/line-items`, { variant_id: cup, quantity: 1 })
  expect(add.body).toMatchObject({ status: 409, code: 'cart_merged' })
})

test('many logins at once with the same cart add it once', async () => {
  const { email, token } = await register()
  const own = await newCart({ [tea]: 1 }, { token })
  const guest = await newCart({ [tea]: 2 })
  const answers = await Promise.all(Array.from({ length: 4 }, () => logIn(email, guest)))
  expect(answers.map(({ status, body }) => [status, body.cart_id])).toEqual(Array(4).fill([201, own]))
  expect((await cartOf(own)).lines).toEqual({ [tea]: 3 })
})

test('a cart that two customers bring at once goes to one of them', async () => {
  const [one, other] = [await register(), await register()]
  const guest = await newCart({ [tea]: 2 })
  const answers = await Promise.all([logIn(one.email, guest), logIn(other.email, guest)])
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  expect(answers.map(({ body }) => body.cart_id).sort()).toEqual([guest, null].sort())
})

test('a customer has one open cart in each market, also when many are asked for at once', async () => {
  const { token } = await register()
  const ids = await Promise.all(Array.from({ length: 4 }, () => newCart({}, { token })))
  expect(new Set(ids).size).toBe(1)
  const elsewhere = await newCart({}, { token, market: 'in' })
  expect(elsewhere).not.toBe(ids[0])
  expect((await order(await newCart({ [cup]: 1 }, { token }), newEmail())).status).toBe(201)
  expect(await newCart({}, { token })).not.toBe(ids[0])
})

test("another customer's cart, and one that was ordered, stay as they are", async () => {
  const [one, other] = [await register(), await register()]
  const foreign = await newCart({ [cup]: 1 }, { token: other.token })
  expect((await logIn(one.email, foreign)).body.cart_id).toBe(null)
  expect((await logIn(other.email, foreign)).body.cart_id).toBe(foreign)
  const ordered = await newCart({ [cup]: 1 })
  expect((await order(ordered, newEmail())).status).toBe(201)
  expect((await logIn(one.email, ordered)).body.cart_id).toBe(null)
  expect((await cartOf(ordered)).status).toBe('completed')
  // A cart that is none is no wrong password.
  for (let n = 0; n < 6; n += 1)
    expect((await logIn(one.email, one.id)).body).toMatchObject({
      status: 404,
      errors: [{ path: 'cart_id' }],
    })
})

test('an ended token starts no cart', async () => {
  const { status, body } = await post('/store/v1/carts', {}, 'sp_ct_ended')
  expect([status, body.code]).toEqual([401, 'invalid_credentials'])
})

test("an order is the customer's whose cart it was, whatever e-mail address it names", async () => {
  const { id, token } = await register()
  const cart = await newCart({ [cup]: 1 }, { token })
  const { body } = await order(cart, newEmail())
  await expect.poll(() => ordersOf(token), { timeout: 10_000 }).toEqual([body.order.id])
  const path = `/admin/v1/customers/${id}`
  const { amount } = body.order.totals.total
  expect((await store.admin('GET', path)).body).toMatchObject({
    order_count: 1,
    total_spent: [{ amount, currency: 'USD' }],
  })
  expect((await store.admin('GET', `${path}/orders`)).body.data).toMatchObject([{ id: body.order.id }])
  const { body: filtered } = await store.admin('GET', `/admin/v1/orders?customer_id=${id}`)
  expect(filtered.data).toHaveLength(1)
})

test("guests' orders become the customer's only once the e-mail address is shown to be theirs", async () => {
  const email = newEmail()
  const early = (await order(await newCart({ [cup]: 1 }), email.toUpperCase())).body.order.id
  const { id, token } = await register(undefined, email)
  const late = (await order(await newCart({ [cup]: 1 }), email)).body.order.id
  const links = async (): Promise<string[]> => {
    const { body } = await store.admin('GET', '/admin/v1/messages?limit=100')
    const mails = body.data.filter(
      (mail: { recipient: string; template: string }) =>
        mail.recipient === email && ['verification', 'order_confirmation'].includes(mail.template),
    )
    return mails.flatMap((mail: { body: string }) => /\?token=(\S+)$/.exec(mail.body)?.[1] ?? [])
  }
  await expect.poll(links, { timeout: 10_000 }).toHaveLength(1)
  const shard = platform.shards.get(store.shard)!.owner
  const open = () =>
    shard`select from pgboss.job where name = 'events' and state < 'completed'`.then((jobs) => jobs.length)
  await expect.poll(open, { timeout: 10_000 }).toBe(0)
  expect(await ordersOf(token)).toEqual([])

  expect((await post('/store/v1/customers/verify-email', { token: (await links())[0] })).status).toBe(200)
  expect(await ordersOf(token)).toEqual([late, early])
  const next = (await order(await newCart({ [cup]: 1 }), email)).body.order.id
  await expect.poll(() => ordersOf(token), { timeout: 10_000 }).toEqual([next, late, early])
  expect((await store.admin('GET', `/admin/v1/customers/${id}`)).body.order_count).toBe(3)
})
