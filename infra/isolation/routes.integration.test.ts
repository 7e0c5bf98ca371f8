// Every route as the wrong tenant. The routes come from the manifests, so a new one is covered as soon as it is listed.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { type Belongings, belongingsIn, digestIn, idsOf, uuidsIn, withoutUuids } from './belongings.ts'
import { callersOf } from './callers.ts'
import { fill, idempotencyKeyOf, productOf } from './fixture.ts'
import { customerOf, signIn } from './fixtures/customers.ts'
import { addImpersonation } from './fixtures/impersonations.ts'
import { RECORDS } from './fixtures/refusals.ts'
import {
  bodyWith,
  columnOf,
  contentTypeOf,
  idFor,
  isInternal,
  type ListedRoute,
  pathWith,
  queryOf,
  referencesIn,
  routes,
  sampleBody,
} from './manifests.ts'

type Opened = TestStore & { word: string }
/** A filled store. `word` stands in all its texts, `ids` are all ids among its rows. */
type Tenant = Opened & {
  ids: Set<string>
  /** A session of its customer, which nothing here ends. */
  customer: string
  /** Its rows once it was filled, and when they were last looked at. */
  rows: Belongings
  seen: Belongings
  /** Of what was seen. */
  digest: string
}

const SETUP_MS = 30_000

let platform: TestPlatform
let intruder: Tenant
let neighbour: Tenant
let stranger: Tenant
beforeAll(async () => {
  platform = await startTestPlatform()
  // What is due by the clock changes rows of its own store, whoever is asked meanwhile.
  for (const { owner } of platform.shards.values()) await owner`delete from pgboss.schedule`
  const first = await open()
  const found: { same?: Opened; another?: Opened } = {}
  while (found.same === undefined || found.another === undefined) {
    const next = await open()
    found[next.shard === first.shard ? 'same' : 'another'] ??= next
  }
  ;[intruder, neighbour, stranger] = await Promise.all([
    filled(first),
    filled(found.same),
    filled(found.another),
  ])
}, SETUP_MS)
// So that no e-mail address is closed to sign-ins, which would hide the answer that is meant.
beforeEach(async () => {
  const { owner } = platform.shards.get(intruder.shard)!
  await owner`delete from customer_attempts where tenant_id = ${intruder.id}`
})
afterAll(() => platform?.stop())

async function open(): Promise<Opened> {
  const word = `canary${randomBytes(6).toString('hex')}`
  return { ...(await platform.signUp(word)), word }
}

async function filled(store: Opened): Promise<Tenant> {
  await fill({
    ...store,
    tenantId: store.id,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard: platform.shards.get(store.shard)!.owner,
  })
  await addImpersonation(platform.control.owner, store)
  const customer = await signIn(store.shop, store.word)
  const rows = await belongingsOf(store)
  const digest = await digestOf(store)
  return { ...store, customer, rows, seen: withoutRecords(rows), digest, ids: idsOf(rows) }
}

async function belongingsOf(store: TestStore): Promise<Belongings> {
  const inShard = await belongingsIn(platform.shards.get(store.shard)!.owner, store)
  return new Map([...inShard, ...(await belongingsIn(platform.control.owner, store))])
}

const digestOf = async (store: TestStore): Promise<string> =>
  (await digestIn(platform.shards.get(store.shard)!.owner, store, RECORDS)) +
  (await digestIn(platform.control.owner, store, RECORDS))

const withoutRecords = (rows: Belongings): Belongings =>
  new Map([...rows].filter(([table]) => !RECORDS.has(table)))

type Sent = { host: string; key?: string | undefined; path?: string; body?: unknown }

/** Sends a request and holds its answer against all that `victim` has: only ids that were sent may come back. */
async function send(
  route: ListedRoute,
  victim: Tenant,
  { host, key, path = route.path, body }: Sent,
): Promise<Answer> {
  // What the other store was answered at this address is in the cache by now.
  if (route.spec.cache !== undefined)
    await platform.call('GET', path, { host: hostOf(victim), key: victim.secret })
  const answer = await platform.call(route.method.toUpperCase(), path, {
    host,
    ...(key === undefined ? {} : { key }),
    body,
    headers: {
      ...(body === undefined ? {} : { 'content-type': contentTypeOf(route) }),
      ...(await asCustomer(route)),
    },
  })
  const sent = uuidsIn(path + JSON.stringify(body ?? ''))
  const leaked = [...uuidsIn(answer.text)].filter((id) => victim.ids.has(id) && !sent.has(id))
  expect(leaked, 'ids of the other store in the answer').toEqual([])
  expect(answer.text, 'texts of the other store').not.toContain(victim.word)
  return answer
}

