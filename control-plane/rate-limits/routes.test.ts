// Limits over HTTP: exactly so many pass, whoever is refused learns why, and every change counts within a second.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let second: Gateway
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})
beforeEach(async () => {
  store = await platform.signUp()
})

const SHOP = '/store/v1/products'
const STAFF = '/admin/v1/store'
const base = (id = store.id) => `/platform/v1/tenants/${id}`
const asAdmin = (method: string, path: string, body?: unknown) =>
  platform.call(method, path, { key: ADMIN_TOKEN, body })
const limit = async (limits: object, over: object = {}): Promise<string> => {
  const answer = await asAdmin('POST', `${base()}/rate-limit-overrides`, {
    scope: 'tenant',
    limits,
    reason: 'test',
    ...over,
  })
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}
const atOnce = (n: number, request: () => Promise<Answer>) => Promise.all(Array.from({ length: n }, request))
const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200).length
/** What takes effect within a second may take two here, where many tests run at once. */
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 2_000, interval: 20 })
const at = (gateway: Gateway, key?: string) =>
  gateway.call('GET', SHOP, { host: `${store.slug}.localhost`, ...(key === undefined ? {} : { key }) })
/** Waits until the gateway goes by these policies, without using them up. */
const knows = (gateway: Gateway, policy: string) =>
  soon(async () => expect((await at(gateway)).headers.get('ratelimit-policy')).toBe(policy))

describe('a limit', () => {
  test('lets exactly so many pass of those that come at once, and counts them by what they are', async () => {
    await limit({ per_day: 40 })
    const answers = await atOnce(120, () => at(platform))
    expect(passed(answers)).toBe(40)
    const refused = answers.filter(({ status }) => status !== 200)
    for (const answer of refused) expect(answer.status).toBe(429)
    const { body, headers } = refused[0]!
    expect(body).toEqual({
      type: 'urn:storeplane:error:rate_limited',
      title: expect.stringMatching(/\S/),
      status: 429,
      code: 'rate_limited',
      detail: expect.stringMatching(/\S/),
      request_id: headers.get('x-request-id'),
      errors: [],
      rate_limit: { scope: 'tenant', limit: 'per_day', quota: 40, retry_after: expect.any(Number) },
    })
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(headers.get('retry-after')).toBe(String(body.rate_limit.retry_after))
    const midnight = new Date().setUTCHours(24, 0, 0, 0)
    expect(Math.abs(body.rate_limit.retry_after - (midnight - Date.now()) / 1_000)).toBeLessThan(60)
    expect(headers.get('access-control-expose-headers')).toMatch(/ratelimit-policy, ratelimit/)
  })

  test('counts wrong keys and refusals too, and a writing request like a reading one', async () => {
    await limit({ per_day: 4 })
    expectProblem(await at(platform, 'sp_pk_wrong'), 'invalid_credentials')
    expectProblem(await store.shop('GET', STAFF), 'forbidden')
    expectProblem(await store.admin('GET', '/admin/v1/products/x'), 'invalid_input')
    expect((await store.shop('POST', '/store/v1/carts', {})).status).toBe(201)
    expect((await store.shop('POST', '/store/v1/carts', {})).body.code).toBe('rate_limited')
    expect((await at(platform, 'sp_pk_wrong')).status).toBe(429)
    const atBase = await platform.call('GET', SHOP, { key: store.publishable })
    expect(atBase.body.rate_limit.limit).toBe('per_day')
  })

  test('of one store is none of its neighbours, and none of the platform API', async () => {
    const neighbour = await platform.signUp()
    await limit({ per_month: 1 })
    expect(passed(await atOnce(5, () => at(platform)))).toBe(1)
    expect((await neighbour.shop('GET', SHOP)).status).toBe(200)
    expect((await platform.call('GET', base(), { key: store.session })).status).toBe(200)
    expect((await platform.call('GET', '/docs', { host: `${store.slug}.localhost` })).status).toBe(200)
  })

  test('of a key counts for each secret key, and what it refuses does not count for the store', async () => {
    await limit({ per_day: 10 })
    await limit({ per_day: 3 }, { scope: 'key' })
    const answers = await atOnce(8, () => store.admin('GET', STAFF))
    expect(passed(answers)).toBe(3)
    expect(answers.at(-1)?.body.rate_limit).toMatchObject({ scope: 'key', limit: 'per_day', quota: 3 })
    expect(passed(await atOnce(8, () => store.shop('GET', SHOP)))).toBe(7)
  })

  test('on what runs at once is free again when that is answered', async () => {
    await limit({ concurrent: 3 })
    const answers = await atOnce(10, () => store.shop('POST', '/store/v1/carts', {}))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    expect(answers.find(({ status }) => status === 429)?.body.rate_limit).toEqual({
      scope: 'tenant',
      limit: 'concurrent',
      quota: 3,
      retry_after: 1,
    })
    for (let i = 0; i < 5; i += 1) expect((await store.shop('POST', '/store/v1/carts', {})).status).toBe(201)
    for (let i = 0; i < 5; i += 1) expect((await store.shop('GET', '/store/v1/carts/x')).status).toBe(422)
    expect((await store.shop('GET', SHOP)).status).toBe(200)
  })

  test('on a burst lets that many pass at once', async () => {
    await limit({ burst: { size: 5, per_second: 1 } })
    const started = Date.now()
    const count = passed(await atOnce(30, () => at(platform)))
    expect(count).toBeGreaterThanOrEqual(5)
    expect(count).toBeLessThanOrEqual(5 + Math.ceil((Date.now() - started) / 1_000))
  })
})

