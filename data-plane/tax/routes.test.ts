import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PATH = '/admin/v1/tax-regions'
const vat = { code: 'vat', name: 'VAT', ppm: 190_000 }
const post = (body: object, to = store) => to.admin('POST', PATH, body)
const add = async (body: object, to = store) => {
  const answer = await post(body, to)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const expectRefusal = async (
  answer: ReturnType<TestStore['admin']>,
  status: number,
  code: string,
  path?: string,
) => {
  const { body, text } = await answer
  expect(body, text).toMatchObject({ status, code })
  if (path !== undefined) expect(body.errors.map((error: { path: string }) => error.path)).toContain(path)
}
const regionsOf = async (to: TestStore) => (await to.admin('GET', `${PATH}?limit=100`)).body.data

test('a new store has the rates of the USA and of India', async () => {
  const regions = await regionsOf(await platform.signUp())
  expect(regions).toMatchObject([
    { country: 'IN', province: '', rates: [{ code: 'gst', ppm: 180_000, gst: true }] },
    { country: 'US', province: '', rates: [{ code: 'sales_tax', ppm: 80_000, gst: false }] },
  ])
})

test('a region is stored whole, changed in part, and deleted', async () => {
  const product = await store.admin('POST', '/admin/v1/products', { title: 'Book', variants: [{}] })
  const reduced = { code: 'reduced', name: 'Reduced', ppm: 70_000, tax_classes: ['reduced'] }
  const one = { code: 'one', name: 'One', ppm: 0, product_ids: [product.body.id], product_types: ['Book'] }
  const region = await add({ country: 'DE', name: 'Germany', rates: [vat, reduced, one] })
  expect(region).toMatchObject({
    country: 'DE',
    province: '',
    country_region_id: null,
    rates: [
      { ...vat, combinable: false, gst: false, tax_classes: [], product_types: [], product_ids: [] },
      reduced,
      one,
    ],
  })
  const path = `${PATH}/${region.id}`
  expect((await store.admin('GET', path)).body).toEqual(region)
  const renamed = (await store.admin('PATCH', path, { name: 'Deutschland' })).body
  expect(renamed).toMatchObject({ name: 'Deutschland', rates: region.rates })
  // A product that is deleted does not stand in the way of later changes.
  await store.admin('DELETE', `/admin/v1/products/${product.body.id}`)
  expect((await store.admin('PATCH', path, { rates: [one] })).body.rates).toMatchObject([one])
  expect((await store.admin('DELETE', path)).body).toEqual({ id: region.id, deleted: true })
  for (const answer of [
    store.admin('GET', path),
    store.admin('PATCH', path, {}),
    store.admin('DELETE', path),
  ])
    await expectRefusal(answer, 404, 'not_found')
})

test("a province stands below its country's region and goes with it", async () => {
  const country = await add({ country: 'CA', rates: [] })
  const ontario = await add({ country: 'CA', province: 'ON', rates: [vat] })
  expect(ontario).toMatchObject({ province: 'ON', country_region_id: country.id })
  const quebec = await add({ country: 'CA', province: 'QC', country_region_id: country.id, rates: [] })
  await store.admin('DELETE', `${PATH}/${country.id}`)
  for (const { id } of [ontario, quebec])
    await expectRefusal(store.admin('GET', `${PATH}/${id}`), 404, 'not_found')
})

describe('E7 rejected', () => {
  test("a province region under another country's", async () => {
    const { id } = await add({ country: 'MX', rates: [] })
    const texas = { country: 'US', province: 'TX', rates: [] }
    for (const country_region_id of [id, randomUUID()])
      await expectRefusal(post({ ...texas, country_region_id }), 422, 'invalid_input', 'country_region_id')
    const bavaria = { country: 'AT', province: '1', rates: [] }
    await expectRefusal(post(bavaria), 422, 'invalid_input', 'country_region_id')
  })
  test('a second default rate', async () => {
    const rates = [vat, { ...vat, code: 'second' }]
    await expectRefusal(post({ country: 'PL', rates }), 422, 'invalid_input', 'rates.1')
    const { id } = await add({ country: 'PL', rates: [vat] })
    await expectRefusal(store.admin('PATCH', `${PATH}/${id}`, { rates }), 422, 'invalid_input', 'rates.1')
  })
  test('a duplicate region', async () => {
    await add({ country: 'AU', rates: [] })
    await expectRefusal(post({ country: 'AU', rates: [] }), 409, 'tax_region_exists', 'country')
    await add({ country: 'AU', province: 'NSW', rates: [] })
    const again = post({ country: 'AU', province: 'NSW', rates: [] })
    await expectRefusal(again, 409, 'tax_region_exists', 'province')
  })
})

test.each<[string, object, string]>([
  ['a rate above 100 %', { rates: [{ ...vat, ppm: 1_000_001 }] }, 'rates.0.ppm'],
  ['a negative rate', { rates: [{ ...vat, ppm: -1 }] }, 'rates.0.ppm'],
  ['a broken rate', { rates: [{ ...vat, ppm: 0.5 }] }, 'rates.0.ppm'],
  ['a rate of no code', { rates: [{ ...vat, code: '' }] }, 'rates.0.code'],
  ['an unknown product', { rates: [{ ...vat, product_ids: [randomUUID()] }] }, 'rates.0.product_ids.0'],
  ['an unknown country', { country: 'XX' }, 'country'],
  ['a province by name', { province: 'Bavaria' }, 'province'],
  ['a field of no region', { code: 'x' }, 'code'],
])('refused: %s', async (_, over, path) => {
  await expectRefusal(post({ country: 'NZ', rates: [], ...over }), 422, 'invalid_input', path)
})

test('refused: more than can be kept in memory', async () => {
  const full = await platform.signUp()
  await full.shop('GET', '/store/v1/markets')
  await platform.shards.get(full.shard)!.owner`
    insert into tax_regions (tenant_id, country, province, name, rates)
    select ${full.id}, 'FR', 'P' || n, '', '[]' from generate_series(1, 497) as n`
  await expectRefusal(full.admin('POST', `${PATH}/us-states`), 409, 'too_many_tax_regions')
  await add({ country: 'FR', rates: [] }, full)
  await expectRefusal(post({ country: 'ES', rates: [] }, full), 409, 'too_many_tax_regions')
})

test('the states of the USA come with one request, except for those that are there', async () => {
  const american = await platform.signUp()
  const own = await add({ country: 'US', province: 'NY', rates: [{ ...vat, ppm: 88_750 }] }, american)
  expect((await american.admin('POST', `${PATH}/us-states`)).body).toEqual({ added: 50 })
  expect((await american.admin('POST', `${PATH}/us-states`)).body).toEqual({ added: 0 })
  const regions: { province: string; name: string; rates: { ppm: number }[] }[] = await regionsOf(american)
  const of = (province: string) => regions.find((region) => region.province === province)
  expect(regions).toHaveLength(53)
  expect(of('NY')).toEqual(own)
  expect(of('CA')).toMatchObject({ name: 'California', rates: [{ code: 'us-ca', ppm: 72_500 }] })
  expect(of('OR')?.rates).toMatchObject([{ ppm: 0 }])

  const unitedStates = regions.find(({ name, province }) => name === 'United States' && province === '')
  await american.admin('DELETE', `${PATH}/${(unitedStates as unknown as { id: string }).id}`)
  expect((await american.admin('POST', `${PATH}/us-states`)).body).toEqual({ added: 51 })
})

test("carts go by the rate of their market's country, from its change on", async () => {
  const seller = await platform.signUp()
  const product = await seller.admin('POST', '/admin/v1/products', {
    title: 'Candle',
    status: 'active',
    variants: [{ prices: [{ amount: 10_000, currency: 'USD' }], inventory_quantity: 9 }],
  })
  const cart = (await seller.shop('POST', '/store/v1/carts', {})).body.id
  const line = { variant_id: product.body.variants[0].id }
  const first = await seller.shop('POST', `/store/v1/carts/${cart}/line-items`, line)
  expect(first.body.totals.tax.amount).toBe(800)
  const [unitedStates] = (await regionsOf(seller)).filter(
    ({ country }: { country: string }) => country === 'US',
  )
  await seller.admin('PATCH', `${PATH}/${unitedStates.id}`, { rates: [{ ...vat, ppm: 95_000 }] })
  expect((await seller.shop('GET', `/store/v1/carts/${cart}`)).body.totals.tax.amount).toBe(950)
  await seller.admin('DELETE', `${PATH}/${unitedStates.id}`)
  expect((await seller.shop('GET', `/store/v1/carts/${cart}`)).body.totals.tax.amount).toBe(0)
})
