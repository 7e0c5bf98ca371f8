// How a checkout is paid: gift cards, store credit, on delivery.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, percent, sellerOf, US_ADDRESS } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
let shirt: { id: string; variantId: string }
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
  shirt = await sell.product(2_000)
})
afterAll(() => platform?.stop())

/** What one shirt costs with shipping and tax. */
const TOTAL = 2_660
const newCheckout = async (over: object = {}) =>
  sell.checkout(await sell.cart({ [shirt.variantId]: 1 }), over)
/** The same without a way to pay. */
async function unpaid(token?: string) {
  const cart = await sell.cart({ [shirt.variantId]: 1 }, token === undefined ? {} : { token })
  const { id } = await done(store.shop('POST', '/store/v1/checkouts', { cart_id: cart }))
  const patch = {
    email: 'shopper@mail.example',
    shipping_address: US_ADDRESS,
    shipping_method: 'standard',
  }
  await done(sell.patchCheckout(id, patch))
  return id as string
}
const mailOf = async (number: number): Promise<string[]> => {
  const find = async () => {
    const { data } = await done(store.admin('GET', '/admin/v1/messages?limit=100'))
    return data.find((mail: { subject: string }) => mail.subject.endsWith(`#${number}`))
  }
  await expect.poll(find, { timeout: 20_000 }).toBeDefined()
  return (await find()).body.split('\n').slice(4)
}

test('I1 a gift card pays a part: the rest is due, and the order, its payments and its mail say so', async () => {
  const card = await sell.giftCard(1_000)
  const id = await newCheckout({ payment_method: 'manual' })
  expect(await done(sell.payByCard(id, card.code.toLowerCase()))).toMatchObject({
    gift_cards: [{ id: card.id, code_last4: card.code.slice(-4), amount: { amount: 1_000 } }],
    totals: { total: { amount: TOTAL }, due: { amount: 1_660 } },
  })
  expect(await sell.faults('checkouts', id)).toEqual([])
  const { order } = await done(sell.complete(id))
  expect(order).toMatchObject({
    payment_status: 'partially_paid',
    payment_method: 'manual',
    totals: { total: { amount: TOTAL }, due: { amount: 1_660 } },
  })
  expect(await sell.faults('orders', order.id)).toEqual([])
  expect(await sell.cardBalance(card.id)).toBe(0)
  await done(store.admin('POST', `/admin/v1/orders/${order.id}/payments`))
  expect(await sell.paymentsOf(order.id)).toMatchObject([
    { method: 'gift_card', source_id: card.id, amount: { amount: 1_000 } },
    { method: 'manual', source_id: null, amount: { amount: 1_660 } },
  ])
  expect(await mailOf(order.number)).toEqual([
    'Subtotal: $20.00',
    'Shipping: $5.00',
    'Tax: $1.60',
    'Total: $26.60',
    '',
    'Gift card: -$10.00',
    expect.stringMatching(/^(Left to pay|Paid): \$16\.60$/),
    '',
    'Look at your order:',
    `http://${store.slug}.localhost/orders/${order.id}`,
  ])
})

test('a gift card that covers all makes an order that is paid, without another way to pay', async () => {
  const card = await sell.giftCard(5_000)
  const id = await unpaid()
  expect((await sell.complete(id)).body.errors).toMatchObject([{ path: 'payment_method' }])
  await done(sell.payByCard(id, card.code))
  const { order } = await done(sell.complete(id))
  expect(order).toMatchObject({
    payment_status: 'paid',
    payment_method: 'balance',
    totals: { total: { amount: TOTAL }, due: { amount: 0 } },
  })
  expect(await sell.paymentsOf(order.id)).toMatchObject([
    { method: 'gift_card', source_id: card.id, amount: { amount: TOTAL } },
  ])
  expect(await sell.cardBalance(card.id)).toBe(5_000 - TOTAL)
  expect((await store.admin('POST', `/admin/v1/orders/${order.id}/payments`)).body.code).toBe(
    'order_already_paid',
  )
})

