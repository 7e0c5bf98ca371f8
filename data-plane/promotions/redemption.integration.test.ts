// Uses and budgets under real transactions: what is limited is never given more often, and cancelled orders give it back.
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ctx, inTx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { startTestShard, type TestShard } from '../../shared/testing/shard.ts'
import { lockBalances } from '../balances/index.ts'
import {
  getPromotions,
  promotionsOfCodes,
  redeem,
  redemptionDemands,
  redemptionTerms,
  releaseLocks,
  releaseUses,
} from './index.ts'
import { createCampaign, getCampaign, updateCampaign } from './service/campaigns.ts'
import {
  createPromotion,
  deletePromotion,
  getPromotion,
  readStatistics,
  updatePromotion,
} from './service/promotions.ts'

let shard: TestShard
let ctx: Ctx
beforeAll(async () => {
  shard = await startTestShard()
  ctx = await shard.newTenant()
})
afterAll(() => shard?.stop())

let made = 0
async function newPromotion(over: Partial<Parameters<typeof createPromotion>[1]> = {}) {
  made += 1
  const code = `CODE-${made}`
  const { id } = await createPromotion(ctx, {
    name: `Promotion ${made}`,
    trigger: 'code',
    codes: [code],
    effect: { kind: 'order', value: { kind: 'percentage', ppm: 100_000 } },
    ...over,
  })
  return { promotion_id: id, code, amount: 100 }
}

type Applied = { promotion_id: string; code: string | null; amount: number }
type Buying = { email?: string; orders?: { orderId: string; applied: Applied[] }[]; onRun?: () => void }

/** What a checkout does with promotions; gives its orders. */
async function buy(applied: Applied[], { email = 'a@mail.example', orders, onRun }: Buying = {}) {
  const becomes = orders ?? [{ orderId: randomUUID(), applied }]
  await inTx(ctx, async (ctx) => {
    onRun?.()
    const wanted = {
      applied: sql`select * from unnest(${sql.param(applied.map((a) => a.promotion_id))}::uuid[],
        ${sql.param(applied.map((a) => a.code))}::text[])`,
      email: sql`${email}::text`,
    }
    const demands = redemptionDemands(ctx, wanted)
    const [locked, terms] = await Promise.all([lockBalances(ctx, demands), redemptionTerms(ctx, wanted)])
    redeem(ctx, locked, terms, { checkoutId: randomUUID(), email, currency: 'USD', orders: becomes })
  })
  return becomes.map(({ orderId }) => orderId)
}

const cancel = (orderId: string) =>
  inTx(ctx, async (ctx) => {
    await Promise.all([lockBalances(ctx, releaseLocks(ctx, orderId)), releaseUses(ctx, orderId)])
  })

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  )
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const usesLeft = async (code: string, email: string | null = null) => {
  const [found] = await promotionsOfCodes(ctx, [code], email)
  return found?.fault?.code ?? found?.promotion?.uses_left
}

test('J11 limit 10, used 9, two at once: exactly one gets it, and the other is told which code is used up', async () => {
  for (const _ of times(5, () => 0)) {
    const used = await newPromotion({ usage_limit: 10 })
    for (const _ of times(9, () => 0)) await buy([used])
    const outcomes = await Promise.all([outcomeOf(buy([used])), outcomeOf(buy([used]))])
    expect(outcomes.sort()).toEqual(['done', 'promotion_used_up'])
    await expect(buy([used])).rejects.toMatchObject({
      issues: [{ path: `promotions.${used.code}` }],
    })
    expect((await getPromotion(ctx, used.promotion_id)).uses).toBe(10)
  }
})

test('C21 C22 one checkout split into orders is one use; with a limit of 2 the third checkout is refused', async () => {
  const used = await newPromotion({ usage_limit: 2 })
  const split = (count: number) =>
    buy([used], { orders: times(count, () => ({ orderId: randomUUID(), applied: [used] })) })
  await split(3)
  expect(await usesLeft(used.code)).toBe(1)
  await split(2)
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
  expect(await usesLeft(used.code)).toBe('promotion_used_up')
  expect(await readStatistics(ctx, used.promotion_id)).toEqual({
    uses: 2,
    totals: [{ currency: 'USD', orders: 5, discount_amount: 500 }],
  })
})

