import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const LISTS = '/admin/v1/price-lists'

let platform: TestPlatform
let store: TestStore
let product: { id: string; variants: { id: string }[] }
let variantId: string
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(async () => {
  store = await platform.signUp()
  product = await addProduct([{ amount: 1_000, currency: 'USD' }])
  variantId = product.variants[0]!.id
})

async function addProduct(prices: { amount: number; currency: string }[]) {
  const variants = [{ prices, inventory_quantity: 5 }]
  return (await store.admin('POST', '/admin/v1/products', { title: 'Lamp', status: 'active', variants })).body
}
const addList = (over: object = {}) =>
  store.admin('POST', LISTS, { name: 'Summer', type: 'sale', status: 'active', ...over })
const putPrices = (listId: string, ...prices: object[]) =>
  store.admin('PUT', `${LISTS}/${listId}/prices`, {
    prices: prices.map((price) => ({ variant_id: variantId, currency: 'USD', ...price })),
  })
async function listWith(over: object, ...prices: object[]): Promise<string> {
  const { body } = await addList(over)
  expect((await putPrices(body.id, ...prices)).status).toBe(200)
  return body.id
}
const money = (amount: number, currency = 'USD') => ({ amount, currency })
/** What a shopper sees on the page, which must be what the list says too. */
async function shown(query = '') {
  const { status, body } = await store.shop('GET', `/store/v1/products/${product.id}${query}`)
  const { data } = (await store.shop('GET', `/store/v1/products${query}`)).body
  if (status !== 200) return { status, body }
  const own = data.find(({ id }: { id: string }) => id === product.id)
  expect(own).toEqual(body)
  const [{ price, original_price }] = body.variants
  return [price?.amount ?? null, original_price?.amount ?? null, price?.currency ?? null]
}

