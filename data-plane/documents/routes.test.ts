// Invoices are numbered without gaps, issued once, and stay as they were.
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
let variantId: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  seller = sellerOf(store)
  variantId = (await seller.product(1_000)).variantId
})
afterAll(() => platform?.stop())

async function buy(over: object = {}) {
  const checkout = await seller.checkout(await seller.cart({ [variantId]: 2 }), over)
  return (await done(seller.complete(checkout))).order
}
/** Bytes, which the callers of the other tests read as text. */
async function fetchPdf(path: string, key = store.secret) {
  const response = await platform.fetch(
    new Request(`http://${store.slug}.localhost${path}`, {
      headers: { host: `${store.slug}.localhost`, authorization: `Bearer ${key}` },
    }),
  )
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}
async function textOf(bytes: Buffer): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const { items } = await (await document.getPage(1)).getTextContent()
  return items
    .map((item) => ('str' in item ? item.str : ''))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
}
const invoice = async (orderId: string) =>
  textOf((await fetchPdf(`/admin/v1/orders/${orderId}/invoice`)).bytes)
const numberOn = (text: string): number => Number(/Number: INV-(\d+)/.exec(text)?.[1])

test('the first who asks has it issued, and all after them get the same', async () => {
  const settings = {
    ...{ legal_name: 'Linen House Ltd', tax_id: 'GB123', footer: 'Bank: 12-34' },
    address: { line1: '1 Mill Lane', city: 'Leeds', country: 'GB' },
  }
  await done(store.admin('PATCH', '/admin/v1/invoice-settings', settings))
  const order = await buy()
  const path = `/admin/v1/orders/${order.id}/invoice`
  const first = await fetchPdf(path)
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(first.headers.get('content-disposition')).toMatch(/^inline; .*INV-\d+\.pdf$/)
  const text = await textOf(first.bytes)
  for (const part of [
    'Linen House Ltd',
    'Leeds',
    'Tax ID: GB123',
    'A Shopper',
    `Order: #${order.number}`,
    'Bank: 12-34',
  ])
    expect(text).toContain(part)
  const decimal = (order.totals.total.amount / 100).toFixed(2)
  expect(text).toContain(`Total $${decimal}`)
  expect(text).toContain(`Paid -$${decimal}`)
  expect(text).toContain('Amount due $0.00')

  await done(
    store.admin('PATCH', '/admin/v1/invoice-settings', { legal_name: 'Another Ltd', number_prefix: 'R' }),
  )
  const again = await fetchPdf(`/store/v1/orders/${order.id}/invoice`, store.publishable)
  expect(again.bytes.equals(first.bytes)).toBe(true)
  expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
  await done(store.admin('PATCH', '/admin/v1/invoice-settings', { number_prefix: 'INV-' }))
})

test('numbers have no gap, whoever asks at once, and however often', async () => {
  const before = numberOn(await invoice((await buy()).id))
  const orders = []
  for (let i = 0; i < 6; i += 1) orders.push(await buy())
  // One that gets none takes no number.
  const cancelled = await buy()
  await done(store.admin('POST', `/admin/v1/orders/${cancelled.id}/cancel`, { reason: 'other' }))
  const texts = await Promise.all(
    [...orders, ...orders].map(async ({ id }, i) => {
      if (i % 4 === 0)
        expect((await store.admin('GET', `/admin/v1/orders/${cancelled.id}/invoice`)).body.code).toBe(
          'order_cancelled',
        )
      return numberOn(await invoice(id))
    }),
  )
  expect(texts.slice(6)).toEqual(texts.slice(0, 6))
  expect(texts.slice(0, 6).toSorted((a, b) => a - b)).toEqual(orders.map((_, i) => before + 1 + i))
  const { owner } = platform.shards.get(store.shard)!
  const entries =
    await owner`select from order_timeline where order_id = ${orders[0].id} and kind = 'invoice.issued'`
  expect(entries).toHaveLength(1)
})

test('is in the language of the market, with its tax by rate', async () => {
  const { data: markets } = await done(store.admin('GET', '/admin/v1/markets'))
  const market = markets.find(({ currency }: { currency: string }) => currency === 'USD')
  await done(
    store.admin('PATCH', `/admin/v1/markets/${market.code}`, { locale: 'de-DE', locales: ['de-DE'] }),
  )
  const order = await buy()
  const text = (await invoice(order.id)).replaceAll(' ', '')
  await done(
    store.admin('PATCH', `/admin/v1/markets/${market.code}`, {
      locale: market.locale,
      locales: market.locales,
    }),
  )
  expect(text).toContain('Rechnung')
  const [tax] = order.taxes
  const written = (amount: number) => `${(amount / 100).toFixed(2).replace('.', ',')}$`
  // Its shipping is not taxed here.
  const net = order.totals.subtotal.amount
  expect(text).toContain(`${tax.name}8%${written(net)}${written(tax.amount.amount)}`.replaceAll(' ', ''))
})

test('a packing slip is of the whole order or of one fulfilment', async () => {
  const order = await buy()
  const path = `/admin/v1/orders/${order.id}`
  const { id } = await done(
    store.admin('POST', `${path}/fulfillments`, {
      line_items: [{ line_item_id: order.line_items[0].id, quantity: 1 }],
      tracking: [{ carrier: 'DPD', number: '42' }],
    }),
  )
  const whole = await textOf((await fetchPdf(`${path}/packing-slip`)).bytes)
  expect(whole).toMatch(/SKU Qty .* 2 /)
  const part = await textOf((await fetchPdf(`${path}/packing-slip?fulfillment_id=${id}`)).bytes)
  expect(part).toMatch(/DPD 42 .* 1 /)
  expect(part).not.toContain('$')
  const other = await store.admin(
    'GET',
    `/admin/v1/orders/${(await buy()).id}/packing-slip?fulfillment_id=${id}`,
  )
  expect(other.body).toMatchObject({ status: 404, code: 'not_found' })
})

test.each([
  ['legal_name', { legal_name: 'x'.repeat(256) }],
  ['tax_id', { tax_id: 'a\u0001b' }],
  ['footer', { footer: 'a\tb' }],
  ['address.city', { address: { line1: 'a', city: '', country: 'GB' } }],
  ['colour', { colour: 'red' }],
])('a wrong %s is refused', async (path, patch) => {
  const { body } = await store.admin('PATCH', '/admin/v1/invoice-settings', patch)
  expect(body).toMatchObject({ status: 422, code: 'invalid_input' })
  expect(JSON.stringify(body.errors)).toContain(path)
})
