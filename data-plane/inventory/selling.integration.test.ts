// Stock is never sold twice: carts and checkouts against it, at once and one after the other.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const INVENTORY = '/admin/v1/inventory'

let platform: TestPlatform
let store: TestStore
let home: string
let annexe: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  home = (await store.admin('GET', `${INVENTORY}/locations`)).body.data[0].id
  annexe = (await store.admin('POST', `${INVENTORY}/locations`, { name: 'Annexe', code: 'annexe' })).body.id
})
afterAll(() => platform?.stop())

async function variant(inventory_quantity: number, over: object = {}): Promise<string> {
  const { body } = await store.admin('POST', '/admin/v1/products', {
    title: 'Lamp',
    status: 'active',
    variants: [
      { prices: [{ amount: 2_000, currency: 'USD' }], inventory_quantity, requires_shipping: false, ...over },
    ],
  })
  return body.variants[0].id
}
const settings = (patch: object) => store.admin('PATCH', '/admin/v1/store', patch)
const newCart = async (): Promise<string> => (await store.shop('POST', '/store/v1/carts', {})).body.id
const add = (cart: string, variant_id: string, quantity = 1) =>
  store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id, quantity })
async function checkoutOf(cart: string, payment_method = 'test'): Promise<string> {
  const { body } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart })
  const choice = { email: 'shopper@example.com', payment_method }
  await store.shop('PATCH', `/store/v1/checkouts/${body.id}`, choice)
  return body.id
}
const complete = (checkout: string) => store.shop('POST', `/store/v1/checkouts/${checkout}/complete`)
const buy = async (...lines: [variant: string, quantity: number][]) => {
  const cart = await newCart()
  for (const [variant, quantity] of lines) await add(cart, variant, quantity)
  return complete(await checkoutOf(cart))
}
const adjust = (variant_id: string, change: number, location_id: string) =>
  store.admin('POST', `${INVENTORY}/adjustments`, {
    reason: 'By hand',
    lines: [{ variant_id, location_id, change }],
  })
async function figures(variantId: string): Promise<Record<string, number[]>> {
  const { data } = (await store.admin('GET', `${INVENTORY}/levels?variant_id=${variantId}`)).body
  return Object.fromEntries(
    data.map((level: Record<string, number | string>) => [
      level.location_id === home ? 'home' : 'annexe',
      [level.on_hand, level.available, level.reserved],
    ]),
  )
}
const owner = () => platform.shards.get(store.shard)!.owner

/** Has a scheduled job done as if the clock had come to it. */
async function run(job: string): Promise<void> {
  const [row] = await owner()`
    insert into pgboss.job (name, data) values (${job}, ${owner().json({ tenant_id: store.id })}) returning id`
  await expect
    .poll(async () => (await owner()`select state from pgboss.job where id = ${row?.id}`)[0]?.state, {
      timeout: 15_000,
    })
    .toBe('completed')
}

/** Whatever happened: movements add up to their levels, and what is not available is held by somebody. */
async function expectSound(): Promise<void> {
  const faults = await owner()`
    select l.id, l.on_hand, l.available, m.on_hand as told_on_hand, m.available as told_available, h.held
    from inventory_levels l
    left join lateral (select coalesce(sum(on_hand), 0) as on_hand, coalesce(sum(available), 0) as available
      from stock_movements m where m.tenant_id = l.tenant_id and m.variant_id = l.variant_id and m.location_id = l.location_id) m on true
    left join lateral (select coalesce(sum(quantity), 0) as held
      from stock_reservations r where r.tenant_id = l.tenant_id and r.level_id = l.id) h on true
    where l.tenant_id = ${store.id}
      and (l.on_hand <> m.on_hand or l.available <> m.available or l.on_hand - l.available <> h.held)`
  expect([...faults]).toEqual([])
}