describe('a shopper', () => {
  test('sees what one costs in the default market, or in the market or currency named', async () => {
    const { body } = await store.shop('GET', `/store/v1/products/${product.id}`)
    expect(body.variants[0]).toMatchObject({
      price: money(1_000),
      original_price: money(1_000),
      prices: [{ ...money(1_000), compare_at_amount: null }],
    })
    expect(await shown('?market=us')).toEqual([1_000, 1_000, 'USD'])
    expect(await shown('?market=in')).toEqual([null, null, null])
    expect(await shown('?currency=INR')).toEqual([null, null, null])
    expect(await shown('?market=in&currency=USD')).toEqual([1_000, 1_000, 'USD'])
  })

  test.each([
    ['?market=atlantis', 'market'],
    ['?currency=EUR', 'currency'],
    ['?currency=XXZ', 'currency'],
    ['?region=PL', 'region'],
  ])('is refused where the store does not sell: %s', async (query, path) => {
    for (const page of ['', `/${product.id}`])
      expect(await store.shop('GET', `/store/v1/products${page}${query}`)).toMatchObject({
        status: 422,
        body: { errors: [{ path }] },
      })
  })

  test('D11 is refused where a currency is named that is none', async () => {
    expect(await shown('?currency=')).toMatchObject({ status: 422, body: { errors: [{ path: 'currency' }] } })
  })

  test('sees a sale beside the price before it; D8 an override in its place', async () => {
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
    const list = await listWith({}, { amount: 232 })
    expect(await shown()).toEqual([232, 1_000, 'USD'])
    await store.admin('PATCH', `${LISTS}/${list}`, { type: 'override' })
    expect(await shown()).toEqual([232, 232, 'USD'])
    await putPrices(list, { amount: 1_500 })
    expect(await shown()).toEqual([1_500, 1_500, 'USD'])
    await store.admin('PATCH', `${LISTS}/${list}`, { type: 'sale' })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
  })

  test('sees nothing of drafts, of lists and prices for others, and of prices for more than one', async () => {
    await listWith({ status: 'draft' }, { amount: 1 })
    await listWith({ rules: { customer_group: ['0199a000-0000-7000-8000-000000000001'] } }, { amount: 2 })
    await listWith({}, { amount: 3, rules: { region: ['PL'] } }, { amount: 4, min_quantity: 2 })
    await listWith({ rules: { market: ['in'] } }, { amount: 5 })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
    expect(await shown('?market=in&currency=USD')).toEqual([5, 1_000, 'USD'])
  })

  test.each([
    ['upcoming', { starts_at: new Date(Date.now() + 3_600_000).toISOString() }],
    ['expired', { starts_at: '2020-01-01T00:00:00Z', ends_at: '2020-02-01T00:00:00Z' }],
  ])('D10 sees the price without a list that is %s', async (_, over) => {
    await listWith(over, { amount: 232 })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
  })

  test('sees a list begin and end by itself, though the page was kept', async () => {
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const list = await listWith({ starts_at: at(60_000) }, { amount: 232 })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
    await store.admin('PATCH', `${LISTS}/${list}`, { starts_at: at(1_500), ends_at: at(12_000) })
    await expect.poll(() => shown(), { timeout: 30_000, interval: 200 }).toEqual([232, 1_000, 'USD'])
    await expect.poll(() => shown(), { timeout: 30_000, interval: 200 }).toEqual([1_000, 1_000, 'USD'])
  }, 70_000)

  test('sees each change at once: prices taken out, the list switched off or deleted', async () => {
    const list = await listWith({}, { amount: 232, max_quantity: 9 }, { amount: 200, min_quantity: 10 })
    const { data } = (await store.admin('GET', `${LISTS}/${list}/prices`)).body
    expect(await shown()).toEqual([232, 1_000, 'USD'])
    const of = (least: number) => data.find((price: { min_quantity: number }) => price.min_quantity === least)
    expect((await store.admin('DELETE', `${LISTS}/${list}/prices/${of(10).id}`)).status).toBe(200)
    expect(await shown()).toEqual([232, 1_000, 'USD'])
    expect((await store.admin('DELETE', `${LISTS}/${list}/prices/${of(1).id}`)).status).toBe(200)
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
    await putPrices(list, { amount: 300 })
    expect(await shown()).toEqual([300, 1_000, 'USD'])
    await store.admin('PATCH', `${LISTS}/${list}`, { status: 'draft' })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
    await store.admin('PATCH', `${LISTS}/${list}`, { status: 'active' })
    expect(await shown()).toEqual([300, 1_000, 'USD'])
    expect((await store.admin('DELETE', `${LISTS}/${list}`)).body).toEqual({ id: list, deleted: true })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
  })

  test('sees converted prices where the currency is converted, with its margin and rounding', async () => {
    const currency = (code: string, body: object) => store.admin('PUT', `/admin/v1/currencies/${code}`, body)
    const rate = (rate: string, over: object = {}) =>
      store.admin('POST', '/admin/v1/exchange-rates', {
        from_currency: 'USD',
        to_currency: 'EUR',
        rate,
        ...over,
      })
    await currency('EUR', { conversion: 'automatic' })
    expect(await shown('?currency=EUR')).toEqual([null, null, null])
    await rate('0.89')
    expect(await shown('?currency=EUR')).toEqual([890, 890, 'EUR'])
    await currency('EUR', {
      conversion: 'automatic',
      margin_basis_points: 500,
      rounding_increment: 100,
      price_ending: 99,
    })
    expect(await shown('?currency=EUR')).toEqual([899, 899, 'EUR'])
    await listWith({}, { amount: 700 })
    expect(await shown('?currency=EUR')).toEqual([699, 899, 'EUR'])
    product = await addProduct([money(1_000), money(555, 'EUR')])
    expect(await shown('?currency=EUR')).toEqual([555, 555, 'EUR'])
    // The default market's currency is never converted.
    expect(await shown('?currency=USD')).toEqual([1_000, 1_000, 'USD'])
    await currency('EUR', { status: 'inactive' })
    expect(await shown('?currency=EUR')).toMatchObject({ status: 422 })
  })

  test('A11 sees dollars as dinars with three decimals', async () => {
    await store.admin('PUT', '/admin/v1/currencies/IQD', { conversion: 'automatic' })
    const pair = { from_currency: 'USD', to_currency: 'IQD' }
    await store.admin('POST', '/admin/v1/exchange-rates', { ...pair, rate: '1199' })
    product = await addProduct([money(500)])
    expect(await shown('?currency=IQD')).toEqual([5_995_000, 5_995_000, 'IQD'])
  })
})

