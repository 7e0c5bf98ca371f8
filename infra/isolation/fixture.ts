// Fills a store with one of everything through the public APIs. A route with a new kind of id needs a row of it here.
import { setTimeout } from 'node:timers/promises'
import { asked, type Filling } from './fixtures/asked.ts'
import { addGroups } from './fixtures/collections.ts'
import { addContent } from './fixtures/content.ts'
import { addCustomer, usAddress } from './fixtures/customers.ts'
import { addDomain } from './fixtures/domains.ts'
import { sendGoods } from './fixtures/fulfillments.ts'
import { addSignInMethods } from './fixtures/identities.ts'
import { fillInventory } from './fixtures/inventory.ts'
import { addMails } from './fixtures/mails.ts'
import { addMarkets } from './fixtures/markets.ts'
import { makeMedia } from './fixtures/media.ts'
import { addMembers } from './fixtures/members.ts'
import { workOnOrder } from './fixtures/orders.ts'
import { addPaymentGateway } from './fixtures/payments.ts'
import { makePrices } from './fixtures/prices.ts'
import { addPromotions } from './fixtures/promotions.ts'
import { limitRates } from './fixtures/rate-limits.ts'
import { addRefunds } from './fixtures/refunds.ts'
import { addRefusal } from './fixtures/refusals.ts'
import { makeReviews } from './fixtures/reviews.ts'
import { addSecret } from './fixtures/secrets.ts'
import { addSubscription } from './fixtures/subscriptions.ts'
import { addWallet } from './fixtures/wallet.ts'
import { routes } from './manifests.ts'

/** The Idempotency-Key under which a store made `productOf` its word. */
export const idempotencyKeyOf = (word: string) => `key of ${word}`
export const hasImports = routes.some((route) => route.params.includes('product_import_id'))

/** A rule of a collection looks at all products of a store, of which there may be 100,000. */
const WAIT_MS = 60_000
const LOOK_EVERY_MS = 20

/** Returns when the store's jobs are done too, so that nothing of it changes any more by itself. */
export async function fill(store: Filling): Promise<void> {
  const { productId, variantId } = await addProduct(store)
  await addMarkets(store, productId)
  await makePrices(store, variantId)
  await addGroups(store, { productId })
  const cart = await addCart(store, variantId)
  await addCheckout(store, cart, 'manual')
  await addCustomer(store, variantId, asked)
  await workOnOrder(store, await placeOrder(store, variantId, 'manual'), variantId)
  await sendGoods(store, await placeOrder(store, variantId, 'test'))
  await cancelOrder(store, await placeOrder(store, variantId, 'test'))
  await addRefunds(store, { orderId: await placeOrder(store, variantId, 'test'), variantId })
  await fillInventory(store, variantId)
  await asked(
    store.platform('POST', `/platform/v1/tenants/${store.tenantId}/api-keys`, {
      name: store.word,
      kind: 'secret',
    }),
  )
  await addMembers(store)
  await addDomain(store)
  await placeOrder(store, variantId, 'test', await addPromotions(store))
  await addWallet(store)
  await addPaymentGateway(store)
  await addSubscription(store, { productId, variantId })
  await makeMedia(store)
  await addSecret(store)
  await addRefusal(store)
  await makeReviews(store, productId)
  await addContent(store)
  await addSignInMethods(store)
  await limitRates(store)
  await addMails(store, await addCart(store, variantId))
  if (hasImports) await importProducts(store)
  await jobsDone(store)
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

async function addProduct({ admin, word }: Filling): Promise<{ productId: string; variantId: string }> {
  const headers = { 'idempotency-key': idempotencyKeyOf(word) }
  const product = await asked(admin('POST', '/admin/v1/products', productOf(word), headers))
  return { productId: product.id, variantId: product.variants[0].id }
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
    shipping_address: usAddress(word),
    shipping_method: 'standard',
    payment_method: method,
  }
  await asked(shop('PATCH', `/store/v1/checkouts/${id}`, choices))
  return id
}

/** Gives the order's id. */
async function placeOrder(store: Filling, variantId: string, method: string, code?: string): Promise<string> {
  const path = `/store/v1/checkouts/${await addCheckout(store, await addCart(store, variantId), method)}`
  if (code !== undefined) await asked(store.shop('POST', `${path}/promotion-codes`, { code }))
  const { order } = await asked(store.shop('POST', `${path}/complete`))
  return order.id
}

const cancelOrder = ({ admin, word }: Filling, id: string): Promise<void> =>
  asked(admin('POST', `/admin/v1/orders/${id}/cancel`, { reason: 'customer', note: word }))

/** One product that is taken and one row that is not, for the error report. */
async function importProducts({ admin, word }: Filling): Promise<void> {
  const csv = [
    'Handle,Title,Vendor,Variant SKU,Variant Price',
    `import-${word},Imported ${word},${word},import-${word},19.99`,
    `refused-${word},Refused ${word},${word},refused-${word},${word}`,
  ].join('\n')
  await asked(admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' }))
}

/** Returns when no job of the store's is left but such as wait for their time. */
export async function jobsDone({ shard, tenantId }: Pick<Filling, 'shard' | 'tenantId'>): Promise<void> {
  const deadline = performance.now() + WAIT_MS
  while (true) {
    const open = await shard`
      select name from pgboss.job where data ->> 'tenant_id' = ${tenantId} and state < 'completed'
        and (state <> 'created' or start_after <= now())`
    if (open.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`Jobs of the store did not end: ${open.map((job) => job.name).join(', ')}.`)
    await setTimeout(LOOK_EVERY_MS)
  }
}