test('an answer names the limit that is nearest to its end', async () => {
  await limit({ per_minute: null, per_hour: null, per_day: 100_000 })
  await limit({ per_month: 90_000, burst: null })
  const [first, next] = [await at(platform), await at(platform)]
  expect(first.headers.get('ratelimit-policy')).toBe('"month";q=90000;w=2592000')
  expect(first.headers.get('ratelimit')).toMatch(/^"month";r=89999;t=\d+$/)
  expect(next.headers.get('ratelimit')).toMatch(/^"month";r=89998;t=\d+$/)
  await limit({ per_day: 500 }, { scope: 'key' })
  await soon(async () =>
    expect((await store.admin('GET', STAFF)).headers.get('ratelimit')).toMatch(/^"key_day";r=4\d\d;t=\d+$/),
  )
})

describe('a change counts within a second on every gateway', () => {
  test('of an override, also for a store that is refused just now', async () => {
    const id = await limit({ per_day: 1, burst: null })
    for (const gateway of [platform, second])
      await soon(async () => expect((await at(gateway)).status).toBe(429))
    await limit({ per_day: 1_000 })
    for (const gateway of [platform, second])
      await soon(async () => expect((await at(gateway)).status).toBe(200))
    await limit({ per_day: 1 })
    for (const gateway of [platform, second])
      await soon(async () => expect((await at(gateway)).status).toBe(429))
    const { body } = await asAdmin('GET', `${base()}/rate-limit-overrides`)
    for (const { id } of body.data) await asAdmin('DELETE', `${base()}/rate-limit-overrides/${id}`)
    for (const gateway of [platform, second])
      await soon(async () => expect((await at(gateway)).status).toBe(200))
    expectProblem(await asAdmin('DELETE', `${base()}/rate-limit-overrides/${id}`), 'not_found')
  })

  test('of the plan itself, and of the plan that a store is on', async () => {
    const { body } = await platform.call('GET', '/platform/v1/plans')
    const pro = body.data.find(({ name }: { name: string }) => name === 'pro')
    const tenant = { ...pro.rate_limits.tenant, per_minute: 77, burst: null }
    expect((await asAdmin('PATCH', base(), { plan: 'pro' })).status).toBe(200)
    const changed = await asAdmin('PATCH', '/platform/v1/plans/pro', {
      rate_limits: { ...pro.rate_limits, tenant },
    })
    expect(changed.body).toEqual({ ...pro, rate_limits: { ...pro.rate_limits, tenant } })
    for (const gateway of [platform, second]) await knows(gateway, '"minute";q=77;w=60')
    await asAdmin('PATCH', '/platform/v1/plans/pro', { rate_limits: pro.rate_limits })
    for (const gateway of [platform, second]) await knows(gateway, '"minute";q=300000;w=60')
  })

  test('of a tier of a key', async () => {
    const { body } = await platform.call('GET', `${base()}/api-keys`, { key: store.session })
    const idOf = (kind: string) => body.data.find((key: { kind: string }) => key.kind === kind).id
    const path = `${base()}/api-keys/${idOf('secret')}/rate-tier`
    const set = (path: string, rate_tier: string | null) =>
      platform.call('PATCH', path, { key: store.session, body: { rate_tier } })
    expect((await store.admin('GET', STAFF)).status).toBe(200)
    expect((await set(path, 'basic')).body).toEqual({ rate_tier: 'basic' })
    await soon(async () => expect((await store.admin('GET', STAFF)).status).toBe(429))
    expect((await store.admin('GET', STAFF)).body.rate_limit).toMatchObject({
      scope: 'key',
      limit: 'per_minute',
      quota: 10,
    })
    expect((await store.shop('GET', SHOP)).status).toBe(200)
    const limits = await platform.call('GET', `${base()}/rate-limits`, { key: store.session })
    expect(limits.body.keys).toEqual([{ api_key_id: idOf('secret'), rate_tier: 'basic', per_minute: 10 }])
    expect((await set(path, null)).status).toBe(200)
    await soon(async () => expect((await store.admin('GET', STAFF)).status).toBe(200))
    expectProblem(await set(path, 'no-such'), 'invalid_input', ['rate_tier'])
    expectProblem(
      await set(`${base()}/api-keys/${idOf('publishable')}/rate-tier`, 'basic'),
      'invalid_input',
      ['rate_tier'],
    )
    expectProblem(await set(`${base()}/api-keys/${store.id}/rate-tier`, 'basic'), 'not_found')
  })
})