describe('a price list', () => {
  test('is stored with its defaults, changed in part, listed and found by status', async () => {
    const { status, body } = await store.admin('POST', LISTS, { name: ' Wholesale ', type: 'override' })
    expect([status, body]).toMatchObject([
      201,
      {
        name: 'Wholesale',
        description: '',
        status: 'draft',
        starts_at: null,
        ends_at: null,
        priority: 0,
        rules: {},
      },
    ])
    expect((await store.admin('GET', `${LISTS}/${body.id}`)).body).toEqual(body)
    const rules = { market: ['us', 'in', 'us'], company: ['b', 'a'] }
    const change = { rules, ends_at: '2030-01-01T01:00:00+01:00' }
    const after = (await store.admin('PATCH', `${LISTS}/${body.id}`, change)).body
    expect({ ...after, updated_at: '' }).toEqual({
      ...body,
      rules: { company: ['a', 'b'], market: ['in', 'us'] },
      ends_at: '2030-01-01T00:00:00.000Z',
      updated_at: '',
    })
    expect((await store.admin('GET', `${LISTS}/${body.id}`)).body).toEqual(after)
    const { body: active } = await addList()
    const ids = async (query: string) =>
      (await store.admin('GET', `${LISTS}${query}`)).body.data.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual([active.id, body.id])
    expect(await ids('?status=draft')).toEqual([body.id])
    const first = (await store.admin('GET', `${LISTS}?limit=1`)).body
    expect(await ids(`?limit=1&cursor=${first.next_cursor}`)).toEqual([body.id])
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ type: 'gift' }, 'type'],
    [{ ends_at: '2020-01-01T00:00:00Z', starts_at: '2020-01-01T00:00:00Z' }, 'ends_at'],
    [{ starts_at: '0000-01-01T00:00:00Z' }, 'starts_at'],
    [{ starts_at: 'soon' }, 'starts_at'],
    [{ priority: 1e12 }, 'priority'],
    [{ rules: { market: ['atlantis'] } }, 'rules.market.0'],
    [{ rules: { customer_group: ['vip'] } }, 'rules.customer_group.0'],
    [{ rules: { company: [] } }, 'rules.company'],
    [{ rules: { 'Not a name': ['x'] } }, 'rules.Not a name'],
    [{ rules: { company: 'acme' } }, 'rules.company'],
    [{ prices: [] }, 'prices'],
  ])('with %j is refused, new or changed', async (over, path) => {
    const due = { status: 422, body: { errors: [{ path }] } }
    expect(await addList(over)).toMatchObject(due)
    const { body } = await addList()
    expect(await store.admin('PATCH', `${LISTS}/${body.id}`, over)).toMatchObject(due)
    expect((await store.admin('GET', `${LISTS}/${body.id}`)).body).toEqual(body)
    expect((await store.admin('GET', LISTS)).body.data).toHaveLength(1)
  })

  test('that is not there is not found', async () => {
    const none = `${LISTS}/0199a000-0000-7000-8000-000000000001`
    for (const [method, path, body] of [
      ['GET', none],
      ['PATCH', none, { name: 'x' }],
      ['DELETE', none],
      ['GET', `${none}/prices`],
      ['PUT', `${none}/prices`, { prices: [{ variant_id: variantId, currency: 'USD', amount: 1 }] }],
      ['DELETE', `${none}/prices/0199a000-0000-7000-8000-000000000001`],
    ] as const)
      expect((await store.admin(method, path, body)).status).toBe(404)
  })

  test('counts only while no more than 200 are active', async () => {
    const { owner } = platform.shards.get(store.shard)!
    await owner`
      insert into price_lists (tenant_id, name, description, type, status, priority, rules, created_at, updated_at)
      select ${store.id}, 'List ' || n, '', 'sale', 'active', 0, '{}', now(), now() from generate_series(1, 199) as n`
    const { body } = await addList()
    expect(await addList()).toMatchObject({ status: 422, body: { errors: [{ path: 'status' }] } })
    expect((await addList({ status: 'draft' })).status).toBe(201)
    expect((await store.admin('PATCH', `${LISTS}/${body.id}`, { name: 'Renamed' })).status).toBe(200)
  })
})

