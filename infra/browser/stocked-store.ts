// A store with a little of everything, so that each of its pages has something to show.
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'
import { sendUnits } from '../../shared/testing/fulfilled.ts'
import { callerAt } from '../../shared/testing/members.ts'
import type { TestPlatform, TestStore } from '../../shared/testing/platform.ts'
import { done, percent, sellerOf, US_ADDRESS, usd } from '../../shared/testing/selling.ts'
import { subscriberOf } from '../../shared/testing/subscribing.ts'

export type StockedStore = TestStore & {
  /** The owner's, whose password is that of all test accounts. */
  email: string
  /** In three sizes and two colours; the small black one is sold out. */
  shirt: { id: string; handle: string }
  mug: { id: string; handle: string; variantId: string }
  collectionId: string
  customer: { id: string; email: string; token: string }
  orderId: string
  /** One that only has to be completed. */
  checkoutId: string
  promotionId: string
  giftCardId: string
}

const LOOK_EVERY_MS = 50
const SIZES = ['S', 'M', 'L']
const COLOURS = ['White', 'Black']
const eur = (amount: number) => ({ amount, currency: 'EUR' })

/** Opens it. It sells in the US in dollars, and in Europe in euros, German, French and Arabic. */
export async function openStockedStore(platform: TestPlatform, slug?: string): Promise<StockedStore> {
  const store = await platform.signUp(slug)
  const sell = sellerOf(store)
  const picture = await uploadPicture(store)
  await sell.create('markets', europe)
  const shirt = await sell.create('products', {
    title: 'Linen Shirt',
    handle: 'linen-shirt',
    description: '<p>Soft from the first day.</p>',
    status: 'active',
    vendor: 'Weavers',
    product_type: 'Shirts',
    tags: ['linen', 'summer'],
    images: [{ media_id: picture, alt: 'A linen shirt' }],
    variants: SIZES.flatMap((Size) =>
      COLOURS.map((Colour) => ({
        sku: `SHIRT-${Size}-${Colour}`.toUpperCase(),
        options: { Size, Colour },
        prices: [usd(Size === 'L' ? 5_500 : 4_900), eur(4_500)],
        inventory_quantity: Size === 'S' && Colour === 'Black' ? 0 : 20,
      })),
    ),
  })
  const mug = await sell.create('products', {
    title: 'Stone Mug',
    handle: 'stone-mug',
    status: 'active',
    product_type: 'Kitchen',
    tags: ['stone'],
    variants: [{ sku: 'MUG', prices: [usd(1_800), eur(1_700)], inventory_quantity: 50 }],
  })
  const collection = await sell.create('collections', {
    title: 'Summer',
    handle: 'summer',
    rule: { match: 'any', conditions: [{ field: 'tag', operator: 'equals', value: 'summer' }] },
  })
  await sell.create('pages', {
    title: 'About us',
    handle: 'about',
    body: '<h2>Who we are</h2><p>Weavers of linen.</p>',
    status: 'published',
  })
  await sell.create('customer-groups', { code: 'friends', name: 'Friends' })
  await sell.create('subscription-plans', { name: 'Every month', interval: 'month', product_ids: [mug.id] })
  await sell.create('payment-gateways', stripe)
  const promotion = await sell.promotion({ kind: 'order', value: percent(10) }, { name: 'Ten percent off' })
  const { id: giftCardId } = await sell.giftCard(2_500)
  const customer = await sell.shopper()
  const variantId: string = mug.variants[0].id
  const cart = await sell.cart({ [variantId]: 2 }, { token: customer.token })
  const checkout = await sell.checkout(cart, { email: customer.email })
  const { order } = await done(sell.complete(checkout, customer.token))
  await haveStaff(platform, store)
  return {
    ...store,
    email: `owner@${store.slug}.example`,
    shirt: { id: shirt.id, handle: shirt.handle },
    mug: { id: mug.id, handle: mug.handle, variantId },
    collectionId: collection.id,
    customer,
    orderId: order.id,
    checkoutId: await sell.checkout(await sell.cart({ [variantId]: 1 })),
    promotionId: promotion.id,
    giftCardId,
  }
}

/** What a shop gathers in time: a category, a brand, a price list, a transfer and a count of
 * stock, a review that waits, and a file of products that was read. */