async function newSession(store: TestStore): Promise<string> {
  const login = { email: `owner@${store.slug}.example`, password: 'a long passphrase' }
  return (await platform.call('POST', '/platform/v1/sessions', { body: login })).body.session_token
}

/** The intruder's own customer asks, in a session of their own, as some routes end it. */
const asCustomer = async (route: ListedRoute) =>
  route.spec.customer === undefined ? {} : { 'x-customer-token': await signIn(intruder.shop, intruder.word) }

/** @param due the status; undefined for any refusal */
function expectProblem({ status, headers, text }: Answer, due: number | undefined, what: string): void {
  const said = `${what} was answered ${status}: ${text}`
  if (due === undefined) expect(Math.floor(status / 100), said).toBe(4)
  else expect(status, said).toBe(due)
  expect(headers.get('content-type'), said).toBe('application/problem+json')
}

/** The id of another store's row must be answered as one of nothing. */
function expectSame(foreign: Answer, unknown: Answer): void {
  const said = ({ status, text }: Answer) => `${status} ${withoutUuids(text)}`
  expect(said(foreign)).toBe(said(unknown))
}

/** Holds what a store has against what it had when this was last called, so that one change is told of once. */
async function expectUntouched(victim: Tenant): Promise<void> {
  const digest = await digestOf(victim)
  if (digest === victim.digest) return
  const before = victim.seen
  victim.digest = digest
  victim.seen = withoutRecords(await belongingsOf(victim))
  expect(Object.fromEntries(victim.seen)).toEqual(Object.fromEntries(before))
}

type IdOf = (param: string) => string
const idsFrom =
  (store: Tenant): IdOf =>
  (param) =>
    idFor(param, store.rows)

const unknown: IdOf = () => randomUUID()

const hostOf = (store: TestStore) => `${store.slug}.localhost`
/** The strongest that the intruder can be on its own side of a route's plane. */
const strongest = (route: ListedRoute) =>
  route.plane === 'control'
    ? { host: 'localhost', key: intruder.session }
    : { host: hostOf(intruder), key: intruder.secret }

const walked = routes.filter((route) => !isInternal(route))
const named = (list: readonly ListedRoute[]) => list.map((route) => [route.name, route] as const)

test("a public route names no row: nobody would be kept from another store's", () => {
  const open = walked.filter((route) => route.permission === 'public' && route.params.length > 0)
  expect(open.map((route) => route.name)).toEqual([])
})