test('C23 a cancelled order does not count, however often it is cancelled', async () => {
  const campaign = await createCampaign(ctx, { name: 'Spring', currency: 'USD', budget_amount: 150 })
  const used = await newPromotion({ usage_limit: 1, customer_limit: 1, campaign_id: campaign.id })
  const [orderId = ''] = await buy([used])
  expect(await outcomeOf(buy([used], { email: 'b@mail.example' }))).toBe('promotion_used_up')
  await Promise.all(times(4, () => cancel(orderId)))
  expect(await getCampaign(ctx, campaign.id)).toMatchObject({ spent_amount: 0, uses: 0 })
  expect(await readStatistics(ctx, used.promotion_id)).toEqual({
    uses: 0,
    totals: [{ currency: 'USD', orders: 0, discount_amount: 0 }],
  })
  await buy([used])
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
})

test('the use of a split checkout ends with the last of its orders; each gives its part of the budget back', async () => {
  const campaign = await createCampaign(ctx, { name: 'Split', currency: 'USD', budget_amount: 1_000 })
  const used = await newPromotion({ usage_limit: 1, campaign_id: campaign.id })
  const orders = times(3, () => ({ orderId: randomUUID(), applied: [used] }))
  await buy([used], { orders })
  await Promise.all(orders.slice(0, 2).map(({ orderId }) => cancel(orderId)))
  expect(await usesLeft(used.code)).toBe('promotion_used_up')
  expect((await getCampaign(ctx, campaign.id)).spent_amount).toBe(100)
  await cancel(orders[2]?.orderId ?? '')
  expect(await usesLeft(used.code)).toBe(1)
})

test("a campaign's budget is never overdrawn by orders at once", async () => {
  const campaign = await createCampaign(ctx, { name: 'Summer', currency: 'USD', budget_amount: 250 })
  const used = await Promise.all(times(3, () => newPromotion({ campaign_id: campaign.id })))
  const outcomes = await Promise.all(times(9, (i) => outcomeOf(buy([used[i % 3] ?? used[0]!]))))
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(2)
  expect(await getCampaign(ctx, campaign.id)).toMatchObject({ spent_amount: 200, uses: 2 })
  const [found] = await promotionsOfCodes(ctx, [used[0]!.code], null)
  expect(found?.promotion).toMatchObject({ budget_left: 50, currency: 'USD' })
})

test("a campaign's uses are those of all its promotions", async () => {
  const campaign = await createCampaign(ctx, { name: 'Few', currency: 'USD', usage_limit: 3 })
  const used = await Promise.all(times(2, () => newPromotion({ campaign_id: campaign.id })))
  await buy(used)
  const outcomes = await Promise.all(times(4, (i) => outcomeOf(buy([used[i % 2]!]))))
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
})

test('a customer and a code have limits of their own, whatever the case of the address', async () => {
  const perCustomer = await newPromotion({ customer_limit: 1 })
  const outcomes = await Promise.all(
    ['a@mail.example', 'A@Mail.example', 'b@mail.example'].map((email) =>
      outcomeOf(buy([perCustomer], { email })),
    ),
  )
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(2)
  expect(await usesLeft(perCustomer.code, 'B@mail.example')).toBe('promotion_used_up')
  expect(await usesLeft(perCustomer.code, 'c@mail.example')).toBe(1)
  const perCode = await newPromotion({ code_limit: 1, codes: ['ONCE-1', 'ONCE-2'] })
  const twice = [1, 1, 2].map((n) => outcomeOf(buy([{ ...perCode, code: `ONCE-${n}` }])))
  expect((await Promise.all(twice)).filter((outcome) => outcome === 'done')).toHaveLength(2)
})

test('a limit that comes later counts what was used before', async () => {
  const used = await newPromotion()
  await buy([used])
  await buy([used])
  await updatePromotion(ctx, used.promotion_id, { customer_limit: 2 })
  expect(await usesLeft(used.code, 'a@mail.example')).toBe('promotion_used_up')
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
  await updatePromotion(ctx, used.promotion_id, { customer_limit: 3 })
  await buy([used])
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
})

test('a limit or budget below what was used leaves nothing to take, and gives back when an order is cancelled', async () => {
  const campaign = await createCampaign(ctx, { name: 'Lowered', currency: 'USD' })
  const used = await newPromotion({ campaign_id: campaign.id })
  const [first = ''] = await buy([used])
  await buy([used])
  await updatePromotion(ctx, used.promotion_id, { usage_limit: 1 })
  await updateCampaign(ctx, campaign.id, { budget_amount: 50 })
  expect(await usesLeft(used.code)).toBe('promotion_used_up')
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
  await cancel(first)
  expect(await outcomeOf(buy([used]))).toBe('promotion_used_up')
  await updatePromotion(ctx, used.promotion_id, { usage_limit: null })
  await updateCampaign(ctx, campaign.id, { budget_amount: null })
  await buy([used])
  expect((await getPromotion(ctx, used.promotion_id)).uses).toBe(2)
})