test('cards pay in the order in which they were entered; each is left again', async () => {
  const [small, large] = [await sell.giftCard(660), await sell.giftCard(9_000)]
  const id = await unpaid()
  await done(sell.payByCard(id, small.code))
  const { gift_cards, totals } = await done(sell.payByCard(id, large.code))
  expect(gift_cards).toMatchObject([{ amount: { amount: 660 } }, { amount: { amount: 2_000 } }])
  expect(totals.due.amount).toBe(0)
  const remove = (cardId: string) => store.shop('DELETE', `/store/v1/checkouts/${id}/gift-cards/${cardId}`)
  expect((await done(remove(small.id))).gift_cards).toMatchObject([
    { id: large.id, amount: { amount: TOTAL } },
  ])
  expect((await remove(small.id)).status).toBe(404)
  await done(sell.payByCard(id, small.code))
  const { order } = await done(sell.complete(id))
  expect(await sell.paymentsOf(order.id)).toMatchObject([{ source_id: large.id, amount: { amount: TOTAL } }])
  expect([await sell.cardBalance(small.id), await sell.cardBalance(large.id)]).toEqual([660, 9_000 - TOTAL])
})

test('a card that was used elsewhere meanwhile is refused, and pays what is left once it is entered again', async () => {
  const card = await sell.giftCard(3_000)
  const [first, second] = [await unpaid(), await newCheckout()]
  for (const id of [first, second]) await done(sell.payByCard(id, card.code))
  await done(sell.complete(first))
  expect(await sell.complete(second)).toMatchObject({ status: 409, body: { code: 'gift_card_used_up' } })
  expect(await done(sell.payByCard(second, card.code))).toMatchObject({
    gift_cards: [{ id: card.id, amount: { amount: 3_000 - TOTAL } }],
  })
  const { order } = await done(sell.complete(second))
  expect(order).toMatchObject({ payment_status: 'paid', payment_method: 'test' })
  expect(await sell.cardBalance(card.id)).toBe(0)
  const methods = (await sell.paymentsOf(order.id)).map(({ method, amount }) => [method, amount.amount])
  expect(methods).toEqual([
    ['gift_card', 340],
    ['test', 2_320],
  ])
})

test('I3 a card that may not pay is refused with its reason, when it is entered and when the order is placed', async () => {
  const { email, token } = await sell.shopper()
  const cards = {
    gift_card_wrong_currency: await sell.giftCard(500, { currency: 'EUR' }),
    gift_card_not_yours: await sell.giftCard(500, { customer_email: email }),
    gift_card_expired: await sell.giftCard(500),
    gift_card_deactivated: await sell.giftCard(500),
    gift_card_used_up: await sell.giftCard(500),
  }
  const expire = () =>
    done(
      store.admin('PATCH', `/admin/v1/gift-cards/${cards.gift_card_expired.id}`, {
        expires_at: new Date(Date.now() - 1_000).toISOString(),
      }),
    )
  const deactivate = () =>
    done(store.admin('POST', `/admin/v1/gift-cards/${cards.gift_card_deactivated.id}/deactivate`))
  const late = [await newCheckout(), await newCheckout()]
  await done(sell.payByCard(late[0]!, cards.gift_card_expired.code))
  await done(sell.payByCard(late[1]!, cards.gift_card_deactivated.code))
  await Promise.all([expire(), deactivate()])
  const used = await newCheckout()
  await done(sell.payByCard(used, cards.gift_card_used_up.code))
  await done(sell.complete(used))

  const id = await newCheckout()
  for (const [code, card] of Object.entries(cards))
    expect(await sell.payByCard(id, card.code), code).toMatchObject({
      status: 409,
      body: { code, errors: [{ path: 'code' }] },
    })
  expect(await sell.payByCard(id, 'ABCD-EFGH')).toMatchObject({
    status: 422,
    body: { code: 'gift_card_unknown', errors: [{ path: 'code' }] },
  })
  expect((await sell.readCheckout(id)).gift_cards).toEqual([])
  expect((await sell.complete(late[0]!)).body.code).toBe('gift_card_expired')
  expect((await sell.complete(late[1]!)).body.code).toBe('gift_card_deactivated')
  // Another customer, then the one whose it is, who must be signed in to the end.
  const other = await sell.shopper()
  const own = cards.gift_card_not_yours
  expect((await sell.payByCard(id, own.code, other.token)).body.code).toBe('gift_card_not_yours')
  expect((await sell.payByCard(id, own.code, token)).status).toBe(201)
  expect((await sell.complete(id)).body.code).toBe('gift_card_not_yours')
  expect((await sell.complete(id, token)).status).toBe(201)
})

