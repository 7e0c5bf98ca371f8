// Files of orders: what stands in them, how they are made in spite of breaks, and when they go.
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf, US_ADDRESS } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
let shirt: { id: string; variantId: string }
let odd: { id: string; variantId: string }
// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any

const EXPORTS = '/admin/v1/order-exports'
const POLL = { timeout: 20_000 }
const TITLE = 'Hemd "Größe", हिन्दी, 漢字\nline two\r'
const owner = () => platform.shards.get(store.shard)!.owner
const files = () => readdir(join(platform.filesDir, store.id)).catch(() => [])

beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  seller = sellerOf(store)
  shirt = await seller.product(1_000, { variant: { sku: '=SUM(A1)' } })
  odd = await seller.product(2_000)
  await owner()`update products set title = ${TITLE} where id = ${odd.id}`
})
afterAll(() => platform?.stop())

async function buy(lines: Record<string, number>, over: object = {}): Promise<Body> {
  const checkout = await seller.checkout(await seller.cart(lines), over)
  return (await done(seller.complete(checkout))).order
}

async function exported(
  filter: object = {},
): Promise<{ id: string; records: Record<string, string>[]; text: string }> {
  const { id } = await done(store.admin('POST', EXPORTS, { filter }))
  await expect
    .poll(async () => (await done(store.admin('GET', `${EXPORTS}/${id}`))).status, POLL)
    .toBe('completed')
  const { status, text, headers } = await store.admin('GET', `${EXPORTS}/${id}/file`)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv'])
  return { id, text, records: parse(text, { columns: true, record_delimiter: '\n' }) }
}

describe('a file', () => {
  test('has a line for each line of an order, and reads back exactly', async () => {
    const order = await buy({ [shirt.variantId]: 1, [odd.variantId]: 2 }, { email: 'a@mail.example' })
    const note = '+1 555, "said" he\r\n\tand @home'
    await done(store.admin('PATCH', `/admin/v1/orders/${order.id}`, { note, tags: ['vip', '=1+1'] }))
    const { records, id } = await exported({ number: order.number })
    expect(records).toHaveLength(2)
    const [first, second] = records
    expect(first).toMatchObject({
      Name: `#${order.number}`,
      Email: 'a@mail.example',
      'Financial Status': 'paid',
      'Fulfillment Status': 'unfulfilled',
      Currency: 'USD',
      Subtotal: '50.00',
      Total: (order.totals.total.amount / 100).toFixed(2),
      'Lineitem quantity': '1',
      'Lineitem price': '10.00',
      // What would be a formula is text.
      'Lineitem sku': "'=SUM(A1)",
      'Shipping Name': US_ADDRESS.name,
      Notes: `'${note}`,
      Tags: 'vip, =1+1',
      Id: order.id,
    })
    expect(second).toMatchObject({
      Name: `#${order.number}`,
      'Lineitem name': TITLE,
      'Lineitem quantity': '2',
      Total: '',
      Id: '',
    })
    const shown = await done(store.admin('GET', `${EXPORTS}/${id}`))
    expect(shown).toMatchObject({ total_orders: 1, processed_orders: 1, failure: null })
    const list = await done(store.admin('GET', EXPORTS))
    expect(list.data[0]).toEqual(shown)
  })

  test('holds what the filter lets through, newest first, and nothing else', async () => {
    const orders = [await buy({ [shirt.variantId]: 1 }), await buy({ [shirt.variantId]: 1 })]
    for (const { id } of orders)
      await done(store.admin('PATCH', `/admin/v1/orders/${id}`, { tags: ['chosen'] }))
    const { records } = await exported({ tag: 'chosen' })
    expect(records.map(({ Id }) => Id)).toEqual(orders.map(({ id }) => id).reverse())
    expect((await exported({ tag: 'nobody' })).records).toEqual([])
    const refused = await store.admin('POST', EXPORTS, { filter: { colour: 'red' } })
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'filter.colour'])
  })

  test('is not there before it is ready', async () => {
    const id = (await owner()`select uuidv7() as id`)[0]?.id
    await owner()`
      insert into order_exports (tenant_id, id, status, filter, created_at, expires_at)
      values (${store.id}, ${id}, 'running', '{}', now(), now() + interval '1 day')`
    const { status, body } = await store.admin('GET', `${EXPORTS}/${id}/file`)
    expect([status, body.code]).toEqual([409, 'order_export_not_ready'])
    await owner()`delete from order_exports where id = ${id}`
  })
})