describe('overrides', () => {
  test('count from and until when they say', async () => {
    const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()
    await limit({ burst: null })
    await limit({ per_day: 10 }, { effective_from: inSeconds(1.5), effective_until: inSeconds(4) })
    expect((await at(platform)).headers.get('ratelimit-policy')).not.toBe('"day";q=10;w=86400')
    await vi.waitFor(
      async () => expect((await at(platform)).headers.get('ratelimit-policy')).toBe('"day";q=10;w=86400'),
      { timeout: 4_000, interval: 400 },
    )
    await vi.waitFor(
      async () => expect((await at(platform)).headers.get('ratelimit-policy')).not.toMatch(/"day";q=10/),
      { timeout: 6_000, interval: 400 },
    )
  })

  test('are shown with the limits that come from them, to the owner too', async () => {
    const before = await platform.call('GET', `${base()}/rate-limits`, { key: store.session })
    expect(before.body.tenant.limits).toEqual({
      per_minute: 60_000,
      per_hour: 1_000_000,
      per_day: 10_000_000,
      per_month: 100_000_000,
      concurrent: 1_000,
      burst: { size: 6_000, per_second: 3_000 },
    })
    expect(before.body).toMatchObject({ plan: 'starter', keys: [] })
    const old = await limit({ per_minute: 5, per_day: null })
    const newer = await limit({ per_minute: 6 })
    await limit({ per_minute: 7 }, { effective_from: '2090-01-01T00:00:00Z' })
    const { body } = await platform.call('GET', `${base()}/rate-limits`, { key: store.session })
    expect(body.tenant.limits).toMatchObject({ per_minute: 6, per_day: null, per_hour: 1_000_000 })
    expect(body.tenant.overridden_by).toEqual({
      per_minute: newer,
      per_hour: null,
      per_day: old,
      per_month: null,
      concurrent: null,
      burst: null,
    })
    expect(body.key).toEqual(before.body.key)
    const page = await asAdmin('GET', `${base()}/rate-limit-overrides?limit=2`)
    expect(page.body.data.map(({ limits }: { limits: object }) => limits)).toEqual([
      { per_minute: 7 },
      { per_minute: 6 },
    ])
    const rest = await asAdmin(
      'GET',
      `${base()}/rate-limit-overrides?limit=2&cursor=${page.body.next_cursor}`,
    )
    expect(rest.body).toMatchObject({ data: [{ id: old }], next_cursor: null })
  })

  test.each<[object, string]>([
    [{ limits: {} }, 'limits'],
    [{ limits: { per_minute: 0 } }, 'limits.per_minute'],
    [{ limits: { burst: { size: 1 } } }, 'limits.burst.per_second'],
    [{ scope: 'address' }, 'scope'],
    [{ reason: ' ' }, 'reason'],
    [{ effective_until: '2020-01-01T00:00:00Z' }, 'effective_until'],
    [{ effective_from: '2090-01-02T00:00:00Z', effective_until: '2090-01-01T00:00:00Z' }, 'effective_until'],
  ])('%j is refused', async (over, path) => {
    const body = { scope: 'tenant', limits: { per_minute: 1 }, reason: 'test', ...over }
    expectProblem(await asAdmin('POST', `${base()}/rate-limit-overrides`, body), 'invalid_input', [path])
    expect((await asAdmin('GET', `${base()}/rate-limit-overrides`)).body.data).toEqual([])
  })

  test('are for those who run the installation', async () => {
    const path = `${base()}/rate-limit-overrides`
    const body = { scope: 'tenant', limits: { per_minute: null }, reason: 'test' }
    expectProblem(await platform.call('POST', path, { key: store.session, body }), 'forbidden')
    expectProblem(
      await asAdmin('POST', `${base('0198aaaa-0000-7000-8000-000000000000')}/rate-limit-overrides`, body),
      'not_found',
    )
    expectProblem(await asAdmin('PATCH', base(), { plan: 'no-such' }), 'invalid_input', ['plan'])
    expectProblem(await asAdmin('PATCH', '/platform/v1/plans/no-such', { title: 'x' }), 'not_found')
  })
})

test('plans and tiers are told to everybody', async () => {
  const plans = await platform.call('GET', '/platform/v1/plans')
  expect(plans.body.data.map(({ name }: { name: string }) => name)).toEqual(['starter', 'pro', 'enterprise'])
  const [starter, pro, enterprise] = plans.body.data
  expect(pro.rate_limits.tenant.per_month).toBe(5 * starter.rate_limits.tenant.per_month)
  expect(enterprise.rate_limits.key.burst.size).toBe(20 * starter.rate_limits.key.burst.size)
  const tiers = await platform.call('GET', '/platform/v1/rate-tiers')
  expect(tiers.body.data).toEqual([
    { name: 'basic', per_minute: 10 },
    { name: 'standard', per_minute: 60 },
    { name: 'plus', per_minute: 300 },
    { name: 'premium', per_minute: 1_000 },
  ])
})
