import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SEALED } from '../../infra/vault/places.ts'
import { rotateVault } from '../../infra/vault/rotate.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { VAULT, VAULT_KEYS } from '../../shared/testing/vault.ts'
import { openVault } from '../../shared/vault/vault.ts'
import { secretPlace } from './rules.ts'

const CROWDED = '0198aaaa-0000-7000-8000-000000000001'

const lines: string[] = []
let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({ logTo: (line) => lines.push(line) })
  store = await platform.signUp()
  do other = await platform.signUp()
  while (other.shard !== store.shard)
})
afterAll(() => platform?.stop())

const path = (name: string) => `/admin/v1/secrets/${name}`
const put = (name: string, value: unknown, over: object = {}) =>
  store.admin('PUT', path(name), { value, ...over })
const matches = async (of: TestStore, name: string, value: string) =>
  (await of.admin('POST', `${path(name)}/verify`, { value })).body.matches
const shardOf = (of: TestStore) => platform.shards.get(of.shard)!

test('a secret is stored, replaced, recognised and deleted, and never shown', async () => {
  const expires_at = '2030-01-01T00:00:00.000Z'
  const stored = await put('stripe.api-key', 'sk_live_0123456789', { expires_at })
  expect(stored.body).toEqual({
    name: 'stripe.api-key',
    hint: '6789',
    updated_at: expect.any(String),
    updated_by: { kind: 'secret_key', id: expect.any(String) },
    expires_at: expect.stringMatching(/^2030-01-01T00:00:00/),
  })
  expect((await put('stripe.api-key', 'short')).body).toMatchObject({ hint: null, expires_at: null })
  expect(await matches(store, 'stripe.api-key', 'short')).toBe(true)
  expect(await matches(store, 'stripe.api-key', 'sk_live_0123456789')).toBe(false)
  expect((await store.admin('DELETE', path('stripe.api-key'))).status).toBe(200)
  expectProblem(await store.admin('DELETE', path('stripe.api-key')), 'not_found')
  expectProblem(await store.admin('POST', `${path('stripe.api-key')}/verify`, { value: 'x' }), 'not_found')
})

test('the list is by name and goes on page by page', async () => {
  for (const name of ['page.b', 'page.a', 'page.c']) await put(name, 'value')
  const names: string[] = []
  let cursor = 'page'
  while (cursor !== null) {
    const { body } = await store.admin('GET', `/admin/v1/secrets?limit=2&cursor=${cursor}`)
    names.push(...body.data.map(({ name }: { name: string }) => name))
    cursor = body.next_cursor
  }
  expect(names).toEqual(['page.a', 'page.b', 'page.c'])
})

test('a name or value that is none is refused by its field', async () => {
  for (const name of ['A', 'a b', 'x'.repeat(65), '%2e%2e%2f'])
    expectProblem(await put(name, 'value'), 'invalid_input', ['secret_name'])
  for (const value of ['', 'x'.repeat(16_385), 1, null])
    expectProblem(await put('name', value), 'invalid_input', ['value'])
  expectProblem(await put('name', 'value', { expires_at: 'soon' }), 'invalid_input', ['expires_at'])
  expectProblem(await store.admin('GET', '/admin/v1/secrets?cursor=%25'), 'invalid_input', ['cursor'])
})

test('secrets of two stores under one name are two, and a copied row does not open', async () => {
  await put('shared.name', 'of the first store')
  await other.admin('PUT', path('shared.name'), { value: 'of the second store' })
  expect(await matches(store, 'shared.name', 'of the first store')).toBe(true)
  expect(await matches(other, 'shared.name', 'of the second store')).toBe(true)
  const { owner } = shardOf(store)
  await owner`
    update secrets set sealed = (select sealed from secrets where tenant_id = ${other.id} and name = 'shared.name')
    where tenant_id = ${store.id} and name = 'shared.name'`
  const answer = await store.admin('POST', `${path('shared.name')}/verify`, { value: 'of the second store' })
  expectProblem(answer, 'internal')
  await owner`delete from secrets where name = 'shared.name'`
})

