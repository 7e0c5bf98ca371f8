// Paying by gift cards and store credit under real transactions: no balance is spent twice, and its book always agrees.
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm/sql'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { startTestShard, type TestShard } from '../../shared/testing/shard.ts'
import { lockBalances } from '../balances/index.ts'
import {
  findGiftCard,
  giveStoreCredit,
  type Payment,
  paymentLocks,
  readGiftCards,
  refundTo,
  spend,
  storeCreditOf,
} from './index.ts'
import { adjustGiftCard, getGiftCard, issueGiftCard, updateGiftCard } from './service/gift-cards.ts'
import { adjustStoreCredit, getStoreCreditAccount } from './service/store-credit.ts'

let shard: TestShard
let ctx: Ctx
beforeAll(async () => {
  shard = await startTestShard()
  ctx = await shard.newTenant()
})
afterAll(() => shard?.stop())

const EMAIL = 'shopper@mail.example'
const newCard = (amount: number, over: { currency?: string; customer_email?: string } = {}) =>
  issueGiftCard(ctx, { amount, currency: 'USD', expires_at: null, customer_email: null, note: '', ...over })
const newCredit = (amount: number) =>
  giveStoreCredit(ctx, {
    customer_email: `${randomUUID()}@mail.example`,
    amount,
    currency: 'USD',
    note: 'Gift',
  })
const byCard = (id: string, amount: number): Payment => ({ kind: 'gift_card', id, amount })
const byCredit = (id: string, amount: number): Payment => ({ kind: 'store_credit', id, amount })

/** Pays an order; gives its id. */
async function pay(payments: Payment[], { currency = 'USD', customerEmail = null as string | null } = {}) {
  const orderId = randomUUID()
  let runs = 0
  await inTx(ctx, async (ctx) => {
    runs += 1
    const ids = (kind: Payment['kind']) =>
      sql`select unnest(${sql.param(payments.filter((payment) => payment.kind === kind).map(({ id }) => id))}::uuid[])`
    const [locked, cards] = await Promise.all([
      lockBalances(ctx, { gift_card: ids('gift_card'), store_credit: ids('store_credit') }),
      readGiftCards(ctx, ids('gift_card')),
    ])
    spend(ctx, locked, { orderId, payments, cards, paying: { currency, customerEmail } })
  })
  return { orderId, runs }
}

const refund = (orderId: string, payments: Payment[]) =>
  inTx(ctx, async (ctx) => {
    await Promise.all([lockBalances(ctx, paymentLocks(ctx, orderId)), refundTo(ctx, { orderId, payments })])
  })

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  )
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const balanceOf = async (id: string) => (await getGiftCard(ctx, id)).balance.amount
const creditOf = async (id: string) => (await getStoreCreditAccount(ctx, id)).balance.amount
const bookOf = async (id: string) => {
  const [row] = await shard.database.owner`
    select sum(amount)::integer as sum from (
      select amount from gift_card_transactions where gift_card_id = ${id}
      union all select amount from store_credit_transactions where store_credit_account_id = ${id}) t`
  return row?.sum
}

test('I1 a card of 50 pays an order of 30 and has 20 left', async () => {
  const { id } = await newCard(50)
  await pay([byCard(id, 30)])
  expect(await balanceOf(id)).toBe(20)
  expect(await bookOf(id)).toBe(20)
})

test('I2 a card of 100 under five orders of 80 at once pays one of them', async () => {
  for (const _ of times(5, () => 0)) {
    const { id } = await newCard(100)
    const outcomes = await Promise.all(times(5, () => outcomeOf(pay([byCard(id, 80)]))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'gift_card_used_up')).toHaveLength(4)
    expect(await balanceOf(id)).toBe(20)
  }
})

test('I3 a card that may not pay is refused by its code and when the order is placed', async () => {
  const cards = {
    gift_card_wrong_currency: await newCard(10, { currency: 'EUR' }),
    gift_card_not_yours: await newCard(10, { customer_email: 'other@mail.example' }),
    gift_card_expired: await newCard(10),
    gift_card_deactivated: await newCard(10),
    gift_card_used_up: await newCard(10),
  }
  await updateGiftCard(ctx, cards.gift_card_expired.id, { expires_at: '2020-01-01T00:00:00.000Z' })
  await updateGiftCard(ctx, cards.gift_card_deactivated.id, { active: false })
  await pay([byCard(cards.gift_card_used_up.id, 10)])
  const usable = await newCard(10)
  const find = (code: string, customerEmail: string | null = EMAIL) =>
    inRead(ctx, (ctx) => findGiftCard(ctx, code, { currency: 'USD', customerEmail }))
  for (const [code, card] of Object.entries(cards)) {
    await expect(find(card.code), code).rejects.toMatchObject({ code, issues: [{ path: 'code' }] })
    expect(await outcomeOf(pay([byCard(usable.id, 5), byCard(card.id, 5)], { customerEmail: EMAIL }))).toBe(
      code,
    )
  }
  await expect(find(cards.gift_card_not_yours.code, null)).rejects.toMatchObject({
    code: 'gift_card_not_yours',
  })
  await expect(find('no code')).rejects.toMatchObject({ code: 'gift_card_unknown' })
  expect(await find(usable.code.toLowerCase())).toEqual({ id: usable.id, last4: usable.last4, available: 10 })
  expect(await balanceOf(usable.id)).toBe(10)
})

