// Every route of both planes against bodies, ids and queries that are nearly right: refused by a problem, never a failure.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Belongings, belongingsIn } from '../../infra/isolation/belongings.ts'
import { fill } from '../../infra/isolation/fixture.ts'
import { signIn } from '../../infra/isolation/fixtures/customers.ts'
import { addImpersonation } from '../../infra/isolation/fixtures/impersonations.ts'
import {
  bodyWith,
  contentTypeOf,
  idFor,
  type ListedRoute,
  pathWith,
  queryOf,
  referencesIn,
  routes,
  sampleBody,
  WORDS,
} from '../../infra/isolation/manifests.ts'
import type { Principal } from '../auth/permissions.ts'
import type { Grant } from '../auth/token.ts'
import type { ErrorCode } from '../errors.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  answerFrom,
  type Call,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../testing/platform.ts'
import { expectProblem } from '../testing/problem.ts'
import { liftRates } from '../testing/rates.ts'
import { NO_CLIENT } from './client.ts'

let platform: TestPlatform
let store: TestStore
let belongings: Belongings
let customerToken: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  const control = platform.control.owner
  const shard = platform.shards.get(store.shard)!.owner
  await liftRates(platform, store)
  await fill({
    tenantId: store.id,
    word: 'fuzz',
    admin: store.admin,
    shop: store.shop,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard,
  })
  customerToken = await signIn(store.shop, 'fuzz')
  const owner = { id: store.id, accountId: store.accountId }
  await addImpersonation(control, { ...owner, word: 'fuzz' })
  belongings = new Map([...(await belongingsIn(control, owner)), ...(await belongingsIn(shard, owner))])
})
afterAll(() => platform?.stop())

const NUL = '\u0000'
const HUGE = 'x'.repeat(100_000)
const INSTEAD_OF_A_BODY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'text',
  NUL,
  [],
  [[]],
  [{}],
  [null],
  {},
  { '': {} },
  { [HUGE]: 1 },
]
const INSTEAD_OF_A_FIELD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  '1',
  "'; drop table products; --",
  "\\' or 1=1; select pg_sleep(30) --",
  NUL,
  '\ud800',
  '\u202e\uffff\ud83d\ude00',
  HUGE,
  '2026-02-30T25:61:61Z',
  '00000000-0000-0000-0000-000000000000',
  [],
  [null],
  [[]],
  [{}],
  [HUGE],
  Array.from({ length: 1_000 }, () => ({})),
  {},
  { '': '' },
  { constructor: 'x', toString: 'x', length: -1 },
]
const INSTEAD_OF_AN_ID = ['x', '0', "'", '%00', '%ff', '%zz', ' ', 'null', '%F0%9F%98%80', 'a'.repeat(3_000)]
const UNKNOWN_ID = '0198aaaa-0000-7000-8000-000000000000'
const INSTEAD_OF_A_QUERY = [
  '',
  '-1',
  '0',
  '1e9',
  '1e400',
  'NaN',
  'x',
  "'",
  '%00',
  '%ff',
  '%ED%A0%80',
  '[]',
  'a'.repeat(3_000),
]

/** Calls as one who may; the control plane's own routes, which no gateway leads to, at the worker. */
async function ask(route: ListedRoute, path: string, body?: unknown): Promise<Answer> {
  const headers = {
    'content-type': contentTypeOf(route),
    ...(route.spec.customer === undefined ? {} : { 'x-customer-token': customerToken }),
  }
  const onStore: Call = { host: `${store.slug}.localhost`, body, headers }
  if (route.permission === 'internal') return askWorker(route, path, JSON.stringify(body))
  if (route.plane === 'data')
    return platform.call(route.method.toUpperCase(), path, {
      ...onStore,
      key: route.permission === 'shop' ? store.publishable : store.secret,
    })
  const key = route.permission === 'platform:admin' ? ADMIN_TOKEN : store.session
  return platform.call(route.method.toUpperCase(), path, {
    body,
    headers,
    ...(route.permission === 'public' ? {} : { key }),
  })
}

async function askWorker(route: ListedRoute, path: string, body: string | undefined): Promise<Answer> {
  const ofShard = {
    shard: store.shard,
    principal: { kind: 'control_plane', id: 'test', permissions: new Set(['internal']) } satisfies Principal,
  }
  const grant: Grant =
    route.plane === 'shard' ? ofShard : { ...ofShard, tenantId: store.id, epoch: 1, plan: 'starter' }
  const requestId = crypto.randomUUID()
  const request = new Request(`http://worker${path}`, {
    method: route.method.toUpperCase(),
    headers: { 'content-type': 'application/json' },
    body: body ?? null,
  })
  const response = await platform.workers
    .get(store.shard)!
    .dispatch(request, { grant, requestId, client: () => NO_CLIENT })
  response.headers.set('x-request-id', requestId)
  return answerFrom(response)
}

