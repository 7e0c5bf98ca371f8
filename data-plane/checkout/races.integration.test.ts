// Completions at the same time: what can run out never does so below nothing, and who comes too late loses nothing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { done, fixed, percent, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
})
afterAll(() => platform?.stop())

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const allAtOnce = (checkouts: readonly string[]) => Promise.all(checkouts.map((id) => sell.complete(id)))
const outcomes = (answers: readonly Answer[]): string[] =>
  answers.map(({ status, body }) => (status === 201 ? 'done' : body.code)).sort()
const usesOf = async (promotionId: string): Promise<number> =>
  (await done(store.admin('GET', `/admin/v1/promotions/${promotionId}`))).uses

/** Checkouts of one unit each, with codes and cards. */
async function checkouts(
  count: number,
  variantId: string,
  { codes = [], cards = [] }: { codes?: string[]; cards?: string[] } = {},
): Promise<string[]> {
  const made: string[] = []
  for (let i = 0; i < count; i += 1) {
    const id = await sell.checkout(await sell.cart({ [variantId]: 1 }), { email: `s${i}@mail.example` })
    for (const code of codes) await done(sell.enter('checkouts', id, code))
    for (const code of cards) await done(sell.payByCard(id, code))
    made.push(id)
  }
  return made
}

/** That the numbers of all orders count up without a gap. */
async function expectNoGap(): Promise<void> {
  const { owner } = platform.shards.get(store.shard)!
  const [row] = await owner`
    select count(*)::int as orders, min(number) as first, max(number) as last from orders where tenant_id = ${store.id}`
  expect(row).toMatchObject({ first: 1_001, last: 1_000 + row?.orders })
}

test('J11 limit 10, used 9, two at once: exactly one has the coupon, the other loses neither stock nor card', async () => {
  const shirt = await sell.product(2_000, { variant: { inventory_quantity: 20 } })
  const { id, code } = await sell.promotion({ kind: 'order', value: percent(10) }, { usage_limit: 10 })
  for (const checkout of await checkouts(9, shirt.variantId, { codes: [code] }))
    await done(sell.complete(checkout))
  const cards = [await sell.giftCard(500), await sell.giftCard(500)]
  const both = [
    ...(await checkouts(1, shirt.variantId, { codes: [code], cards: [cards[0]!.code] })),
    ...(await checkouts(1, shirt.variantId, { codes: [code], cards: [cards[1]!.code] })),
  ]
  const answers = await allAtOnce(both)
  expect(outcomes(answers)).toEqual(['done', 'promotion_used_up'])
  expect([await usesOf(id), await sell.stock(shirt.id)]).toEqual([10, 10])
  const loser = answers.findIndex(({ status }) => status !== 201)
  const balances = await Promise.all(cards.map((card) => sell.cardBalance(card.id)))
  expect(balances).toEqual(loser === 0 ? [500, 0] : [0, 500])
  const left = await sell.readCheckout(both[loser]!)
  expect(left).toMatchObject({ status: 'open', order_id: null, codes: [{ code, applied: true }] })
  expect((await sell.readCart(left.cart_id)).status).toBe('open')
  // Without the coupon they can order all the same.
  await done(sell.leave('checkouts', left.id, code))
  expect((await sell.complete(left.id)).body.order.totals.discount.amount).toBe(0)
  await expectNoGap()
})

test('I2 a card of 100 under five orders of 80 at once pays at most 100; the losers have no order and took no stock', async () => {
  const tea = await sell.product(80, {
    variant: { inventory_quantity: 50, requires_shipping: false, taxable: false },
  })
  for (const _ of times(3, () => 0)) {
    const card = await sell.giftCard(100)
    const before = await sell.stock(tea.id)
    const answers = await allAtOnce(await checkouts(5, tea.variantId, { cards: [card.code] }))
    expect(outcomes(answers)).toEqual(['done', ...times(4, () => 'gift_card_used_up')])
    expect([await sell.cardBalance(card.id), await sell.stock(tea.id)]).toEqual([20, before - 1])
  }
  await expectNoGap()
})

test("a campaign's budget is never given more than once", async () => {
  const shirt = await sell.product(1_000)
  const campaign = await sell.create('campaigns', { name: 'Spring', currency: 'USD', budget_amount: 1_050 })
  const over = { campaign_id: campaign.id, currency: 'USD' }
  const [one, other] = [
    await sell.promotion({ kind: 'order', value: fixed(300) }, over),
    await sell.promotion({ kind: 'order', value: fixed(300) }, over),
  ]
  const ids = [
    ...(await checkouts(4, shirt.variantId, { codes: [one.code] })),
    ...(await checkouts(4, shirt.variantId, { codes: [other.code] })),
  ]
  const answers = await allAtOnce(ids)
  expect(outcomes(answers)).toEqual([...times(3, () => 'done'), ...times(5, () => 'promotion_used_up')])
  const read = () => done(store.admin('GET', `/admin/v1/campaigns/${campaign.id}`))
  expect(await read()).toMatchObject({ spent_amount: 900, uses: 3 })
  expect(await sell.stock(shirt.id)).toBe(997)
  // A new checkout has what is left.
  const [last = ''] = await checkouts(1, shirt.variantId, { codes: [one.code] })
  expect((await sell.readCheckout(last)).totals.discount.amount).toBe(150)
  await done(sell.complete(last))
  expect(await read()).toMatchObject({ spent_amount: 1_050, uses: 4 })
})