describe('one after the other', () => {
  test('J1 an order of 5 takes 4 + 1 of stocks of 3 and 4, highest stock first', async () => {
    await settings({ allocation_strategy: 'highest_stock' })
    const lamp = await variant(3)
    await adjust(lamp, 4, annexe)
    const { body } = await buy([lamp, 5])
    expect(await figures(lamp)).toEqual({ annexe: [4, 0, 4], home: [3, 2, 1] })
    const { data } = (await store.admin('GET', `${INVENTORY}/movements?reference_id=${body.order.id}`)).body
    expect(data.map(({ kind, available }: Record<string, unknown>) => [kind, available]).sort()).toEqual([
      ['sold', -1],
      ['sold', -4],
    ])
    const { id, number } = body.order
    expect(data[0].reference).toEqual({ type: 'order', id, order_number: number })
    await settings({ allocation_strategy: 'priority' })
  })

  test('J2 when all stocks together are short, nothing is allocated and the variant is named', async () => {
    const lamp = await variant(3)
    await adjust(lamp, 2, annexe)
    const checkouts = [await newCart(), await newCart()]
    for (const cart of checkouts) await add(cart, lamp, 3)
    const [first, second] = await Promise.all(checkouts.map((cart) => checkoutOf(cart)))
    expect((await complete(first!)).status).toBe(201)
    const before = await figures(lamp)
    expect((await complete(second!)).body).toMatchObject({
      code: 'insufficient_inventory',
      errors: [{ path: `line_items.${lamp}`, message: '3 wanted, 2 available' }],
    })
    expect(await figures(lamp)).toEqual(before)
  })

  test.each([
    ['J4', 3],
    ['J6', 0],
  ])(
    '%s of %d on hand, 5 cannot be added: the answer says how many there are, the cart has no line',
    async (_, stock) => {
      const lamp = await variant(stock)
      const cart = await newCart()
      expect(await add(cart, lamp, 5)).toMatchObject({
        status: 409,
        body: {
          code: 'insufficient_inventory',
          errors: [{ path: `line_items.${lamp}`, message: `5 wanted, ${stock} available` }],
        },
      })
      expect((await store.shop('GET', `/store/v1/carts/${cart}`)).body.line_items).toEqual([])
    },
  )

  test('J5 of 3 on hand with a threshold of -5, 8 can be sold and not one more', async () => {
    const lamp = await variant(3)
    await adjust(lamp, 1, annexe)
    await adjust(lamp, -1, annexe)
    const path = `${INVENTORY}/items/${lamp}`
    const { body } = await store.admin('PATCH', path, { backorder_threshold: -5 })
    expect(body.data.map((level: Record<string, unknown>) => level.backorder_threshold)).toEqual([-5, -5])
    expect((await add(await newCart(), lamp, 9)).body.errors).toMatchObject([
      { message: '9 wanted, 8 available' },
    ])
    expect((await buy([lamp, 8])).status).toBe(201)
    expect(await figures(lamp)).toEqual({ home: [3, -5, 8], annexe: [0, 0, 0] })
    expect((await add(await newCart(), lamp, 1)).body.code).toBe('insufficient_inventory')
    expect((await store.admin('PATCH', path, { backorder_threshold: 1 })).body.errors).toMatchObject([
      { path: 'backorder_threshold' },
    ])
  })

  test('J7 an order that is paid later takes nothing a second time', async () => {
    const lamp = await variant(4)
    const cart = await newCart()
    await add(cart, lamp, 3)
    const { body } = await complete(await checkoutOf(cart, 'manual'))
    const before = await figures(lamp)
    expect((await store.admin('POST', `/admin/v1/orders/${body.order.id}/payments`)).status).toBe(201)
    expect(await figures(lamp)).toEqual(before)
    expect(before).toEqual({ home: [4, 1, 3] })
  })

  test('the nearest location by the address of the order is taken from', async () => {
    await settings({ allocation_strategy: 'nearest' })
    await store.admin('PATCH', `${INVENTORY}/locations/${annexe}`, { countries: ['DE'], priority: 9 })
    await store.admin('PATCH', '/admin/v1/markets/us', { countries: ['US', 'DE'] })
    const lamp = await variant(2, { requires_shipping: true })
    await adjust(lamp, 2, annexe)
    const order = async (country: string) => {
      const cart = await newCart()
      await add(cart, lamp, 1)
      const checkout = await checkoutOf(cart)
      const place = { city: 'Springfield', state: 'IL', postal_code: '62701', country }
      const shipping_address = { name: 'A Shopper', line1: '1 Street', ...place }
      await store.shop('PATCH', `/store/v1/checkouts/${checkout}`, {
        shipping_address,
        shipping_method: 'standard',
      })
      return complete(checkout)
    }
    expect((await order('DE')).status).toBe(201)
    expect(await figures(lamp)).toMatchObject({ home: [2, 2, 0], annexe: [2, 1, 1] })
    expect((await order('US')).status).toBe(201)
    expect(await figures(lamp)).toMatchObject({ home: [2, 1, 1], annexe: [2, 1, 1] })
    await settings({ allocation_strategy: 'priority' })
  })
})