test('I5 an order of nothing takes nothing', async () => {
  const { id } = await newCard(10)
  await pay([byCard(id, 0)])
  expect(await balanceOf(id)).toBe(10)
  expect(await bookOf(id)).toBe(10)
})

test('an order that one balance is too small for takes from none', async () => {
  const [card, credit] = [await newCard(100), await newCredit(40)]
  expect(await outcomeOf(pay([byCard(card.id, 50), byCredit(credit.id, 41)]))).toBe('insufficient_balance')
  expect([await balanceOf(card.id), await creditOf(credit.id)]).toEqual([100, 40])
})

test('what an order paid is given back once, in parts, also to a card that has expired', async () => {
  const [card, credit] = [await newCard(100), await newCredit(100)]
  const { orderId } = await pay([byCard(card.id, 60), byCredit(credit.id, 30)])
  await updateGiftCard(ctx, card.id, { expires_at: '2020-01-01T00:00:00.000Z' })
  await refund(orderId, [byCard(card.id, 20), byCredit(credit.id, 30)])
  const outcomes = await Promise.all(times(4, () => outcomeOf(refund(orderId, [byCard(card.id, 40)]))))
  expect(outcomes.sort()).toEqual(['done', ...times(3, () => 'refund_exceeds_payment')])
  expect([await balanceOf(card.id), await creditOf(credit.id)]).toEqual([100, 100])
  expect(await outcomeOf(refund(randomUUID(), [byCard(card.id, 1)]))).toBe('refund_exceeds_payment')
})

test("a customer's credit of one currency is one account, even when given at once", async () => {
  const give = (customer_email: string, orderId: string | null = null) =>
    giveStoreCredit(ctx, { customer_email, amount: 10, currency: 'USD', note: 'Sorry' }, orderId)
  await Promise.all(times(4, (i) => give(i % 2 === 0 ? 'one@mail.example' : 'One@Mail.example', null)))
  await give('one@mail.example', randomUUID())
  const found = await inRead(ctx, (ctx) => storeCreditOf(ctx, { email: 'ONE@mail.example', currency: 'USD' }))
  expect(found?.available).toBe(50)
  expect(await bookOf(found?.id ?? '')).toBe(50)
  expect(await inRead(ctx, (ctx) => storeCreditOf(ctx, { email: EMAIL, currency: 'EUR' }))).toBeUndefined()
})

test('orders that pay from the same balances in different orders never lock each other out', async () => {
  const cards = await Promise.all(times(3, () => newCard(10_000)))
  const credits = await Promise.all(times(2, () => newCredit(10_000)))
  const all = [...cards.map(({ id }) => byCard(id, 7)), ...credits.map(({ id }) => byCredit(id, 7))]
  const rotated = (i: number) => [...all.slice(i % all.length), ...all.slice(0, i % all.length)]
  const paid = await Promise.all(times(60, (i) => pay(i % 2 === 0 ? rotated(i) : rotated(i).reverse())))
  expect(paid.every(({ runs }) => runs === 1)).toBe(true)
  await Promise.all(paid.map(({ orderId }, i) => refund(orderId, rotated(i))))
  for (const { id } of cards) expect(await balanceOf(id)).toBe(10_000)
  for (const { id } of credits) expect(await creditOf(id)).toBe(10_000)
})

test('whatever is done to a balance, it is the sum of its book and never below zero', async () => {
  const amount = fc.integer({ min: 1, max: 120 })
  const step = fc.record({ what: fc.constantFrom('pay', 'refund', 'add', 'take'), amount })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.boolean(), async (steps, isCard) => {
      const { id } = isCard ? await newCard(100) : await newCredit(100)
      const by = isCard ? byCard : byCredit
      const adjust = isCard ? adjustGiftCard : adjustStoreCredit
      const { orderId } = await pay([by(id, 20)])
      await Promise.all(
        steps.map(({ what, amount }) => {
          if (what === 'pay') return outcomeOf(pay([by(id, amount)]))
          if (what === 'refund') return outcomeOf(refund(orderId, [by(id, amount)]))
          return outcomeOf(adjust(ctx, id, { amount: what === 'add' ? amount : -amount, note: 'Count' }))
        }),
      )
      const balance = isCard ? await balanceOf(id) : await creditOf(id)
      expect(balance).toBeGreaterThanOrEqual(0)
      expect(await bookOf(id)).toBe(balance)
    }),
    { numRuns: 25 },
  )
})