test('too little stock takes neither coupon nor card', async () => {
  const rare = await sell.product(1_000, { variant: { inventory_quantity: 2 } })
  const { id, code } = await sell.promotion({ kind: 'order', value: percent(10) }, { usage_limit: 100 })
  const card = await sell.giftCard(100_000)
  const answers = await allAtOnce(await checkouts(6, rare.variantId, { codes: [code], cards: [card.code] }))
  expect(outcomes(answers)).toEqual(['done', 'done', ...times(4, () => 'insufficient_inventory')])
  expect([await usesOf(id), await sell.stock(rare.id)]).toEqual([2, 0])
  const paid = answers.flatMap(({ status, body }) => (status === 201 ? body.order.totals.total.amount : []))
  expect(await sell.cardBalance(card.id)).toBe(100_000 - paid[0] - paid[1])
  await expectNoGap()
})

test('completing twice, also at once, gives the same order and takes once', async () => {
  const shirt = await sell.product(1_000, { variant: { inventory_quantity: 10 } })
  const { id, code } = await sell.promotion({ kind: 'order', value: percent(10) }, { customer_limit: 5 })
  const card = await sell.giftCard(5_000)
  const [checkout = ''] = await checkouts(1, shirt.variantId, { codes: [code], cards: [card.code] })
  const answers = [...(await allAtOnce(times(5, () => checkout))), await sell.complete(checkout)]
  expect(answers.map(({ status }) => status)).toEqual(times(6, () => 201))
  const [first] = answers
  for (const { body } of answers) expect(body).toEqual(first!.body)
  const { order } = first!.body
  expect(await usesOf(id)).toBe(1)
  expect(await sell.cardBalance(card.id)).toBe(5_000 - order.totals.total.amount)
  expect(await sell.stock(shirt.id)).toBe(9)
  expect(await sell.paymentsOf(order.id)).toHaveLength(1)
  expect(await sell.enter('checkouts', checkout, code)).toMatchObject({
    body: { code: 'checkout_completed' },
  })
  expect(await sell.payByCard(checkout, card.code)).toMatchObject({ body: { code: 'checkout_completed' } })
})

test('orders that want the same coupons, cards and goods in opposite orders all succeed, time and again', async () => {
  const goods = [await sell.product(1_000), await sell.product(1_500)]
  const over = { customer_limit: 100, code_limit: 1_000, currency: 'USD' }
  const campaign = await sell.create('campaigns', { name: 'All', currency: 'USD', budget_amount: 1_000_000 })
  const coupons = [
    await sell.promotion({ kind: 'order', value: percent(10) }, over),
    await sell.promotion({ kind: 'order', value: fixed(50) }, { ...over, campaign_id: campaign.id }),
  ]
  const cards = [await sell.giftCard(100_000), await sell.giftCard(100_000)]
  const rounds = 3
  const size = 12
  let paid = 0
  for (const _ of times(rounds, () => 0)) {
    const ids: string[] = []
    for (let i = 0; i < size; i += 1) {
      const turn = <T>(list: readonly T[]) => (i % 2 === 0 ? list : list.toReversed())
      const cart = await sell.cart(Object.fromEntries(turn(goods).map(({ variantId }) => [variantId, 1])))
      const id = await sell.checkout(cart, { email: `s${i % 3}@mail.example` })
      for (const { code } of turn(coupons)) await done(sell.enter('checkouts', id, code))
      // Every third one pays without.
      const card = turn(cards)[0]
      if (i % 3 > 0 && card !== undefined) await done(sell.payByCard(id, card.code))
      ids.push(id)
    }
    const answers = await allAtOnce(ids)
    expect(outcomes(answers)).toEqual(times(size, () => 'done'))
    for (const { body } of answers) {
      const { total, due } = body.order.totals
      paid += total.amount - due.amount
      expect(await sell.faults('orders', body.order.id)).toEqual([])
    }
  }
  const balances = await Promise.all(cards.map(({ id }) => sell.cardBalance(id)))
  expect(200_000 - balances[0]! - balances[1]!).toBe(paid)
  for (const { id } of coupons) expect(await usesOf(id)).toBe(rounds * size)
  for (const { id } of goods) expect(await sell.stock(id)).toBe(1_000 - rounds * size)
  expect(await done(store.admin('GET', `/admin/v1/campaigns/${campaign.id}`))).toMatchObject({
    spent_amount: 50 * rounds * size,
  })
  await expectNoGap()
})