describe('many orders', () => {
  const COUNT = 700
  let big: TestStore
  const numbers = (records: Record<string, string>[]) => records.map(({ Name }) => Name)
  const expected = () => Array.from({ length: COUNT }, (_, i) => `#${COUNT + 1000 - i}`)
  beforeAll(async () => {
    big = store
    await owner()`delete from orders where tenant_id = ${big.id}`
    const order = await buy({ [shirt.variantId]: 1 })
    await owner()`update orders set number = 1 where id = ${order.id}`
    const columns = async (table: string) =>
      (
        await owner()`
        select column_name as name from information_schema.columns
        where table_name = ${table} and is_generated = 'NEVER' and column_name not in ('id', 'number', 'checkout_id', 'order_id')`
      ).map(({ name }) => name)
    const some = (await columns('orders')).join(', ')
    await owner().unsafe(
      `insert into orders (id, number, checkout_id, ${some})
       select uuidv7(), 1000 + n, uuidv7(), ${some} from orders, generate_series(1, ${COUNT}) as n where id = $1`,
      [order.id],
    )
    const lines = (await columns('order_line_items')).join(', ')
    await owner().unsafe(
      `insert into order_line_items (id, order_id, ${lines})
       select uuidv7(), o.id, ${lines
         .split(', ')
         .map((name) => `l.${name}`)
         .join(', ')}
       from orders o, order_line_items l where l.order_id = $1 and o.tenant_id = l.tenant_id and o.id <> $1`,
      [order.id],
    )
    await owner()`delete from order_line_items where order_id = ${order.id}`
    await owner()`delete from orders where id = ${order.id}`
  })

  test('are a file of several parts, of which ranges can be read', async () => {
    const { id, records, text } = await exported()
    expect(numbers(records)).toEqual(expected())
    const [row] = await owner()`select jsonb_array_length(parts) as parts from order_exports where id = ${id}`
    expect(row?.parts).toBe(3)
    const bytes = Buffer.from(text)
    const middle = Math.floor(bytes.length / 2)
    const part = await store.admin('GET', `${EXPORTS}/${id}/file`, undefined, {
      range: `bytes=100-${middle}`,
    })
    expect([part.status, part.text]).toEqual([206, bytes.subarray(100, middle + 1).toString()])
  })

  test('go on where they stopped, and leave nothing of what broke off', async () => {
    const id = (await exported()).id
    // As a worker leaves it that dies while it stores the second part.
    const lost = `${store.id}/order-export-${randomBytes(6).toString('hex')}`
    const [{ last } = {}] = await owner()`
      select id as last from orders where tenant_id = ${store.id} order by id desc offset 249 limit 1`
    await owner()`
      update order_exports set status = 'running', parts = jsonb_build_array(parts -> 0), processed_orders = 250,
        reached = ${last}, pending = ${lost}, attempts = 1, completed_at = null
      where id = ${id}`
    const [job] = await owner()`
      select data from pgboss.job where name = 'orders.export' and data ->> 'order_export_id' = ${id}`
    await owner()`
      insert into pgboss.job (name, data, retry_limit) values ('orders.export', ${owner().json(job?.data)}, 3)`
    await expect
      .poll(async () => (await done(store.admin('GET', `${EXPORTS}/${id}`))).status, POLL)
      .toBe('completed')
    const { text } = await store.admin('GET', `${EXPORTS}/${id}/file`)
    expect(numbers(parse(text, { columns: true }))).toEqual(expected())
    expect(await done(store.admin('GET', `${EXPORTS}/${id}`))).toMatchObject({
      total_orders: COUNT,
      processed_orders: COUNT,
    })
  })

  test('have failed after three runs that broke off', async () => {
    const { id } = await exported({ number: 1 })
    await owner()`update order_exports set status = 'running', attempts = 3 where id = ${id}`
    const [job] = await owner()`
      select data from pgboss.job where name = 'orders.export' and data ->> 'order_export_id' = ${id}`
    await owner()`
      insert into pgboss.job (name, data, retry_limit) values ('orders.export', ${owner().json(job?.data)}, 3)`
    await expect
      .poll(async () => await done(store.admin('GET', `${EXPORTS}/${id}`)), POLL)
      .toMatchObject({ status: 'failed', failure: 'The export stopped after repeated errors.' })
  })
})

test('files go when their time is over, others stay', async () => {
  const [kept, expired] = [await exported({ number: 1_001 }), await exported({ number: 1_002 })]
  await owner()`update order_exports set expires_at = now() - interval '1 minute' where id = ${expired.id}`
  await owner()`
    insert into pgboss.job (name, data, retry_limit)
    values ('orders.expire_exports', ${owner().json({ tenant_id: store.id })}, 3)`
  await expect.poll(async () => (await store.admin('GET', `${EXPORTS}/${expired.id}`)).status, POLL).toBe(404)
  const names = (await files()).join()
  expect(names).not.toContain(expired.id)
  expect(names).toContain(kept.id)
  expect((await store.admin('GET', `${EXPORTS}/${kept.id}/file`)).status).toBe(200)
})