describe('prices of a list', () => {
  test('are put together, replaced by variant, currency, least quantity and rules, and listed', async () => {
    const { body: list } = await addList()
    const rules = { region: ['PL', 'DE'] }
    const { body } = await putPrices(
      list.id,
      { amount: 900, max_quantity: 9 },
      { amount: 800, min_quantity: 10 },
      { amount: 700, rules },
      { amount: 9_000, currency: 'INR' },
    )
    expect(body.data).toHaveLength(4)
    const again = await putPrices(
      list.id,
      { amount: 950, max_quantity: 5 },
      { amount: 750, rules: { region: ['DE', 'PL', 'DE'] } },
    )
    const ids = (data: { id: string; amount: number }[]) =>
      Object.fromEntries(data.map(({ id, amount }) => [amount, id]))
    const before = ids(body.data)
    expect(ids(again.body.data)).toEqual({ 950: before[900], 750: before[700] })
    const all = (await store.admin('GET', `${LISTS}/${list.id}/prices`)).body.data
    expect(ids(all)).toEqual({ 950: before[900], 800: before[800], 750: before[700], 9000: before[9_000] })
    expect(all.find((price: { amount: number }) => price.amount === 750)).toEqual({
      id: before[700],
      variant_id: variantId,
      currency: 'USD',
      amount: 750,
      min_quantity: 1,
      max_quantity: null,
      rules: { region: ['DE', 'PL'] },
    })
    const first = (await store.admin('GET', `${LISTS}/${list.id}/prices?limit=3`)).body
    const rest = await store.admin('GET', `${LISTS}/${list.id}/prices?cursor=${first.next_cursor}`)
    expect([...first.data, ...rest.body.data]).toEqual(all)
    const of = async (variant: string) =>
      (await store.admin('GET', `${LISTS}/${list.id}/prices?variant_id=${variant}`)).body.data.length
    expect([await of(variantId), await of(product.id)]).toEqual([4, 0])
  })

  test('are found by their product', async () => {
    const list = await listWith({}, { amount: 900 }, { amount: 9_000, currency: 'INR' })
    const found = async (query: string) =>
      (await store.admin('GET', `${LISTS}/${list}/prices?${query}`)).body.data.length
    const { id: other } = await addProduct([money(1_000)])
    expect(await found(`product_id=${product.id}`)).toBe(2)
    expect(await found(`product_id=${product.id}&variant_id=${variantId}`)).toBe(2)
    expect(await found(`product_id=${other}&variant_id=${variantId}`)).toBe(0)
    expect(await found(`product_id=${other}`)).toBe(0)
  })

  test('are taken out and put in their place at once, or not at all', async () => {
    const list = await listWith({}, { amount: 900, max_quantity: 9 }, { amount: 800, min_quantity: 10 })
    const path = `${LISTS}/${list}/prices`
    const { data } = (await store.admin('GET', path)).body
    const remove = data.map(({ id }: { id: string }) => id)
    const price = { variant_id: variantId, currency: 'USD', amount: 700 }
    const refused = await store.admin('PUT', path, { prices: [{ ...price, currency: 'EUR' }], remove })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'prices.0.currency' }] } })
    expect((await store.admin('GET', path)).body.data).toEqual(data)
    expect((await store.admin('PUT', path, { prices: [price], remove })).status).toBe(200)
    expect((await store.admin('GET', path)).body.data).toMatchObject([{ amount: 700, max_quantity: null }])
    expect(await shown()).toEqual([700, 1_000, 'USD'])
    const { body } = await store.admin('GET', path)
    const gone = { prices: [], remove: [body.data[0].id, ...remove] }
    expect(await store.admin('PUT', path, gone)).toMatchObject({ status: 200, body: { data: [] } })
    expect(await shown()).toEqual([1_000, 1_000, 'USD'])
  })

  test.each([
    [[{ amount: -1 }], 'prices.0.amount'],
    [[{ amount: 10_000_000_000 }], 'prices.0.amount'],
    [[{ amount: 1.5 }], 'prices.0.amount'],
    [[{ amount: 1, currency: 'EUR' }], 'prices.0.currency'],
    [
      [{ amount: 1 }, { amount: 1, variant_id: '0199a000-0000-7000-8000-000000000001' }],
      'prices.1.variant_id',
    ],
    [[{ amount: 1, min_quantity: 0 }], 'prices.0.min_quantity'],
    [[{ amount: 1, min_quantity: 5, max_quantity: 4 }], 'prices.0.max_quantity'],
    [[{ amount: 1, min_quantity: 2_147_483_648 }], 'prices.0.min_quantity'],
    [[{ amount: 1, rules: { market: ['atlantis'] } }], 'prices.0.rules.market.0'],
    [[{ amount: 1, min_quantity: 2 }], 'prices.0.min_quantity'],
    [
      [
        { amount: 1, min_quantity: 11, max_quantity: 20 },
        { amount: 2, min_quantity: 20, max_quantity: 24 },
      ],
      'prices.1.min_quantity',
    ],
    [
      [
        { amount: 1, max_quantity: 9 },
        { amount: 2, max_quantity: 9 },
      ],
      'prices.1.max_quantity',
    ],
    [[], 'prices'],
  ])('%j beside a price for one to ten are refused, and none is stored', async (prices, path) => {
    const list = await listWith({}, { amount: 900, max_quantity: 10 }, { amount: 500, min_quantity: 25 })
    const before = (await store.admin('GET', `${LISTS}/${list}/prices`)).body
    const { status, body } = await putPrices(list, ...prices)
    expect([status, body.errors[0]?.path]).toEqual([422, path])
    expect((await store.admin('GET', `${LISTS}/${list}/prices`)).body).toEqual(before)
  })

  test('go with their variant', async () => {
    const list = await listWith({}, { amount: 900 })
    await store.admin('DELETE', `/admin/v1/products/${product.id}`)
    expect((await store.admin('GET', `${LISTS}/${list}/prices`)).body.data).toEqual([])
  })

  test('put by two at the same time do not overlap afterwards', async () => {
    const { body: list } = await addList()
    const answers = await Promise.all([
      putPrices(list.id, { amount: 900, max_quantity: 10 }),
      putPrices(list.id, { amount: 800, min_quantity: 5 }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    expect((await store.admin('GET', `${LISTS}/${list.id}/prices`)).body.data).toHaveLength(1)
  })
})
