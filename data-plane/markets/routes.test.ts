import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PATH = '/admin/v1/markets'
const europe = (over: object = {}) => ({
  code: 'eu',
  name: 'Europe',
  countries: ['DE', 'FR'],
  currency: 'EUR',
  currencies: ['CHF'],
  locale: 'de-DE',
  shipping_methods: [
    {
      code: 'post',
      name: 'Post',
      rates: [
        { type: 'flat', currency: 'EUR', amount: 490, free_above: 10_000 },
        { type: 'per_item', currency: 'CHF', first_amount: 600, additional_amount: 200, max_items: 3 },
      ],
    },
    {
      code: 'courier',
      name: 'Courier',
      carrier: 'DHL',
      min_days: 1,
      max_days: 2,
      rates: [
        {
          type: 'by_price',
          currency: 'EUR',
          tiers: [
            { from_subtotal: 0, amount: 1_500 },
            { from_subtotal: 5_000, amount: 900 },
          ],
        },
      ],
    },
  ],
  ...over,
})
const add = async (over: object = {}, to = store) => {
  const answer = await to.admin('POST', PATH, europe(over))
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

describe('a new store', () => {
  test('sells in the USA and in India, as shoppers see', async () => {
    const { data } = (await store.shop('GET', '/store/v1/markets')).body
    const hours = (opens: string, closes: string) =>
      expect.arrayContaining([{ weekday: 'sunday', opens, closes }])
    expect(data).toMatchObject([
      {
        code: 'in',
        is_default: false,
        countries: ['IN'],
        currency: 'INR',
        currencies: ['INR'],
        locale: 'en-IN',
        locales: ['en-IN', 'hi'],
        tax_basis_points: 1_800,
        payment_methods: ['razorpay', 'paytm', 'upi', 'cash_on_delivery'],
        shipping_methods: [
          { code: 'standard', price: { amount: 4_900, currency: 'INR' }, free_above: { amount: 99_900 } },
          { code: 'express', free_above: null },
        ],
        free_shipping_above: { amount: 99_900, currency: 'INR' },
        business_hours: { time_zone: 'Asia/Kolkata', days: hours('09:00', '21:00') },
      },
      {
        code: 'us',
        is_default: true,
        countries: ['US'],
        currency: 'USD',
        locales: ['en-US'],
        tax_basis_points: 800,
        payment_methods: ['stripe', 'paypal', 'apple_pay'],
        shipping_methods: [
          { code: 'standard', carrier: 'USPS', min_days: 3, max_days: 5, price: { amount: 500 } },
          { code: 'express' },
          { code: 'same_day', min_days: 0, max_days: 0 },
        ],
        free_shipping_above: { amount: 5_000, currency: 'USD' },
        business_hours: { time_zone: 'America/New_York', days: hours('09:00', '21:00') },
      },
    ])
    expect(data).toHaveLength(2)
  })

  test("rounds the halves of India's tax each for itself", async () => {
    const { body } = await store.admin('GET', `${PATH}/in`)
    expect(body).toMatchObject({ rate_rounding: 'each', tax_rounding: 'line', total_rounding: 1 })
  })
})

describe('a market', () => {
  test('is stored whole, read by id and by code, and listed', async () => {
    const created = await add({
      code: 'whole',
      status: 'inactive',
      locales: ['fr-FR'],
      prices_include_tax: true,
      tax_rounding: 'invoice',
      rate_rounding: 'each',
      rounding: 'half_even',
      tax_basis: 'undiscounted',
      shipping_tax: 'weighted',
      percent_rounding: 'sum',
      total_rounding: 5,
      tax_origin: { country: 'DE', province: 'BE' },
      payment_methods: ['stripe', 'cash_on_delivery'],
      cash_on_delivery_limits: [{ amount: 20_000, currency: 'EUR' }],
      business_hours: {
        time_zone: 'Europe/Berlin',
        days: [{ weekday: 'monday', opens: '08:30', closes: '24:00' }],
      },
    })
    expect(created).toMatchObject({
      currencies: ['EUR', 'CHF'],
      locales: ['de-DE', 'fr-FR'],
      is_default: false,
      shipping_tax: 'weighted',
      shipping_methods: [
        { code: 'post', carrier: '', min_days: null, tax_class: 'standard' },
        { carrier: 'DHL' },
      ],
    })
    expect((await store.admin('GET', `${PATH}/${created.id}`)).body).toEqual(created)
    expect((await store.admin('GET', `${PATH}/whole`)).body).toEqual(created)
    const first = (await store.admin('GET', `${PATH}?limit=1`)).body
    expect(first.data).toEqual([created])
    const rest = (await store.admin('GET', `${PATH}?cursor=${first.next_cursor}`)).body
    expect(rest.data.map(({ code }: { code: string }) => code).sort()).toEqual(['in', 'us'])
    expect(rest.next_cursor).toBe(null)
  })

  test('that changes keeps what is not mentioned, and shoppers see it at once', async () => {
    const { id } = await add({ code: 'changing' })
    const shown = async () =>
      (await store.shop('GET', '/store/v1/markets')).body.data.find(
        ({ code }: { code: string }) => code === 'changing',
      )
    expect(await shown()).toMatchObject({ name: 'Europe' })
    const { body } = await store.admin('PATCH', `${PATH}/changing`, { name: 'Eurozone', total_rounding: 5 })
    expect(body).toMatchObject({ id, name: 'Eurozone', total_rounding: 5, countries: ['DE', 'FR'] })
    expect(await shown()).toMatchObject({ name: 'Eurozone' })
    await store.admin('PATCH', `${PATH}/changing`, { status: 'inactive' })
    expect(await shown()).toBe(undefined)
    const names = (await store.admin('GET', '/admin/v1/events?name=market.updated')).body.data
    expect(names[0].data).toEqual({ market_id: id, code: 'changing' })
  })

  test.each<[string, object, string]>([
    ['an unknown country', { countries: ['XX'] }, 'countries.0'],
    ['no country', { countries: [] }, 'countries'],
    ['a country twice', { countries: ['DE', 'DE'] }, 'countries'],
    ['an unknown currency', { currency: 'ABC' }, 'currency'],
    ['no language', { locale: 'de_DE' }, 'locale'],
    ['a code with capitals', { code: 'EU' }, 'code'],
    ['an unknown payment method', { payment_methods: ['shells'] }, 'payment_methods.0'],
    ['rounding to nothing', { total_rounding: 0 }, 'total_rounding'],
    ['a rate in a foreign currency', { currencies: [] }, 'shipping_methods.0.rates.1.currency'],
    ['a method without a rate of its own', { currency: 'USD' }, 'shipping_methods.0.rates'],
    ['a field of no market', { tax: 8 }, 'tax'],
    [
      'hours that end before they begin',
      {
        business_hours: {
          time_zone: 'Europe/Berlin',
          days: [{ weekday: 'monday', opens: '09:00', closes: '08:00' }],
        },
      },
      'business_hours.days.0.closes',
    ],
    [
      'a time zone of nowhere',
      { business_hours: { time_zone: 'Mars/Base', days: [] } },
      'business_hours.time_zone',
    ],
  ])('refused: %s', async (_, over, path) => {
    await expectRefusal(
      store.admin('POST', PATH, europe({ code: 'refused', ...over })),
      422,
      'invalid_input',
      path,
    )
    await expectRefusal(store.admin('GET', `${PATH}/refused`), 404, 'not_found')
  })

  test.each<[string, object, string]>([
    ['an amount beyond the highest', { amount: 10_000_000_000 }, 'rates.0.amount'],
    ['a negative amount', { amount: -1 }, 'rates.0.amount'],
    ['a rate of no kind', { type: 'by_weight' }, 'rates.0.type'],
    [
      'tiers out of order',
      { type: 'by_price', amount: undefined, tiers: [{ from_subtotal: 1, amount: 1 }] },
      'rates.0.tiers',
    ],
  ])('refused: a shipping method with %s', async (_, rate, path) => {
    const rates = [{ type: 'flat', currency: 'EUR', amount: 1, ...rate }]
    const body = europe({ code: 'refused', shipping_methods: [{ code: 'post', name: 'Post', rates }] })
    await expectRefusal(store.admin('POST', PATH, body), 422, 'invalid_input', `shipping_methods.0.${path}`)
  })

  test('refused: a code that is taken, an unknown market', async () => {
    await expectRefusal(store.admin('POST', PATH, europe({ code: 'us' })), 409, 'market_code_taken', 'code')
    await expectRefusal(store.admin('PATCH', `${PATH}/mars`, { name: 'Mars' }), 404, 'not_found')
    await expectRefusal(store.admin('DELETE', `${PATH}/mars`), 404, 'not_found')
  })

  test('refused: more than can be kept in memory', async () => {
    const full = await platform.signUp()
    await full.shop('GET', '/store/v1/markets')
    await platform.shards.get(full.shard)!.owner`
      insert into markets (tenant_id, code, name, currency)
      select ${full.id}, 'market-' || n, '', 'EUR' from generate_series(1, 97) as n`
    await add({}, full)
    await expectRefusal(full.admin('POST', PATH, europe({ code: 'last' })), 409, 'too_many_markets')
    await expectRefusal(full.admin('GET', `${PATH}/last`), 404, 'not_found')
  })
})

describe('deleting a market', () => {
  test('that nobody used removes it', async () => {
    const { id } = await add({ code: 'unused' })
    expect((await store.admin('DELETE', `${PATH}/unused`)).body).toEqual({ id, deleted: true })
    await expectRefusal(store.admin('GET', `${PATH}/${id}`), 404, 'not_found')
    await expectRefusal(
      store.shop('POST', '/store/v1/carts', { market: 'unused' }),
      422,
      'invalid_input',
      'market',
    )
  })

  test('is refused for the default one, which also stays active', async () => {
    await expectRefusal(store.admin('DELETE', `${PATH}/us`), 409, 'market_in_use')
    await expectRefusal(
      store.admin('PATCH', `${PATH}/us`, { status: 'inactive' }),
      409,
      'market_in_use',
      'status',
    )
    const inactive = await add({ code: 'asleep', status: 'inactive' })
    const answer = store.admin('PATCH', '/admin/v1/store', { default_market: inactive.code })
    await expectRefusal(answer, 422, 'invalid_input', 'default_market')
  })

  test('is refused once it has a cart', async () => {
    await add({ code: 'carted' })
    await store.shop('POST', '/store/v1/carts', { market: 'carted' })
    await expectRefusal(store.admin('DELETE', `${PATH}/carted`), 409, 'market_in_use')
    expect((await store.admin('PATCH', `${PATH}/carted`, { status: 'inactive' })).status).toBe(200)
  })

  test('is refused once it has an order, even without its cart', async () => {
    const seller = await platform.signUp()
    await order(seller, { market: 'in' }, 'INR')
    await platform.shards.get(seller.shard)!.owner`delete from carts where tenant_id = ${seller.id}`
    await expectRefusal(seller.admin('DELETE', `${PATH}/in`), 409, 'market_in_use')
  })
})

async function checkout(seller: TestStore, wish: object, currency: string, quantity = 1) {
  const product = await seller.admin('POST', '/admin/v1/products', {
    title: 'Candle',
    status: 'active',
    variants: [{ prices: [{ amount: 3_000, currency }], inventory_quantity: 9 }],
  })
  const cart = (await seller.shop('POST', '/store/v1/carts', wish)).body
  const line = { variant_id: product.body.variants[0].id, quantity }
  await seller.shop('POST', `/store/v1/carts/${cart.id}/line-items`, line)
  return (await seller.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
}

async function order(seller: TestStore, wish: object, currency: string) {
  const { id } = await checkout(seller, wish, currency)
  await seller.shop('PATCH', `/store/v1/checkouts/${id}`, {
    email: 'shopper@mail.example',
    shipping_address: { name: 'A', line1: '1', city: 'C', state: 'KA', postal_code: '560001', country: 'IN' },
    shipping_method: 'standard',
    payment_method: 'test',
  })
  const done = await seller.shop('POST', `/store/v1/checkouts/${id}/complete`)
  expect(done.status, done.text).toBe(201)
}

describe('a cart', () => {
  beforeAll(() => add())

  test('has the currency that was asked for, of those of the market', async () => {
    const cart = async (wish: object) => (await store.shop('POST', '/store/v1/carts', wish)).body
    expect(await cart({ market: 'eu' })).toMatchObject({ market: 'eu', currency: 'EUR' })
    expect(await cart({ market: 'eu', currency: 'CHF' })).toMatchObject({ market: 'eu', currency: 'CHF' })
    expect(await cart({ currency: 'CHF' })).toMatchObject({ currency: 'CHF' })
    expect(await cart({})).toMatchObject({ market: 'us', currency: 'USD' })
    const wrong = store.shop('POST', '/store/v1/carts', { market: 'eu', currency: 'USD' })
    await expectRefusal(wrong, 422, 'invalid_input', 'currency')
  })

  test('is shipped at the rates of its currency', async () => {
    const francs = await checkout(store, { market: 'eu', currency: 'CHF' }, 'CHF', 5)
    expect(francs).toMatchObject({
      currency: 'CHF',
      shipping_methods: [{ code: 'post', price: { amount: 1_000, currency: 'CHF' } }],
    })
    const euros = await checkout(store, { market: 'eu' }, 'EUR', 2)
    expect(euros.shipping_methods).toMatchObject([
      { code: 'post', price: { amount: 490, currency: 'EUR' } },
      { code: 'courier', price: { amount: 900, currency: 'EUR' } },
    ])
    const choose = (id: string, shipping_method: string) =>
      store.shop('PATCH', `/store/v1/checkouts/${id}`, { shipping_method })
    expect((await choose(euros.id, 'courier')).body.totals.shipping.amount).toBe(900)
    expect((await choose(francs.id, 'post')).body.totals.shipping.amount).toBe(1_000)
    await expectRefusal(choose(francs.id, 'courier'), 422, 'invalid_input', 'shipping_method')
  })
})
