// One walk through the product over HTTP: open a store, fill it, buy, and read the order on both sides.
// Run as a program it takes the port: node infra/e2e/walk.ts 8080
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
export type Answer = { status: number; body: any }
type CallOptions = { key?: string; body?: unknown; type?: string; idempotencyKey?: string }
export type Call = (host: string, method: string, path: string, options?: CallOptions) => Promise<Answer>

export type Store = {
  id: string
  slug: string
  shard: string
  /** Calls as the store's staff. */
  admin: (method: string, path: string, options?: CallOptions) => Promise<Answer>
  /** Calls as one of its shoppers. */
  shop: (method: string, path: string, options?: CallOptions) => Promise<Answer>
}

const PATIENCE_MS = 60_000
const ANSWER_TIMEOUT_MS = 15_000

const ADDRESS = {
  name: 'A Shopper',
  line1: '1 Market Street',
  city: 'Springfield',
  state: 'IL',
  postal_code: '62701',
  country: 'US',
}
export const CHOICES = {
  email: 'shopper@example.com',
  shipping_address: ADDRESS,
  shipping_method: 'standard',
  payment_method: 'test',
}

const IMPORT = `Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Status
wool-blanket,Wool Blanket,<p>Warm.</p>,Weavers,TRUE,Size,Single,BLANKET-S,shopify,7,deny,59.00,active
wool-blanket,,,,,,Double,BLANKET-D,shopify,4,deny,89.00,
`