test('store credit pays only for the signed-in customer, after the gift cards', async () => {
  const { email, token } = await sell.shopper()
  const stranger = await sell.shopper()
  await sell.create('store-credit-accounts', {
    customer_email: email,
    amount: 1_000,
    currency: 'USD',
    note: 'Thanks',
  })
  const card = await sell.giftCard(700)
  const id = await newCheckout()
  const use = (store_credit: boolean, by?: string) => sell.patchCheckout(id, { store_credit }, by)
  expect(await use(true)).toMatchObject({
    status: 401,
    body: { code: 'authentication_required', errors: [{ path: 'store_credit' }] },
  })
  expect(await use(true, stranger.token)).toMatchObject({
    status: 409,
    body: { code: 'insufficient_balance', errors: [{ path: 'store_credit' }] },
  })
  expect(await use(true, 'sp_ct_ended')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
  expect(await done(use(true, token))).toMatchObject({
    store_credit: { amount: 1_000 },
    totals: { due: { amount: 1_660 } },
  })
  expect(await done(use(false, token))).toMatchObject({
    store_credit: null,
    totals: { due: { amount: TOTAL } },
  })
  await done(use(true, token))
  await done(sell.payByCard(id, card.code))
  expect(await sell.faults('checkouts', id)).toEqual([])
  const { order } = await done(sell.complete(id))
  expect(order).toMatchObject({ payment_status: 'paid', totals: { due: { amount: 960 } } })
  const methods = (await sell.paymentsOf(order.id)).map(({ method, amount }) => [method, amount.amount])
  expect(methods).toEqual([
    ['gift_card', 700],
    ['store_credit', 1_000],
    ['test', 960],
  ])
  expect(await mailOf(order.number)).toEqual(
    expect.arrayContaining(['Gift card: -$7.00', 'Store credit: -$10.00', 'Paid: $9.60']),
  )
  const { data } = await done(
    store.admin('GET', `/admin/v1/store-credit-accounts?customer_email=${encodeURIComponent(email)}`),
  )
  expect(data).toMatchObject([{ balance: { amount: 0 } }])
})

test('an order of nothing needs no way to pay, takes no balance and is paid', async () => {
  const { code } = await sell.promotion({ kind: 'total', value: percent(100) })
  const card = await sell.giftCard(1_000)
  const id = await unpaid()
  await done(sell.enter('checkouts', id, code))
  await done(sell.payByCard(id, card.code))
  const { order } = await done(sell.complete(id))
  expect(order).toMatchObject({
    payment_status: 'paid',
    totals: { total: { amount: 0 }, tax: { amount: 0 } },
  })
  expect(await sell.paymentsOf(order.id)).toEqual([])
  expect(await sell.cardBalance(card.id)).toBe(1_000)
})

test('cash on delivery is there where the market has it, up to its limit of what is left to pay', async () => {
  const us = await newCheckout()
  expect(await sell.patchCheckout(us, { payment_method: 'cash_on_delivery' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'payment_method' }] },
  })
  const limit = { amount: 150_000, currency: 'INR' }
  await done(store.admin('PATCH', '/admin/v1/markets/in', { cash_on_delivery_limits: [limit] }))
  const { variantId } = await sell.product(1, { variant: { prices: [{ amount: 100_000, currency: 'INR' }] } })
  const address = { ...US_ADDRESS, city: 'Mumbai', state: 'MH', postal_code: '400001', country: 'IN' }
  const inIndia = async (quantity: number) =>
    sell.checkout(await sell.cart({ [variantId]: quantity }, { market: 'in' }), {
      shipping_address: address,
      payment_method: 'manual',
    })
  const [low, high] = [await inIndia(1), await inIndia(2)]
  const onDelivery = { payment_method: 'cash_on_delivery' }
  expect((await sell.readCheckout(low)).payment_methods).toContain('cash_on_delivery')
  expect((await sell.readCheckout(high)).payment_methods).not.toContain('cash_on_delivery')
  expect((await sell.patchCheckout(high, onDelivery)).status).toBe(422)
  const card = await sell.giftCard(100_000, { currency: 'INR' })
  await done(sell.payByCard(high, card.code))
  await done(sell.patchCheckout(high, onDelivery))
  // Without the card it is too much again, which the completion sees.
  await done(store.shop('DELETE', `/store/v1/checkouts/${high}/gift-cards/${card.id}`))
  expect(await sell.complete(high)).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'payment_method' }] },
  })
  await done(sell.patchCheckout(low, onDelivery))
  const { order } = await done(sell.complete(low))
  expect(order).toMatchObject({ payment_status: 'pending', payment_method: 'cash_on_delivery' })
  expect(await sell.paymentsOf(order.id)).toEqual([])
})
