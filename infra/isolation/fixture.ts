// Fills a store with one of everything through the public APIs. A route with a new kind of id needs a row of it here.
import { setTimeout } from 'node:timers/promises'
import type postgres from 'postgres'
import { routes } from './manifests.ts'

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the API says
type Answer = { status: number; text: string; body: any }
type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export type Filling = {
  tenantId: string
  /** Stands in every text of the store, and nowhere else. */
  word: string
  /** As the store's staff, as its shoppers, and as its owner on the platform. */
  admin: Ask
  shop: Ask
  platform: Ask
  /** The owner's connection to the store's shard. */
  shard: postgres.Sql
}

/** The Idempotency-Key under which a store made `productOf` its word. */
export const idempotencyKeyOf = (word: string) => `key of ${word}`
export const hasImports = routes.some((route) => route.params.includes('product_import_id'))

const WAIT_MS = 10_000
const LOOK_EVERY_MS = 20

/** Returns when the store's jobs are done too, so that nothing of it changes any more by itself. */
export async function fill(store: Filling): Promise<void> {
  const variantId = await addProduct(store)
  const cart = await addCart(store, variantId)
  await addCheckout(store, cart, 'manual')
  await placeOrder(store, variantId, 'manual')
  await placeOrder(store, variantId, 'test')
  await asked(
    store.platform('POST', `/platform/v1/tenants/${store.tenantId}/api-keys`, {
      name: store.word,
      kind: 'secret',
    }),
  )
  if (hasImports) await importProducts(store)
  await jobsDone(store)
}

async function asked(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, text, body } = await answer
  if (status >= 300) throw new Error(`The fixture was answered ${status}: ${text}`)
  return body
}

export const productOf = (word: string) => ({
  title: `Shirt ${word}`,
  description: `<p>${word}</p>`,
  status: 'active',
  vendor: word,
  product_type: word,
  tags: [word],
  options: [{ name: `Size ${word}` }],
  images: [{ url: `https://images.example/${word}.jpg`, alt: word }],
  seo_title: word,
  seo_description: word,
  metadata: { note: word },
  variants: ['S', 'M'].map((size) => ({
    options: { [`Size ${word}`]: `${size} ${word}` },
    sku: `${size}-${word}`,
    barcode: word,
    prices: [{ amount: 1_999, currency: 'USD', compare_at_amount: 2_999 }],
    inventory_quantity: 6,
    image_url: `https://images.example/${word}-${size}.jpg`,
    metadata: { note: word },
  })),
})

async function addProduct({ admin, word }: Filling): Promise<string> {
  const headers = { 'idempotency-key': idempotencyKeyOf(word) }
  const product = await asked(admin('POST', '/admin/v1/products', productOf(word), headers))
  return product.variants[0].id
}

async function addCart({ shop }: Filling, variantId: string): Promise<string> {
  const { id } = await asked(shop('POST', '/store/v1/carts', {}))
  await asked(shop('POST', `/store/v1/carts/${id}/line-items`, { variant_id: variantId, quantity: 1 }))
  return id
}

async function addCheckout({ shop, word }: Filling, cartId: string, method: string): Promise<string> {
  const { id } = await asked(shop('POST', '/store/v1/checkouts', { cart_id: cartId }))
  const choices = {
    email: `shopper@${word}.example`,
    shipping_address: { name: word, line1: word, line2: word, city: word, state: word, country: 'US' },
    shipping_method: 'standard',
    payment_method: method,
  }
  await asked(shop('PATCH', `/store/v1/checkouts/${id}`, choices))
  return id
}

async function placeOrder(store: Filling, variantId: string, method: string): Promise<void> {
  const checkout = await addCheckout(store, await addCart(store, variantId), method)
  await asked(store.shop('POST', `/store/v1/checkouts/${checkout}/complete`))
}

/** One product that is taken and one row that is not, for the error report. */
async function importProducts({ admin, word }: Filling): Promise<void> {
  const csv = [
    'Handle,Title,Vendor,Variant SKU,Variant Price',
    `import-${word},Imported ${word},${word},import-${word},19.99`,
    `refused-${word},Refused ${word},${word},refused-${word},${word}`,
  ].join('\n')
  await asked(admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' }))
}

async function jobsDone({ shard, tenantId }: Filling): Promise<void> {
  const deadline = performance.now() + WAIT_MS
  while (true) {
    const open = await shard`
      select name from pgboss.job where data ->> 'tenant_id' = ${tenantId} and state < 'completed'`
    if (open.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`Jobs of the filled store did not end: ${open.map((job) => job.name).join(', ')}.`)
    await setTimeout(LOOK_EVERY_MS)
  }
}