export async function haveCatalogue(store: StockedStore): Promise<void> {
  const sell = sellerOf(store)
  await sell.create('categories', { name: 'Kitchen' })
  await sell.create('brands', { name: 'Weavers' })
  const { id: sale } = await sell.create('price-lists', {
    name: 'Summer sale',
    type: 'sale',
    status: 'active',
  })
  const price = { variant_id: store.mug.variantId, currency: 'EUR' }
  const prices = [
    { ...price, amount: 1_500, max_quantity: 9 },
    { ...price, amount: 1_300, min_quantity: 10 },
  ]
  await done(store.admin('PUT', `/admin/v1/price-lists/${sale}/prices`, { prices }))
  const { data } = await done(store.admin('GET', '/admin/v1/inventory/locations'))
  const { id: annexe } = await sell.create('inventory/locations', { name: 'Annexe', code: 'annexe' })
  const [{ id: home }] = data
  const lines = [{ variant_id: store.mug.variantId, quantity: 4 }]
  const places = { from_location_id: home, to_location_id: annexe }
  const { id: transfer } = await sell.create('inventory/transfers', { ...places, lines })
  await done(store.admin('POST', `/admin/v1/inventory/transfers/${transfer}/send`))
  const { id: count } = await sell.create('inventory/counts', { location_id: home, note: 'Spring' })
  const counted = [{ variant_id: store.mug.variantId, counted: 40 }]
  await sell.create(`inventory/counts/${count}/lines`, { lines: counted })
  const review = { rating: 4, title: 'Keeps warm', body: 'For an hour.', author_name: 'A shopper' }
  await done(
    store.shop('POST', `/store/v1/products/${store.mug.id}/reviews`, {
      ...review,
      email: 'a@shopper.example',
    }),
  )
  const csv = 'Handle,Title,Status,Variant Price\nkettle,Kettle,draft,19.00\nbroken,Broken,draft,much\n'
  await done(store.admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' }))
}

/** What a shopper comes to have in time: an address, a subscription, and a return of what was sent. */
export async function haveHistory(
  platform: TestPlatform,
  store: StockedStore,
): Promise<{ addressId: string; subscriptionId: string }> {
  const { email, token } = store.customer
  const as = { 'x-customer-token': token }
  const address = await done(store.shop('POST', '/store/v1/customers/me/addresses', US_ADDRESS, as))
  const subs = subscriberOf(platform, store)
  const [plan] = (await done(store.admin('GET', '/admin/v1/subscription-plans'))).data
  const checkout = await subs.checkout(await subs.cart({ [store.mug.variantId]: 1 }, { token }), { email })
  await done(subs.subscribe(checkout, plan.id, token))
  const { order } = await done(subs.complete(checkout))
  const [line] = order.line_items
  await sendUnits(subs.owner, order.id, { [line.id]: 1 })
  const line_items = [{ line_item_id: line.id, quantity: 1, reason: 'style' }]
  await done(store.shop('POST', `/store/v1/orders/${order.id}/returns`, { line_items }, as))
  return { addressId: address.id, subscriptionId: (await subs.ofOrder(order.id)).id }
}

/** What people who run the store have done: a role, a domain, and a request that was refused. */
async function haveStaff(platform: TestPlatform, store: TestStore): Promise<void> {
  const ask = callerAt(platform, store.id, store.session)
  await done(ask('POST', '/roles', { name: 'Packers', permissions: ['orders:read'] }))
  await done(ask('POST', '/domains', { hostname: `www.${store.slug}.example` }))
  const key = { kind: 'secret', name: 'Feed', scopes: ['products:read'] }
  const { key: limited } = await done(ask('POST', '/api-keys', key))
  await platform.call('GET', '/admin/v1/orders', { host: `${store.slug}.localhost`, key: limited })
  while ((await done(ask('GET', '/refusals'))).data.length === 0) await setTimeout(LOOK_EVERY_MS)
}

async function uploadPicture({ admin }: TestStore): Promise<string> {
  const drawn = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#d8cfc0' } })
    .png()
    .toBuffer()
  const { id } = await done(admin('POST', '/admin/v1/media', drawn, { 'content-type': 'image/png' }))
  return id
}

const europe = {
  code: 'eu',
  name: 'Europe',
  countries: ['DE', 'FR', 'AE'],
  currency: 'EUR',
  locale: 'de-DE',
  locales: ['fr-FR', 'ar-AE'],
  shipping_methods: [{ code: 'post', name: 'Post', rates: [{ type: 'flat', currency: 'EUR', amount: 490 }] }],
}

const stripe = {
  provider: 'stripe',
  name: 'Cards',
  live: false,
  settings: { publishable_key: 'pk_test_123' },
  secrets: { secret_key: 'sk_test_123', webhook_secret: 'whsec_123' },
}