test('a secret stands nowhere: not in answers, logs, events, jobs or any other row', async () => {
  const secret = `needle${randomBytes(12).toString('hex')}`
  const answers = [
    await put('needle', secret),
    await store.admin('PUT', path('needle'), { value: secret }, { 'idempotency-key': 'needle' }),
    await put('needle', secret, { unknown: secret }),
    await put('NEEDLE', secret),
    await store.admin('POST', `${path('needle')}/verify`, { value: secret }),
    await store.shop('PUT', path('needle'), { value: secret }),
    await store.admin('GET', '/admin/v1/secrets?limit=100'),
    await store.admin('GET', '/admin/v1/events'),
    await store.admin('DELETE', path('needle')),
  ]
  await put('needle', secret)
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 422, 422, 200, 403, 200, 200, 200])
  for (const { text } of answers) expect(text).not.toContain(secret)
  expect(lines.join('\n')).not.toContain(secret)
  expect(lines.length).toBeGreaterThan(0)
  for (const { owner } of [platform.control, ...platform.shards.values()]) {
    const tables = await owner`
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'app', 'pgboss')`
    expect(tables.length).toBeGreaterThan(5)
    for (const { name } of tables) {
      const found = await owner.unsafe(`select 1 from ${name} as t where t::text like $1`, [`%${secret}%`])
      expect(found.length, name).toBe(0)
    }
  }
})

test('a rotation seals anew what an older key sealed, as the application role, and counts it', async () => {
  await put('rotated', 'still the same')
  const next = { id: 'next', key: randomBytes(32) }
  const vault = openVault([next, ...VAULT_KEYS])
  const { appUrl, owner } = shardOf(store)
  const sealedBy = async (id: string) =>
    Number((await owner`select count(*) from secrets where sealed like ${`v1.${id}.%`}`)[0]!.count)
  // A row that was copied from another store opens nowhere, and keeps nobody else from a new key.
  await owner`
    insert into secrets select ${other.id}, 'copied', sealed, hint, updated_at, updated_by_kind, updated_by_id from secrets
    where tenant_id = ${store.id} and name = 'rotated'`
  // More than one batch.
  await owner`
    insert into app.tenants (tenant_id) values (${CROWDED}) on conflict do nothing`
  const crowd = Array.from({ length: 501 }, (_, i) => `name.${i}`).map((name) => ({
    tenant_id: CROWDED,
    name,
    sealed: VAULT.seal('value', secretPlace(CROWDED, name)),
    updated_at: new Date(),
    updated_by_kind: 'secret_key',
    updated_by_id: '',
  }))
  await owner`insert into secrets ${owner(crowd)}`
  const unreadable = 1
  const due = await sealedBy('test')
  expect(await rotateVault(appUrl, 'shard', vault)).toEqual({ sealed: due - unreadable, unreadable })
  expect(await sealedBy('next')).toBe(due - unreadable)
  expect(due - unreadable).toBeGreaterThan(501)
  expect(await rotateVault(appUrl, 'shard', vault)).toEqual({ sealed: 0, unreadable })
  expect(await rotateVault(platform.control.appUrl, 'control', vault)).toEqual({ sealed: 0, unreadable: 0 })
  const [row] = await owner`select * from secrets where tenant_id = ${store.id} and name = 'rotated'`
  const [place] = SEALED.shard
  expect(openVault([next]).open(row!.sealed, place!.context(row as never))).toBe('still the same')
  expect(() => VAULT.open(row!.sealed, place!.context(row as never))).toThrow()
})

test('every column of sealed texts that a database has is in the list of places', async () => {
  await put('listed', 'value')
  for (const [kind, databases] of [
    ['control', [platform.control]],
    ['shard', [...platform.shards.values()]],
  ] as const) {
    const listed = SEALED[kind].map(({ table }) => table)
    for (const { owner } of databases) {
      const tables = await owner`select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace in ('public'::regnamespace, 'app'::regnamespace)`
      for (const { name } of tables) {
        const found = await owner.unsafe(
          `select 1 from ${name} as t where t::text ~ 'v1\\.(test|next)\\.[\\w-]{38,}'`,
        )
        if (found.length > 0) expect(listed).toContain(name)
      }
    }
  }
})