test('limits that change while orders are placed are kept, and every use is counted', async () => {
  const used = await newPromotion()
  const changes = times(6, (i) =>
    updatePromotion(ctx, used.promotion_id, { usage_limit: 18 - i, customer_limit: 16 - i }),
  )
  const outcomes = await Promise.all([...times(24, () => outcomeOf(buy([used]))), ...changes.map(outcomeOf)])
  expect(outcomes.slice(24)).toEqual(times(6, () => 'done'))
  const done = outcomes.slice(0, 24).filter((outcome) => outcome === 'done').length
  expect((await getPromotion(ctx, used.promotion_id)).uses).toBe(done)
  await updatePromotion(ctx, used.promotion_id, { usage_limit: null, customer_limit: 30 })
  expect(await usesLeft(used.code, 'a@mail.example')).toBe(30 - done)
})

test('changes of one campaign or promotion at once are all kept', async () => {
  const campaign = await createCampaign(ctx, { name: 'Before', currency: 'USD' })
  const used = await newPromotion()
  const changes = [
    { name: 'After' },
    { budget_amount: 7 },
    { usage_limit: 8 },
    { starts_at: '2030-01-01T00:00:00.000Z' },
  ]
  await Promise.all(changes.map((change) => updateCampaign(ctx, campaign.id, change)))
  expect(await getCampaign(ctx, campaign.id)).toMatchObject(Object.assign({}, ...changes))
  const terms = [{ name: 'After' }, { priority: 7 }, { usage_limit: 8 }, { customer_limit: 9 }]
  await Promise.all(terms.map((change) => updatePromotion(ctx, used.promotion_id, change)))
  expect(await getPromotion(ctx, used.promotion_id)).toMatchObject(Object.assign({}, ...terms))
})

test('checkouts that use the same promotions in different orders never lock each other out', async () => {
  const campaigns = await Promise.all(
    times(2, (i) => createCampaign(ctx, { name: `Mixed ${i}`, currency: 'USD', budget_amount: 100_000 })),
  )
  const used = await Promise.all(
    times(4, (i) =>
      newPromotion({ usage_limit: 1_000, customer_limit: 1_000, campaign_id: campaigns[i % 2]!.id }),
    ),
  )
  let runs = 0
  const rotated = (i: number) => [...used.slice(i % 4), ...used.slice(0, i % 4)]
  const orders = await Promise.all(
    times(60, (i) =>
      buy(i % 2 === 0 ? rotated(i) : rotated(i).reverse(), {
        email: `${i % 3}@mail.example`,
        onRun: () => {
          runs += 1
        },
      }),
    ),
  )
  expect(runs).toBe(60)
  await Promise.all(orders.flat().map((orderId) => cancel(orderId)))
  for (const { id } of campaigns)
    expect(await getCampaign(ctx, id)).toMatchObject({ spent_amount: 0, uses: 0 })
})

test('a promotion that was used stays; one that never was goes, and a checkout that still has it is refused', async () => {
  const [used, unused] = [await newPromotion(), await newPromotion()]
  await buy([used])
  expect(await outcomeOf(deletePromotion(ctx, used.promotion_id))).toBe('promotion_in_use')
  await deletePromotion(ctx, unused.promotion_id)
  expect(await outcomeOf(buy([unused]))).toBe('promotion_not_applicable')
})

test('promotions that apply by themselves come in their order, with what they have left and the period of both', async () => {
  ctx = await shard.newTenant()
  const [from, to] = ['2030-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z']
  const campaign = await createCampaign(ctx, {
    name: 'Year',
    currency: 'USD',
    starts_at: from,
    ends_at: to,
    budget_amount: 500,
  })
  const automatic = { trigger: 'automatic' as const, codes: [] }
  const late = await newPromotion({ ...automatic, priority: 2 })
  const early = await newPromotion({
    ...automatic,
    priority: 1,
    campaign_id: campaign.id,
    starts_at: '2029-01-01T00:00:00.000Z',
    ends_at: '2030-06-01T00:00:00.000Z',
    customer_limit: 2,
  })
  await newPromotion({ ...automatic, active: false })
  await newPromotion({ ...automatic, ends_at: '2020-01-01T00:00:00.000Z' })
  await newPromotion()
  await buy([{ ...early, code: null }])
  expect(await getPromotions(ctx, 'A@mail.example')).toMatchObject([
    {
      id: early.promotion_id,
      code: null,
      currency: 'USD',
      starts_at: new Date(from),
      ends_at: new Date('2030-06-01T00:00:00.000Z'),
      uses_left: 1,
      budget_left: 400,
    },
    { id: late.promotion_id, uses_left: null, budget_left: null, starts_at: null },
  ])
})
