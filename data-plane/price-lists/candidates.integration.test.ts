// What a cart reads with its lines: all prices of a variant in one statement.
import { sql } from 'drizzle-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { type PriceCandidates, priceCandidates, priceOf } from './index.ts'
import { readPriceSettings } from './queries.ts'

let platform: TestPlatform
let store: TestStore
let pool: Pool
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  pool = openPool(platform.shards.get(store.shard)!.appUrl, 2, 'test')
})
afterAll(async () => {
  await pool?.close()
  await platform?.stop()
})

const readCandidates = prepared<
  { tenantId: string; productId: string },
  { id: string; candidates: PriceCandidates }
>(
  (p) => sql`
    select v.id, ${priceCandidates} as candidates from variants v
    where v.tenant_id = ${p.tenantId} and v.product_id = ${p.productId} order by v.position`,
)

test('each variant comes with its own prices and those of lists that count', async () => {
  const { body: product } = await store.admin('POST', '/admin/v1/products', {
    title: 'Lamp',
    variants: [
      { title: 'Small', prices: [{ amount: 1_000, currency: 'USD' }] },
      { title: 'Large', prices: [] },
    ],
  })
  const [small, large] = product.variants.map(({ id }: { id: string }) => id)
  const read = async () => {
    const enter = { text: 'select app.enter_tenant($1, null)', values: [store.id] }
    const db = pool.behind([enter])
    const [rows, settings] = await Promise.all([
      readCandidates(db, { tenantId: store.id, productId: product.id }),
      readPriceSettings(db, store.id),
    ])
    return { rows, settings: { ...settings, rates: {} } }
  }
  expect((await read()).rows).toEqual([
    { id: small, candidates: [[[1_000, 'USD']], null] },
    { id: large, candidates: [null, null] },
  ])

  const add = async (over: object, amount: number) => {
    const list = { name: 'Wholesale', type: 'override', status: 'active', ...over }
    const { id } = (await store.admin('POST', '/admin/v1/price-lists', list)).body
    const prices = [
      { variant_id: small, currency: 'USD', amount, min_quantity: 5, rules: { company: ['acme'] } },
    ]
    await store.admin('PUT', `/admin/v1/price-lists/${id}/prices`, { prices })
    return id
  }
  await add({ status: 'draft' }, 1)
  await add({ ends_at: '2020-01-01T00:00:00Z' }, 2)
  const counting = await add({ rules: { customer_group: ['0199a000-0000-7000-8000-000000000001'] } }, 800)
  const { rows, settings } = await read()
  expect(rows).toEqual([
    {
      id: small,
      candidates: [[[1_000, 'USD']], [[counting, 'USD', 800, 5, null, { company: ['acme'] }]]],
    },
    { id: large, candidates: [null, null] },
  ])
  const buyer = {
    currency: 'USD',
    quantity: 5,
    market: 'us',
    attributes: { company: 'acme' },
    customer_group_ids: ['0199a000-0000-7000-8000-000000000001'],
    now: new Date(),
  }
  const candidates = rows[0]!.candidates
  expect(priceOf(candidates, buyer, settings)).toMatchObject({ amount: 800, price_list_id: counting })
  expect(priceOf(candidates, { ...buyer, quantity: 4 }, settings)).toMatchObject({ amount: 1_000 })
  expect(priceOf(rows[1]!.candidates, buyer, settings)).toBe(null)
})