describe('at once', () => {
  test.each([1, 5])(
    'J9 of %d units, 24 carts that complete at once get no more; losers have no order and pay nothing',
    async (units) => {
      const lamp = await variant(units)
      const carts = await Promise.all(Array.from({ length: 24 }, newCart))
      await Promise.all(carts.map((cart) => add(cart, lamp)))
      const checkouts = await Promise.all(carts.map((cart) => checkoutOf(cart)))
      const answers = await Promise.all(checkouts.map(complete))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(units)
      expect(answers.filter(({ body }) => body.code === 'insufficient_inventory')).toHaveLength(24 - units)
      const [sold] = await owner()`
      select count(distinct o.id)::int as orders, count(p.id)::int as payments from orders o
      left join payments p on p.tenant_id = o.tenant_id and p.order_id = o.id
      where o.tenant_id = ${store.id} and o.checkout_id = any(${checkouts})`
      expect(sold).toEqual({ orders: units, payments: units })
      expect(await figures(lamp)).toEqual({ home: [units, 0, units] })
      await expectSound()
    },
  )

  test('orders over several variants and locations in any order do not block one another', async () => {
    const lamps = [await variant(20), await variant(20), await variant(20)]
    await Promise.all(lamps.map((lamp) => adjust(lamp, 20, annexe)))
    const orders = Array.from({ length: 36 }, (_, i) =>
      lamps.map((_, n) => [lamps[(n + i) % 3] as string, 1] as [string, number]),
    )
    const answers = await Promise.all(orders.map((lines) => buy(...lines)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    for (const lamp of lamps) {
      const { home, annexe } = await figures(lamp)
      expect((home?.[1] ?? 0) + (annexe?.[1] ?? 0)).toBe(4)
    }
    await expectSound()
  })
})

describe('in a store that reserves for carts', () => {
  beforeAll(async () => {
    await settings({ reserve_stock: 'cart', reservation_minutes: 15 })
  })

  test('a line holds its stock, more or less of it as it changes, and none once it is removed', async () => {
    const lamp = await variant(5)
    const cart = await newCart()
    const { body } = await add(cart, lamp, 2)
    const line = `/store/v1/carts/${cart}/line-items/${body.line_items[0].id}`
    expect(await figures(lamp)).toEqual({ home: [5, 3, 2] })
    await add(cart, lamp, 2)
    expect(await figures(lamp)).toEqual({ home: [5, 1, 4] })
    expect((await add(await newCart(), lamp, 2)).body.errors).toMatchObject([
      { message: '2 wanted, 1 available' },
    ])
    expect((await store.shop('PATCH', line, { quantity: 9 })).body.errors).toMatchObject([
      { message: '9 wanted, 5 available' },
    ])
    expect((await store.shop('PATCH', line, { quantity: 1 })).status).toBe(200)
    expect(await figures(lamp)).toEqual({ home: [5, 4, 1] })
    await store.shop('DELETE', line)
    expect(await figures(lamp)).toEqual({ home: [5, 5, 0] })
    await expectSound()
  })

  test('J8 what holds 5 and is released by four at once is released once', async () => {
    const lamp = await variant(5)
    const cart = await newCart()
    const { body } = await add(cart, lamp, 5)
    const line = `/store/v1/carts/${cart}/line-items/${body.line_items[0].id}`
    const answers = await Promise.all(Array.from({ length: 4 }, () => store.shop('DELETE', line)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404])
    expect(await figures(lamp)).toEqual({ home: [5, 5, 0] })
  })

  test("an order takes over what its cart holds, and what the cart holds beyond that is anybody's again", async () => {
    const [lamp, other] = [await variant(3), await variant(3)]
    const cart = await newCart()
    await add(cart, lamp, 2)
    const checkout = await checkoutOf(cart)
    await add(cart, lamp, 1)
    await add(cart, other, 3)
    expect(await figures(lamp)).toEqual({ home: [3, 0, 3] })
    const { status, body } = await complete(checkout)
    expect(status).toBe(201)
    expect(await figures(lamp)).toEqual({ home: [3, 1, 2] })
    expect(await figures(other)).toEqual({ home: [3, 3, 0] })
    const held =
      await owner()`select holder, quantity::int from stock_reservations where holder_id in (${cart}, ${body.order.id})`
    expect([...held]).toEqual([{ holder: 'order', quantity: 2 }])
    await expectSound()
  })

  test('holds that were kept too long are given back, and again held as far as there is stock', async () => {
    const lamp = await variant(2)
    const { product_id } = (await store.admin('GET', `${INVENTORY}/levels?variant_id=${lamp}`)).body.data[0]
    const isShown = async () =>
      (await store.shop('GET', `/store/v1/products/${product_id}`)).body.variants[0].available
    const [late, kept] = [await newCart(), await newCart()]
    await add(late, lamp, 1)
    await add(kept, lamp, 1)
    expect(await isShown()).toBe(false)
    await owner()`update stock_reservations set expires_at = now() - interval '1 second' where holder_id = ${late}`
    await run('inventory.release_expired')
    await run('inventory.release_expired')
    expect(await figures(lamp)).toEqual({ home: [2, 1, 1] })
    expect(await isShown()).toBe(true)
    expect((await complete(await checkoutOf(late))).status).toBe(201)
    expect((await complete(await checkoutOf(kept))).status).toBe(201)
    expect(await figures(lamp)).toEqual({ home: [2, 0, 2] })
    await expectSound()
  })

  test('carts that want the last one at once: one holds it', async () => {
    const lamp = await variant(1)
    const carts = await Promise.all(Array.from({ length: 20 }, newCart))
    const answers = await Promise.all(carts.map((cart) => add(cart, lamp)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await figures(lamp)).toEqual({ home: [1, 0, 1] })
  })
})

test('INV-01 all that is low is reported in one event and one mail', async () => {
  const shop = await platform.signUp()
  await shop.admin('POST', '/admin/v1/products', {
    title: 'Lamp',
    variants: [3, 4, 50].map((inventory_quantity, i) => ({
      title: `No. ${i}`,
      sku: `LAMP-${i}`,
      inventory_quantity,
    })),
  })
  const shard = platform.shards.get(shop.shard)!.owner
  await shard`insert into pgboss.job (name, data) values ('inventory.report_low', ${shard.json({ tenant_id: shop.id })})`
  const mails = async () => (await shop.admin('GET', '/admin/v1/messages')).body.data
  await expect.poll(async () => (await mails()).length, { timeout: 15_000 }).toBe(1)
  const [mail] = await mails()
  expect(mail).toMatchObject({ template: 'low_stock_report', subject: `Store ${shop.slug}: 2 running low` })
  expect(mail.body.split('\n').sort()).toEqual(['LAMP-0: 3 left', 'LAMP-1: 4 left'])
  const { data } = (await shop.admin('GET', '/admin/v1/events?name=inventory.low_reported')).body
  expect(data).toMatchObject([{ data: { total: 2 } }])
})

test('whatever staff and shoppers do, the movements add up to the levels', async () => {
  await settings({ reserve_stock: 'cart' })
  const lamps = [await variant(9), await variant(9)]
  const carts = await Promise.all([newCart(), newCart(), newCart()])
  const pick = <T>(items: readonly T[]) => fc.constantFrom(...items)
  const actions = fc.oneof(
    fc.tuple(pick(lamps), fc.integer({ min: -4, max: 6 }), pick([home, annexe])).map(
      ([lamp, change, at]) =>
        () =>
          adjust(lamp, change, at),
    ),
    fc.tuple(pick(carts), pick(lamps), fc.integer({ min: 1, max: 4 })).map(
      ([cart, lamp, quantity]) =>
        () =>
          add(cart, lamp, quantity),
    ),
    fc.tuple(pick(lamps), fc.integer({ min: 1, max: 3 })).map(
      ([lamp, quantity]) =>
        () =>
          buy([lamp, quantity]),
    ),
    pick(lamps).map((lamp) => () => setQuantity(lamp, 7)),
    pick(carts).map((cart) => async () => {
      const { line_items } = (await store.shop('GET', `/store/v1/carts/${cart}`)).body
      const line = line_items?.[0]
      return line && store.shop('DELETE', `/store/v1/carts/${cart}/line-items/${line.id}`)
    }),
    pick(['cart', 'order']).map((reserve_stock) => () => settings({ reserve_stock })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 8, maxLength: 16 }), async (acts) => {
      const answers = await Promise.all(acts.map((act) => act()))
      expect(answers.map((answer) => answer?.status ?? 200).filter((status) => status >= 500)).toEqual([])
      await expectSound()
    }),
    { numRuns: 12 },
  )
}, 60_000)

async function setQuantity(lamp: string, inventory_quantity: number) {
  const { data } = (await store.admin('GET', `${INVENTORY}/levels?variant_id=${lamp}`)).body
  return store.admin('PATCH', `/admin/v1/products/${data[0].product_id}`, {
    variants: [{ id: lamp, inventory_quantity }],
  })
}