function expectRefusalOrSuccess(answer: Answer, allowed: 'any' | 'refusal' = 'any'): void {
  if (answer.status < 300 && allowed === 'any') return
  const code: ErrorCode = answer.body?.code
  // No provider of payments is there.
  if (code === 'payment_provider_unavailable') {
    expectProblem(answer, code)
    return
  }
  expect(answer.status, answer.text.slice(0, 300)).toBeGreaterThanOrEqual(400)
  expect(answer.status, answer.text.slice(0, 300)).toBeLessThan(500)
  expectProblem(answer, code)
  // Then the request would not have reached what it is about.
  expect([
    'method_not_allowed',
    'authentication_required',
    'forbidden',
    'unsupported_media_type',
  ]).not.toContain(code)
}

const own = (param: string) => idFor(param, belongings)
const unknown = () => UNKNOWN_ID
const withBody = routes.filter(
  (route) => route.spec.body !== undefined && contentTypeOf(route) === 'application/json',
)
const takingCsv = routes.filter(({ spec }) => spec.bodyType === 'text/csv')

describe.each(withBody)('$name', (route) => {
  // Rows of the store's own where the body names rows, so that what is wrong lies in the mutation alone.
  const valid = () => {
    const sample = sampleBody(route)
    return bodyWith(sample, referencesIn(sample), own) as Record<string, unknown>
  }

  test('refuses what is no body of its', async () => {
    for (const body of INSTEAD_OF_A_BODY)
      expectRefusalOrSuccess(await ask(route, pathWith(route.path, own), JSON.stringify(body)))
  })

  test('takes or refuses each field whatever it holds', async () => {
    for (const field of Object.keys(valid()))
      for (const value of INSTEAD_OF_A_FIELD) {
        const body = JSON.stringify({ ...valid(), [field]: value })
        expectRefusalOrSuccess(await ask(route, pathWith(route.path, own), body))
      }
  })

  test('answers a valid body by success or by a refusal', async () => {
    expectRefusalOrSuccess(await ask(route, pathWith(route.path, own), valid()))
    if (route.params.length > 0)
      expectProblem(await ask(route, pathWith(route.path, unknown), valid()), 'not_found')
  })
})

const byPath = [...Map.groupBy(routes, ({ path }) => path)].map(([path, all]) => ({ path, all }))
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

test.each(byPath.filter(({ path }) => !path.startsWith('/internal/')))(
  '$path names the methods it takes',
  async ({ path, all }) => {
    const own = all.map(({ method }) => method.toUpperCase())
    const address = path.replaceAll(/\{\w+\}/g, UNKNOWN_ID)
    const others = routes.filter((route) => route.path !== path && matches(route.path, address))
    const taken = [...own, ...others.map(({ method }) => method.toUpperCase())]
    const host = path.startsWith('/platform/') ? 'localhost' : `${store.slug}.localhost`
    for (const method of METHODS.filter((method) => !taken.includes(method))) {
      const answer = await platform.call(method, address, { host })
      expectProblem(answer, 'method_not_allowed', [])
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(own.sort())
    }
  },
)

const matches = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)

test.each(takingCsv)('$name takes or refuses any text', async (route) => {
  const texts = [
    '',
    '\n\n',
    NUL,
    '"',
    '"""',
    ',,,\n,,,',
    `Handle\n${HUGE}`,
    'Handle,Title\n"a',
    '=1+1',
    '{"a":1}',
    '\ufeff',
  ]
  for (const text of texts) expectRefusalOrSuccess(await ask(route, route.path, text))
  expectProblem(await ask(route, route.path, Buffer.from([0xff, 0xfe, 0x00])), 'malformed_request')
})

test.each(routes.filter(({ params }) => params.length > 0))(
  '$name refuses ids that are none',
  async (route) => {
    const body = sampleBody(route, 'required')
    for (const param of route.params)
      for (const id of INSTEAD_OF_AN_ID) {
        const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
          name === param ? id : (WORDS[name] ?? own(name)),
        )
        expectRefusalOrSuccess(await ask(route, path, body), 'refusal')
      }
  },
)

test.each(routes.filter(({ spec }) => spec.query !== undefined))(
  '$name takes or refuses any query',
  async (route) => {
    for (const name of [...queryOf(route), 'unknown', '', '__proto__', '%00', 'a[b]'])
      for (const value of INSTEAD_OF_A_QUERY) {
        const path = pathWith(route.path, own)
        expectRefusalOrSuccess(await ask(route, `${path}?${name}=${value}`))
        expectRefusalOrSuccess(await ask(route, `${path}?${name}=${value}&${name}=1`))
      }
  },
)
