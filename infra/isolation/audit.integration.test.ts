// Every route by which staff and admins change something leaves exactly one entry in the audit log when it succeeds, none when
// it refuses, and never a secret. The routes come from the manifests, so a new one is covered as soon as it is listed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAudited } from '../../shared/audit/audited.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { type Belongings, belongingsIn } from './belongings.ts'
import { fill } from './fixture.ts'
import { customerOf } from './fixtures/customers.ts'
import { addImpersonation } from './fixtures/impersonations.ts'
import {
  bodyWith,
  contentTypeOf,
  idFor,
  isInternal,
  type ListedRoute,
  pathWith,
  referencesIn,
  routes,
  sampleBody,
} from './manifests.ts'

const WORD = 'canaryaudit'
const SETUP_MS = 30_000

let platform: TestPlatform
let store: TestStore
let rows: Belongings
let logged = ''
const succeeded = new Set<string>()
/** Whatever opened a door while the routes were walked. */
const secrets = new Set<string>()

beforeAll(async () => {
  platform = await startTestPlatform({
    logTo: (line) => {
      logged += line
    },
  })
  store = await platform.signUp(WORD)
  await fill({
    ...store,
    tenantId: store.id,
    word: WORD,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard: shard(),
  })
  await addImpersonation(platform.control.owner, { ...store, word: WORD })
  rows = new Map([
    ...(await belongingsIn(shard(), store)),
    ...(await belongingsIn(platform.control.owner, store)),
  ])
  for (const secret of ['a long passphrase', customerOf(WORD).password, ADMIN_TOKEN]) secrets.add(secret)
  for (const secret of [store.secret, store.publishable, store.session]) secrets.add(secret)
}, SETUP_MS)
afterAll(() => platform?.stop())

const shard = () => platform.shards.get(store.shard)!.owner
const databases = () => [shard(), platform.control.owner]

/** How many entries there are in both logs. */
async function entries(): Promise<number> {
  const counts = await Promise.all(
    databases().map((sql) => sql`select count(*)::integer as count from audit_entries`),
  )
  return counts.reduce((sum, [row]) => sum + row?.count, 0)
}

function call(route: ListedRoute, fields: 'all' | 'required'): Promise<Answer> {
  const own = (param: string) => idFor(param, rows)
  const sample = sampleBody(route, fields)
  const body = bodyWith(sample, referencesIn(sample), own)
  noteSecrets(body)
  const isAdmin = route.permission === 'platform:admin'
  return platform.call(route.method.toUpperCase(), pathWith(route.path, own), {
    ...(route.plane === 'data' ? { host: `${store.slug}.localhost` } : {}),
    key: route.plane === 'data' ? store.secret : isAdmin ? ADMIN_TOKEN : store.session,
    body,
    ...(body === undefined ? {} : { headers: { 'content-type': contentTypeOf(route) } }),
  })
}

/** Short ones stand in other texts too. */
const MIN_SECRET = 10

function noteSecrets(value: unknown, name = ''): void {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const [key, child] of Object.entries(value)) noteSecrets(child, Array.isArray(value) ? name : key)
  if (typeof value === 'string' && value.length >= MIN_SECRET && /password|secret|token|^key$/.test(name))
    secrets.add(value)
}

const walked = routes.filter(
  (route) => isAudited(route.spec) && !isInternal(route) && route.plane !== 'shard',
)
const isDelete = ({ method }: ListedRoute) => method === 'delete'
const isOfData = ({ plane }: ListedRoute) => plane === 'data'
const inOrder = [
  ...walked.filter((route) => isOfData(route) && !isDelete(route)),
  ...walked.filter((route) => isOfData(route) && isDelete(route)),
  ...walked.filter((route) => !isOfData(route) && !isDelete(route)),
  ...walked.filter((route) => !isOfData(route) && isDelete(route)),
]

test('whatever staff and admins may write is audited, unless it says that it changes nothing', () => {
  const left = routes.filter(
    ({ method, permission, spec }) =>
      method !== 'get' && !['shop', 'public', 'internal'].includes(permission) && !isAudited(spec),
  )
  expect(left.map(({ name }) => name)).toEqual([
    'post /admin/v1/theme/preview',
    'post /admin/v1/orders/{order_id}/edits/preview',
    'post /admin/v1/orders/{order_id}/refunds/preview',
    'post /admin/v1/promotion-previews',
    'post /admin/v1/message-templates/{name}/{language}/preview',
    'post /admin/v1/cache/warm',
  ])
})

test.each(inOrder.map((route) => [route.name, route] as const))('%s', async (_, route) => {
  for (const fields of ['all', 'required'] as const) {
    const before = await entries()
    const answer = await call(route, fields)
    noteSecrets(answer.body)
    const isDone = answer.status < 300
    expect((await entries()) - before, `answered ${answer.status}: ${answer.text}`).toBe(isDone ? 1 : 0)
    if (!isDone) continue
    succeeded.add(route.name)
    return
  }
})

test('most of the routes were seen to succeed', () => {
  const missed = inOrder.filter((route) => isOfData(route) && !succeeded.has(route.name))
  expect(missed.length, missed.map(({ name }) => name).join('\n')).toBeLessThan(inOrder.length / 3)
})

test('no secret stands in the logs', async () => {
  expect(secrets.size).toBeGreaterThan(6)
  const kept = await Promise.all(
    databases().map((sql) => sql<{ row: string }[]>`select e::text as row from audit_entries e`),
  )
  const texts = [...kept.flat().map(({ row }) => row), logged]
  expect(texts.length).toBeGreaterThan(succeeded.size)
  for (const secret of secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([])
  expect(texts.filter((text) => /sp_[a-z]{2}_[\w-]{20}/.test(text))).toEqual([])
})
