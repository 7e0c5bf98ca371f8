import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PROMOTIONS = '/admin/v1/promotions'
const CAMPAIGNS = '/admin/v1/campaigns'
const TEN_PERCENT = { kind: 'order', value: { kind: 'percentage', ppm: 100_000 } }
const promotion = (over: object = {}) => ({
  name: 'Ten off',
  trigger: 'code',
  effect: TEN_PERCENT,
  ...over,
})
const created = async (path: string, body: object) => {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const expectRefusal = async (
  answer: ReturnType<TestStore['admin']>,
  status: number,
  code: string,
  paths: string[] = [],
) => {
  const { body, status: given, text } = await answer
  expect(body, text).toMatchObject({ code, errors: paths.map((path) => ({ path })) })
  expect(given).toBe(status)
}

test('a promotion is stored whole, read back the same and changed in what is mentioned', async () => {
  const campaign = await created(CAMPAIGNS, { name: 'Summer', currency: 'USD' })
  const before = await created(
    PROMOTIONS,
    promotion({
      campaign_id: campaign.id,
      priority: 5,
      stacking: 'exclusive',
      group: 'season',
      currency: 'USD',
      starts_at: '2030-01-01T02:00:00+02:00',
      ends_at: '2031-01-01T00:00:00Z',
      conditions: [
        { kind: 'min_subtotal', amount: 5_000, filter: { tags: ['linen'] } },
        { kind: 'market', codes: ['us'] },
        { kind: 'first_order' },
      ],
      usage_limit: 100,
      customer_limit: 1,
      code_limit: 1,
    }),
  )
  expect(before).toMatchObject({
    starts_at: '2030-01-01T00:00:00.000Z',
    active: true,
    uses: 0,
    effect: TEN_PERCENT,
  })
  expect((await store.admin('GET', `${PROMOTIONS}/${before.id}`)).body).toEqual(before)
  const { body: after } = await store.admin('PATCH', `${PROMOTIONS}/${before.id}`, {
    group: null,
    usage_limit: 50,
  })
  expect(after).toEqual({ ...before, group: null, usage_limit: 50, updated_at: after.updated_at })
  expect((await store.admin('GET', `${PROMOTIONS}/${before.id}`)).body).toEqual(after)
  expect((await store.admin('GET', `${PROMOTIONS}?campaign_id=${campaign.id}`)).body.data).toEqual([after])
})

test.each([
  [
    'a fixed amount without currency',
    { effect: { kind: 'order', value: { kind: 'fixed', amount: 5 } } },
    ['currency'],
  ],
  [
    'an end before the start',
    { starts_at: '2030-01-02T00:00:00Z', ends_at: '2030-01-01T00:00:00Z' },
    ['ends_at'],
  ],
  ['a time before 1970', { starts_at: '0000-01-01T00:00:00Z' }, ['starts_at']],
  ['an unknown market', { conditions: [{ kind: 'market', codes: ['us', 'zz'] }] }, ['conditions.0.codes.1']],
  ['an unknown campaign', { campaign_id: randomUUID() }, ['campaign_id']],
  [
    'an unknown product',
    { conditions: [{ kind: 'min_quantity', quantity: 1, filter: { product_ids: [randomUUID()] } }] },
    ['conditions.0.filter.product_ids.0'],
  ],
  [
    'an unknown collection',
    { conditions: [{ kind: 'min_quantity', quantity: 1, filter: { collection_ids: [randomUUID()] } }] },
    ['conditions.0.filter.collection_ids.0'],
  ],
  [
    'an unknown category',
    { conditions: [{ kind: 'min_quantity', quantity: 1, filter: { category_ids: [randomUUID()] } }] },
    ['conditions.0.filter.category_ids.0'],
  ],
  [
    'an unknown brand',
    { conditions: [{ kind: 'min_quantity', quantity: 1, filter: { brand_ids: [randomUUID()] } }] },
    ['conditions.0.filter.brand_ids.0'],
  ],
  [
    'an unknown customer group',
    { conditions: [{ kind: 'customer_group', ids: [randomUUID()] }] },
    ['conditions.0.ids.0'],
  ],
  [
    'more than all',
    { effect: { kind: 'order', value: { kind: 'percentage', ppm: 1_000_001 } } },
    ['effect.value.ppm'],
  ],
  [
    'an amount beyond all prices',
    { currency: 'USD', effect: { kind: 'order', value: { kind: 'fixed', amount: 10_000_000_000 } } },
    ['effect.value.amount'],
  ],
  [
    'tiers that do not rise',
    {
      effect: {
        kind: 'order',
        value: {
          kind: 'tiers',
          by: 'quantity',
          tiers: [2, 2].map((from) => ({ from, value: { kind: 'percentage', ppm: 1 } })),
        },
      },
    },
    ['effect.value.tiers'],
  ],
  ['no uses at all', { usage_limit: 0 }, ['usage_limit']],
  ['a code with a space', { codes: ['TEN OFF'] }, ['codes.0']],
  ['codes of an automatic promotion', { trigger: 'automatic', codes: ['X'] }, ['codes']],
])('%s is refused', async (_name, over, paths) => {
  await expectRefusal(store.admin('POST', PROMOTIONS, promotion(over)), 422, 'invalid_input', paths)
})

test('the currency of a promotion is that of its campaign', async () => {
  const campaign = await created(CAMPAIGNS, { name: 'Euro', currency: 'EUR' })
  const { id } = await created(PROMOTIONS, promotion({ currency: 'USD' }))
  await expectRefusal(
    store.admin('PATCH', `${PROMOTIONS}/${id}`, { campaign_id: campaign.id }),
    422,
    'invalid_input',
    ['currency'],
  )
  expect((await store.admin('GET', `${PROMOTIONS}/${id}`)).body.campaign_id).toBeNull()
})

test('codes are one of a kind in a store, in any case; a refused list adds none', async () => {
  const { id } = await created(PROMOTIONS, promotion({ codes: ['Welcome'] }))
  const other = await created(PROMOTIONS, promotion())
  const path = `${PROMOTIONS}/${other.id}/codes`
  await expectRefusal(
    store.admin('POST', path, { codes: ['new-1', 'wELCOME', 'NEW-1'] }),
    409,
    'promotion_code_taken',
    ['codes.1', 'codes.2'],
  )
  expect((await store.admin('GET', path)).body.data).toEqual([])
  const { data } = await created(path, { codes: ['new-1', 'straße'] })
  expect(data.map(({ code }: { code: string }) => code)).toEqual(['NEW-1', 'STRASSE'])
  expect((await store.admin('GET', `${PROMOTIONS}?code=welcome`)).body.data).toMatchObject([{ id }])
  const [added] = data
  expect((await store.admin('DELETE', `${PROMOTIONS}/${id}/codes/${added.id}`)).status).toBe(404)
  expect((await store.admin('DELETE', `${path}/${added.id}`)).body).toEqual({ id: added.id, deleted: true })
  expect((await store.admin('DELETE', `${path}/${added.id}`)).status).toBe(404)
  const neighbour = await platform.signUp()
  const theirs = await neighbour.admin('POST', PROMOTIONS, promotion({ codes: ['WELCOME'] }))
  expect(theirs.status).toBe(201)
})

test('generated codes are as many as asked for, all different, behind their prefix', async () => {
  const { id } = await created(PROMOTIONS, promotion())
  const path = `${PROMOTIONS}/${id}/codes`
  const { data } = await created(`${path}/generate`, { count: 250, prefix: 'vip-' })
  const codes = new Set<string>(data.map(({ code }: { code: string }) => code))
  expect(codes.size).toBe(250)
  for (const code of codes) expect(code).toMatch(/^VIP-[0-9A-HJKMNP-TV-Z]{10}$/)
  const first = (await store.admin('GET', `${path}?limit=100`)).body
  const second = (await store.admin('GET', `${path}?limit=100&cursor=${first.next_cursor}`)).body
  const listed = [...first.data, ...second.data].map(({ code }: { code: string }) => code)
  expect(new Set(listed).size).toBe(200)
  const automatic = await created(PROMOTIONS, promotion({ trigger: 'automatic', active: false }))
  await expectRefusal(
    store.admin('POST', `${PROMOTIONS}/${automatic.id}/codes/generate`, { count: 1 }),
    422,
    'invalid_input',
    ['codes'],
  )
})

test('a promotion is switched off and on, and deleted with its codes', async () => {
  const { id } = await created(PROMOTIONS, promotion({ codes: ['GONE'] }))
  expect((await store.admin('POST', `${PROMOTIONS}/${id}/deactivate`)).body.active).toBe(false)
  expect((await store.admin('GET', `${PROMOTIONS}/${id}`)).body.active).toBe(false)
  expect((await store.admin('POST', `${PROMOTIONS}/${id}/activate`)).body.active).toBe(true)
  expect((await store.admin('DELETE', `${PROMOTIONS}/${id}`)).body).toEqual({ id, deleted: true })
  expect((await store.admin('GET', `${PROMOTIONS}/${id}`)).status).toBe(404)
  await created(PROMOTIONS, promotion({ codes: ['GONE'] }))
})

test('a campaign is changed in what is mentioned, and deleted once nothing belongs to it', async () => {
  const campaign = await created(CAMPAIGNS, {
    name: 'Winter',
    currency: 'USD',
    budget_amount: 10_000,
    usage_limit: 5,
  })
  expect(campaign).toMatchObject({ spent_amount: 0, uses: 0, starts_at: null })
  const path = `${CAMPAIGNS}/${campaign.id}`
  const { body: after } = await store.admin('PATCH', path, {
    budget_amount: null,
    ends_at: '2031-01-01T00:00:00Z',
  })
  expect(after).toEqual({
    ...campaign,
    budget_amount: null,
    ends_at: '2031-01-01T00:00:00.000Z',
    updated_at: after.updated_at,
  })
  expect((await store.admin('GET', path)).body).toEqual(after)
  await expectRefusal(
    store.admin('PATCH', path, { starts_at: '2032-01-01T00:00:00Z' }),
    422,
    'invalid_input',
    ['ends_at'],
  )
  const { id } = await created(PROMOTIONS, promotion({ campaign_id: campaign.id }))
  await expectRefusal(store.admin('DELETE', path), 409, 'campaign_in_use')
  await store.admin('DELETE', `${PROMOTIONS}/${id}`)
  expect((await store.admin('DELETE', path)).status).toBe(200)
  expect((await store.admin('GET', path)).status).toBe(404)
})

test('statistics of a promotion that nobody has used are empty', async () => {
  const { id } = await created(PROMOTIONS, promotion())
  expect((await store.admin('GET', `${PROMOTIONS}/${id}/statistics`)).body).toEqual({ uses: 0, totals: [] })
})

test('no more than 200 automatic promotions are active at once', async () => {
  const crowded = await platform.signUp()
  const [one] = (await crowded.admin('GET', PROMOTIONS)).body.data
  expect(one).toBeUndefined()
  await platform.shards.get(crowded.shard)!.owner`
    insert into promotions (tenant_id, name, trigger, active, priority, stacking, conditions, effect)
    select ${crowded.id}, 'Many', 'automatic', true, 0, 'combine', '[]', '{}' from generate_series(1, 200)`
  const automatic = promotion({ trigger: 'automatic' })
  await expectRefusal(crowded.admin('POST', PROMOTIONS, automatic), 409, 'too_many_promotions')
  const { body } = await crowded.admin('POST', PROMOTIONS, { ...automatic, active: false })
  await expectRefusal(crowded.admin('POST', `${PROMOTIONS}/${body.id}/activate`), 409, 'too_many_promotions')
})