/** Calls the gateway on `port` of this machine; the Host header says which store is meant. */
export function connect(port: number): Call {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 32, headersTimeout: ANSWER_TIMEOUT_MS })
  return async (host, method, path, { key, body, type = 'application/json', idempotencyKey } = {}) => {
    const answer = await pool.request({
      method: method as 'GET',
      path,
      headers: {
        host: `${host}:${port}`,
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': type }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    })
    const text = await answer.body.text()
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, body: isJson ? JSON.parse(text) : text }
  }
}

/** Opens a store. */
export async function signUp(call: Call, slug = `store-${randomUUID().slice(0, 13)}`): Promise<Store> {
  const { status, body } = await call('localhost', 'POST', '/platform/v1/signup', {
    body: {
      email: `owner@${slug}.example`,
      password: 'a long passphrase',
      store_name: `Store ${slug}`,
      slug,
    },
  })
  assert.equal(status, 201, JSON.stringify(body))
  const caller =
    (key: string): Store['admin'] =>
    (method, path, options) =>
      call(`${slug}.localhost`, method, path, { key, ...options })
  const { publishable, secret } = body.api_keys
  return {
    id: body.tenant.id,
    slug,
    shard: body.tenant.shard,
    admin: caller(secret),
    shop: caller(publishable),
  }
}

/** Adds a product of one variant, and gives the ids of both. */
export async function addProduct(
  store: Store,
  { title, amount, stock }: { title: string; amount: number; stock: number },
): Promise<{ id: string; variantId: string }> {
  const { body } = await expectStatus(201, store.admin, 'POST', '/admin/v1/products', {
    title,
    status: 'active',
    variants: [{ prices: [{ amount, currency: 'USD' }], inventory_quantity: stock }],
  })
  return { id: body.id, variantId: body.variants[0].id }
}

/** What is left of a product of one variant. */
export async function stockOf(store: Store, productId: string): Promise<number> {
  const { body } = await expectStatus(200, store.admin, 'GET', `/admin/v1/products/${productId}`)
  return body.variants[0].inventory_quantity
}

const isReady = (call: Call): Promise<true | undefined> =>
  call('localhost', 'GET', '/readyz').then(
    ({ status }) => status === 200 || undefined,
    () => undefined,
  )

/** The whole walk. Throws at the first answer that is not as it should be. */
export async function walk(port: number): Promise<{ store: Store; order: Answer['body'] }> {
  const call = connect(port)
  const store = await signUp(call)
  const candle = await addProduct(store, { title: 'Candle', amount: 1_999, stock: 5 })
  const blanket = await importProducts(store)
  const order = await buy(store, [
    { variant_id: candle.variantId, quantity: 2 },
    { variant_id: blanket, quantity: 1 },
  ])
  const { subtotal, discount, shipping, tax, total } = order.totals
  assert.equal(subtotal.amount, 2 * 1_999 + 8_900)
  assert.equal(total.amount, subtotal.amount - discount.amount + shipping.amount + tax.amount)
  assert.equal(order.payment_status, 'paid')
  assert.equal(await stockOf(store, candle.id), 3)
  await readOrder(store, order)
  await untilMailed(store, order.number)
  return { store, order }
}

async function importProducts(store: Store): Promise<string> {
  const { body } = await store.admin('POST', '/admin/v1/products/import', { body: IMPORT, type: 'text/csv' })
  const done = await until('the import is completed', async () => {
    const { body: state } = await store.admin('GET', `/admin/v1/product-imports/${body.id}`)
    return state.status === 'completed' || state.status === 'failed' ? state : undefined
  })
  assert.equal(done.status, 'completed', JSON.stringify(done))
  const { body: product } = await expectStatus(200, store.shop, 'GET', '/store/v1/products/wool-blanket')
  assert.equal(product.variants.length, 2)
  return product.variants[1].id
}

async function buy(store: Store, lines: { variant_id: string; quantity: number }[]) {
  const cart = await expectStatus(201, store.shop, 'POST', '/store/v1/carts', {})
  for (const line of lines)
    await expectStatus(201, store.shop, 'POST', `/store/v1/carts/${cart.body.id}/line-items`, line)
  const checkout = await expectStatus(201, store.shop, 'POST', '/store/v1/checkouts', {
    cart_id: cart.body.id,
  })
  const path = `/store/v1/checkouts/${checkout.body.id}`
  await expectStatus(200, store.shop, 'PATCH', path, CHOICES)
  const { body } = await expectStatus(201, store.shop, 'POST', `${path}/complete`)
  return body.order
}

/** Reads an order as staff and as its shopper; both must see what its placing answered, and staff their note too. */
export async function readOrder(store: Store, order: Answer['body']): Promise<void> {
  const asStaff = { ...order, note: '' }
  for (const [call, path, expected] of [
    [store.admin, '/admin/v1/orders', asStaff],
    [store.shop, '/store/v1/orders', order],
  ] as const) {
    const { body } = await expectStatus(200, call, 'GET', `${path}/${order.id}`)
    assert.deepEqual(body, expected)
  }
  const { body } = await expectStatus(200, store.admin, 'GET', '/admin/v1/orders')
  assert.deepEqual(body.data, [asStaff])
}

const untilMailed = (store: Store, orderNumber: number) =>
  until('the order is confirmed by mail', async () => {
    const { body } = await store.admin('GET', '/admin/v1/messages')
    return body.data.find((message: { subject: string }) => message.subject.endsWith(`#${orderNumber}`))
  })

/** Asks again and again until there is an answer. Throws after a minute. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error(`After ${PATIENCE_MS / 1000} s it is not so that ${what}.`)
    await sleep(100)
  }
}

async function expectStatus(
  expected: number,
  call: Store['admin'],
  ...[method, path, body]: [method: string, path: string, body?: unknown]
): Promise<Answer> {
  const answer = await call(method, path, body === undefined ? {} : { body })
  assert.equal(answer.status, expected, `${method} ${path} answered ${JSON.stringify(answer.body)}`)
  return answer
}

if (import.meta.main) {
  const port = Number(process.argv[2])
  const call = connect(port)
  await until('the gateway is ready', () => isReady(call))
  const { store, order } = await walk(port)
  process.stdout.write(`Store ${store.slug} on port ${port} took order #${order.number}.\n`)
}