describe.each([
  ['the same shard', () => neighbour],
  ['another shard', () => stranger],
])('a store on %s', (_, victimOf) => {
  afterEach(() => expectUntouched(victimOf()))

  test.each(named(walked.filter((route) => route.permission !== 'public')))(
    '%s is closed to others',
    async (_, route) => {
      const victim = victimOf()
      const naming = (idOf: IdOf) => ({
        path: pathWith(route.path, idOf),
        body: bodyWith(sampleBody(route), referencesIn(sampleBody(route)), idOf),
      })
      for (const caller of callersOf(route)) {
        const due = caller.due(route)
        if (due === undefined) continue
        const host = { own: hostOf(intruder), other: hostOf(victim), base: 'localhost' }[caller.at]
        const as = { host, key: caller.key(intruder, victim) }
        const answer = await send(route, victim, { ...as, ...naming(idsFrom(victim)) })
        expectProblem(answer, due, caller.who)
        expectSame(answer, await send(route, victim, { ...as, ...naming(unknown) }))
      }
    },
  )

  test.each(named(walked.filter((route) => route.params.length > 1)))(
    '%s misses one id of another store among its own',
    async (_, route) => {
      const victim = victimOf()
      for (const foreign of route.params) {
        const sendWith = (idOf: IdOf) => {
          const own = idsFrom(intruder)
          const path = pathWith(route.path, (param) => (param === foreign ? idOf(param) : own(param)))
          return send(route, victim, { ...strongest(route), path, body: sampleBody(route) })
        }
        const answer = await sendWith(idsFrom(victim))
        // Of a request that is not its own a store hears how often it was refused itself in that minute.
        if (foreign === 'request_id') continue
        // What only those may do who run the installation, a store's owner may not do with its own rows either.
        const isOperators = route.permission === 'platform:admin' && foreign !== 'tenant_id'
        expectProblem(answer, isOperators ? 403 : 404, `{${foreign}}`)
        expectSame(answer, await sendWith(unknown))
      }
    },
  )

  test.each(named(walked.filter((route) => referencesIn(sampleBody(route)).length > 0)))(
    '%s takes no id of another store in its body',
    async (_, route) => {
      const victim = victimOf()
      for (const fields of ['required', 'all'] as const) {
        const sendWith = (idOf: IdOf) => {
          const path = pathWith(route.path, idsFrom(intruder))
          const body = bodyWith(sampleBody(route, fields), referencesIn(sampleBody(route)), idOf)
          return send(route, victim, { ...strongest(route), path, body })
        }
        const answer = await sendWith(idsFrom(victim))
        expectProblem(answer, undefined, `A body with ${fields} fields`)
        expectSame(answer, await sendWith(unknown))
      }
    },
  )

  test.each(named(walked.filter((route) => route.params.length === 0)))(
    '%s answers its own store without anything of it',
    async (_, route) => {
      const victim = victimOf()
      const body = sampleBody(route)
      const hosts = route.plane === 'control' ? ['localhost'] : ['localhost', hostOf(intruder)]
      const limit = queryOf(route).includes('limit') ? '?limit=100' : ''
      for (const host of hosts) {
        const answer = await send(route, victim, {
          ...strongest(route),
          host,
          path: `${pathWith(route.path, unknown)}${limit}`,
          body,
        })
        if (route.method === 'get' && route.permission !== 'platform:admin') expect(answer.status).toBe(200)
      }
      // It may have ended its session.
      if (route.permission === 'account' && route.method !== 'get')
        intruder.session = await newSession(intruder)
      for (const filter of queryOf(route)) {
        for (const value of valuesOf(columnOf(filter), victim.rows)) {
          const path = `${pathWith(route.path, unknown)}?${new URLSearchParams({ [filter]: value })}`
          await send(route, victim, { ...strongest(route), path, body })
        }
      }
    },
  )

  const ofStores = walked.filter((route) => route.permission !== 'platform:admin')
  test.each(named(ofStores.filter((route) => route.method === 'get' && route.params.length > 0)))(
    '%s serves the other store itself, and no more than it',
    async (_, route) => {
      const victim = victimOf()
      const key = route.plane === 'control' ? victim.session : victim.secret
      const headers = { 'x-customer-token': victim.customer }
      const call = (tenant: Tenant, host: string) =>
        platform.call('GET', pathWith(route.path, idsFrom(tenant)), { host, key, headers })
      if (route.plane === 'data') expect((await call(victim, hostOf(victim))).status).toBe(200)
      expect((await call(victim, 'localhost')).status).toBe(200)
      expectProblem(await call(intruder, 'localhost'), 404, "the other store's key")
    },
  )

  test('what the intruder stored names no row of it', async () => {
    const text = JSON.stringify([...withoutRecords(await belongingsOf(intruder))])
    expect([...uuidsIn(text)].filter((id) => victimOf().ids.has(id))).toEqual([])
    expect(text).not.toContain(victimOf().word)
  })

  test("its customers' sessions are its own", async () => {
    const headers = { 'x-customer-token': victimOf().customer }
    const answer = await intruder.shop('GET', '/store/v1/customers/me', undefined, headers)
    expect(answer.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
  })

  test('who signs in brings no cart of it', async () => {
    const [cart] = victimOf().rows.get('carts')!
    const body = { ...customerOf(intruder.word), cart_id: cart?.id }
    const answer = await intruder.shop('POST', '/store/v1/customers/login', body)
    expect(answer.body).toMatchObject({ status: 404, errors: [{ path: 'cart_id' }] })
  })

  test('its idempotency keys are its own', async () => {
    const victim = victimOf()
    const headers = { 'idempotency-key': idempotencyKeyOf(victim.word) }
    const repeated = await victim.admin('POST', '/admin/v1/products', productOf(victim.word), headers)
    expect(repeated.headers.get('idempotency-replayed')).toBe('true')

    const answer = await intruder.admin('POST', '/admin/v1/products', productOf(victim.word), headers)

    expect(answer.status).toBe(201)
    expect(answer.headers.has('idempotency-replayed')).toBe(false)
    expect([...uuidsIn(answer.text)].filter((id) => victim.ids.has(id))).toEqual([])
  })
})

/** What the rows of a store hold in columns of this name: what a list could be filtered by to find them. */
function valuesOf(column: string, belongings: Belongings): string[] {
  const values = [...belongings.values()].flat().map((row) => row[column])
  return [
    ...new Set(values.filter((value) => typeof value === 'string' || typeof value === 'number').map(String)),
  ]
}
