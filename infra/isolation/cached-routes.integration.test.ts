// Every route whose answers are kept, by the worker and by a gateway in front of it, asked by two stores for the same addresses.
// The routes come from the manifests.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { type Belongings, belongingsIn, idsOf, uuidsIn } from './belongings.ts'
import { fill, productOf } from './fixture.ts'
import { idFor, type ListedRoute, pathWith, routes } from './manifests.ts'

type Tenant = TestStore & { word: string; rows: Belongings; ids: Set<string> }

/** A name that both stores have given to something of their own. */
const TWIN = 'twin'
const SETUP_MS = 30_000

let platform: TestPlatform
let one: Tenant
let other: Tenant
async function open(): Promise<TestStore & { word: string }> {
  const word = `canary${randomBytes(6).toString('hex')}`
  return { ...(await platform.signUp(word)), word }
}

async function filled(store: TestStore & { word: string }): Promise<Tenant> {
  const shard = platform.shards.get(store.shard)!.owner
  await fill({
    ...store,
    tenantId: store.id,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard,
  })
  const twin = { ...productOf(store.word), handle: TWIN, variants: undefined, options: undefined }
  expect((await store.admin('POST', '/admin/v1/products', { ...twin, variants: [{}] })).status).toBe(201)
  const rows = await belongingsIn(shard, store)
  return { ...store, rows, ids: idsOf(rows) }
}

const cachedRoutes = routes.filter((route) => route.spec.cache !== undefined)

test('there are routes whose answers are kept', () => {
  expect(cachedRoutes.length).toBeGreaterThan(0)
})

/** Where a route can be asked: with ids of either store, and with a name that both have. */
function addressesOf({ path, params, spec }: ListedRoute): string[] {
  const twin = Object.fromEntries(params.map((param) => [param, TWIN]))
  const isNamed = params.length > 0 && spec.params.safeParse(twin).success
  return [
    ...new Set([
      ...[one, other].map((store) => pathWith(path, (param) => idFor(param, store.rows))),
      ...(isNamed ? [pathWith(path, () => TWIN)] : []),
    ]),
  ]
}

type Ask = (store: Tenant, path: string, headers?: Record<string, string>) => Promise<Answer>
const at =
  (host: (store: Tenant) => string): Ask =>
  (store, path, headers = {}) =>
    platform.call('GET', path, { host: host(store), key: store.publishable, headers })

/** Of the class that a route's answers are kept in. */
async function hitsOf(store: Tenant, { spec }: ListedRoute): Promise<number> {
  const { classes } = (await store.admin('GET', '/admin/v1/cache')).body
  return classes.find((one: { class: string }) => one.class === spec.cache?.class)?.hits ?? 0
}

/** Without what differs between two answers to the same question. */
const said = ({ status, text }: Answer) =>
  `${status} ${text.replace(/"request_id":"[^"]*"/, '"request_id":""')}`

function expectNothingOf(victim: Tenant, answer: Answer, path: string): void {
  const sent = uuidsIn(path)
  expect([...uuidsIn(answer.text)].filter((id) => victim.ids.has(id) && !sent.has(id))).toEqual([])
  expect(answer.text).not.toContain(victim.word)
}

describe.each(['in-process', 'http'] as const)('with workers reached %s', (transport) => {
  beforeAll(async () => {
    platform = await startTestPlatform({ transport })
    const first = await open()
    let second = await open()
    // Only stores of one shard share a cache.
    while (second.shard !== first.shard) second = await open()
    ;[one, other] = await Promise.all([filled(first), filled(second)])
  }, SETUP_MS)
  afterAll(() => platform?.stop())

  describe.each([
    ['at its own address', at((store) => `${store.slug}.localhost`)],
    // Here only the key tells the stores apart.
    ['at the base address', at(() => 'localhost')],
  ])('%s', (_, ask) => {
    describe.each([
      ['the first store', () => [one, other] as const],
      ['the second store', () => [other, one] as const],
    ])('%s', (_, both) => {
      test.each(cachedRoutes.map((route) => [route.name, route] as const))(
        '%s is given nothing that was kept for the other',
        async (_, route) => {
          const [asker, owner] = both()
          for (const path of addressesOf(route)) {
            for (const store of [asker, owner]) await store.admin('POST', '/admin/v1/cache/clear', {})
            const due = said(await ask(asker, path))
            for (const store of [asker, owner]) await store.admin('POST', '/admin/v1/cache/clear', {})

            const kept = await ask(owner, path)
            const hits = await hitsOf(owner, route)
            expect(said(await ask(owner, path))).toBe(said(kept))
            // A gateway that keeps it need not ask.
            if (transport === 'in-process')
              expect((await hitsOf(owner, route)) - hits).toBe(kept.status === 200 ? 1 : 0)

            // Once when it must be loaded, once when it may be kept.
            for (const answer of [await ask(asker, path), await ask(asker, path)]) {
              expect(said(answer)).toBe(due)
              expectNothingOf(owner, answer, path)
            }
            const own = await ask(asker, path)
            const etag = kept.headers.get('etag')
            expect(etag === null).toBe(kept.status !== 200)
            const isSame = own.status === 200 && own.text === kept.text
            const held = await ask(asker, path, { 'if-none-match': etag ?? '"none"' })
            expect(held.status).toBe(isSame ? 304 : own.status)
            expectNothingOf(owner, held, path)
          }
        },
      )

      test.each(cachedRoutes.map((route) => [route.name, route] as const))(
        '%s is kept from whoever may not ask',
        async (_, route) => {
          const [asker, owner] = both()
          for (const path of addressesOf(route)) {
            for (let i = 0; i < 2; i += 1) await ask(owner, path)
            const headers = { 'if-none-match': '*' }
            for (const [due, call] of [
              [401, { host: 'localhost' }],
              [401, { host: 'localhost', key: `${owner.publishable}x` }],
              [401, { host: `${owner.slug}.localhost`, key: asker.publishable }],
              [401, { host: `${owner.slug}.localhost`, key: asker.secret }],
              [403, { host: 'localhost', key: owner.session }],
            ] as const) {
              const answer = await platform.call('GET', path, { ...call, headers })
              expect(answer.status).toBe(due)
              expectNothingOf(owner, answer, path)
            }
          }
        },
      )
    })
  })
})
