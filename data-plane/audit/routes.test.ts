// What the log of a store says of its staff's changes, and who may read it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

const LOG = '/admin/v1/audit-log'
const PRODUCTS = '/admin/v1/products'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const shard = (of = store) => platform.shards.get(of.shard)!.owner
const product = async (over: object = {}, headers?: Record<string, string>) =>
  (await store.admin('POST', PRODUCTS, { title: 'Shirt', variants: [{}], ...over }, headers)).body
const log = async (query: Record<string, string> = {}, of = store) =>
  (await of.admin('GET', `${LOG}?${new URLSearchParams(query)}`)).body
const entriesOf = async (target: string) => (await log({ target })).data
const keyId = async (): Promise<string> =>
  (await platform.control.owner`select id from api_keys where tenant_id = ${store.id} and kind = 'secret'`)[0]
    ?.id

test('a creation is an entry: who, what, whence, and what was asked for', async () => {
  const answer = await store.admin(
    'POST',
    PRODUCTS,
    { title: 'Logged', variants: [{ sku: 'LOGGED' }] },
    { 'user-agent': 'a test', 'x-forwarded-for': '192.0.2.7' },
  )
  const [entry, ...others] = await entriesOf(answer.body.id)
  expect(others).toEqual([])
  expect(entry).toEqual({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    tenant_id: store.id,
    at: expect.stringMatching(/Z$/),
    actor: { kind: 'secret_key', id: await keyId(), label: `sp_sk_…${store.secret.slice(-4)}` },
    impersonator: null,
    action: 'product.created',
    target_id: answer.body.id,
    targets: {},
    changes: expect.objectContaining({ title: { to: 'Logged' } }),
    truncated: false,
    request_id: answer.headers.get('x-request-id'),
    client: { address: '192.0.2.7', user_agent: 'a test' },
  })
})

test('a change tells what each field was and became, and a removal what is gone', async () => {
  const { id } = await product({ title: 'Before', vendor: 'Mill' })
  await store.admin('PATCH', `${PRODUCTS}/${id}`, { title: 'After' })
  await store.admin('PATCH', `${PRODUCTS}/${id}`, { title: 'After' })
  await store.admin('DELETE', `${PRODUCTS}/${id}`)
  const [removed, unchanged, changed] = await entriesOf(id)
  expect(changed).toMatchObject({ action: 'product.updated', targets: { product_id: id } })
  expect(changed.changes).toEqual({ title: { from: 'Before', to: 'After' } })
  expect(unchanged.changes).toEqual({})
  expect(removed).toMatchObject({ action: 'product.deleted' })
  expect(removed.changes).toMatchObject({ title: { from: 'After' }, vendor: { from: 'Mill' } })
})

test("a person is named by the account's e-mail address", async () => {
  const answer = await platform.call('PATCH', '/admin/v1/store', {
    host: `${store.slug}.localhost`,
    key: store.session,
    body: { low_stock_threshold: 7 },
  })
  expect(answer.status).toBe(200)
  const [entry] = (await log({ actor: store.accountId })).data
  expect(entry).toMatchObject({
    actor: { kind: 'account', id: store.accountId, label: `owner@${store.slug}.example` },
    action: 'store.updated',
    target_id: null,
    changes: { low_stock_threshold: { to: 7 } },
  })
})

test('what is refused, what is repeated and what shoppers do leaves no entry', async () => {
  const count = async () =>
    (await shard()`select count(*)::int as n from audit_entries where tenant_id = ${store.id}`)[0]?.n
  const headers = { 'idempotency-key': 'once' }
  await product({ title: 'Once' }, headers)
  const before = await count()
  await product({ title: 'Once' }, headers)
  await store.admin('POST', PRODUCTS, { title: 1 })
  await store.admin('PATCH', `${PRODUCTS}/${crypto.randomUUID()}`, { title: 'Nobody' })
  await store.admin('GET', PRODUCTS)
  expect((await store.shop('POST', '/store/v1/carts', {})).status).toBe(201)
  expect(await count()).toBe(before)
})

test('a change whose entry cannot be stored is not made', async () => {
  const other = await platform.signUp()
  await other.admin('GET', PRODUCTS)
  await shard(other).unsafe(
    `alter table audit_entries add constraint none check (tenant_id <> '${other.id}') not valid`,
  )
  const refused = await other.admin('POST', PRODUCTS, { title: 'Unlogged', variants: [{}] })
  await shard(other).unsafe('alter table audit_entries drop constraint none')
  expect(refused.status).toBe(500)
  expect((await other.admin('GET', PRODUCTS)).body.data).toEqual([])
})

test("shoppers' data is named and not kept", async () => {
  const email = 'jane.roe@shopper.example'
  const made = await store.admin('POST', '/admin/v1/customers', { email, first_name: 'Janerow' })
  expect(made.status).toBe(201)
  await store.admin('PATCH', `/admin/v1/customers/${made.body.id}`, { first_name: 'Janetrow' })
  const [changed, created] = await entriesOf(made.body.id)
  expect(created.changes.email).toEqual({ to: '[personal]' })
  expect(changed.changes).toEqual({ first_name: { from: '[personal]', to: '[personal]' } })
  const kept = await shard()`select e::text from audit_entries e where tenant_id = ${store.id}`
  expect(JSON.stringify(kept)).not.toMatch(/jane|Janerow|Janetrow/)
})

test('files and tables of products are told by their size and hash', async () => {
  const csv = 'Handle,Title,Variant Price\nlogged-shirt,Logged shirt,19.99\n'
  const { body } = await store.admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' })
  const [entry] = (await log({ action: 'product.import' })).data
  expect(entry).toMatchObject({
    target_id: body.id,
    changes: { body: { to: { bytes: csv.length, sha256: expect.stringMatching(/^[\da-f]{64}$/) } } },
  })
})

describe('the list', () => {
  test('is the newest first, page by page, and by actor, action, target and time', async () => {
    const of = await platform.signUp()
    const titles = ['One', 'Two', 'Three']
    for (const title of titles) await of.admin('POST', PRODUCTS, { title, variants: [{}] })
    const seen: string[] = []
    for (let cursor = ''; cursor !== 'null'; ) {
      const page = await log({ limit: '2', ...(cursor === '' ? {} : { cursor }) }, of)
      seen.push(...page.data.map((entry: { changes: { title: { to: string } } }) => entry.changes.title.to))
      cursor = String(page.next_cursor)
    }
    expect(seen).toEqual(titles.toReversed())

    const [newest, , oldest] = (await log({}, of)).data
    const found = async (query: Record<string, string>) => (await log(query, of)).data.length
    expect(await found({ actor: newest.actor.id })).toBe(3)
    expect(await found({ actor: crypto.randomUUID() })).toBe(0)
    expect(await found({ action: 'product.created' })).toBe(3)
    expect(await found({ action: 'product.deleted' })).toBe(0)
    expect(await found({ target: newest.target_id })).toBe(1)
    expect(await found({ from: oldest.at })).toBe(3)
    expect(await found({ to: oldest.at })).toBe(0)
    const after = new Date(Date.parse(newest.at) + 1).toISOString()
    expect(await found({ from: after })).toBe(0)
    expect(await found({ from: oldest.at, to: after, action: 'product.created' })).toBe(3)
  })

  test('is exported as CSV, which goes on where another ended, and is no formula', async () => {
    const of = await platform.signUp()
    for (const title of ['=1+1', 'Two'])
      await of.admin('POST', PRODUCTS, { title, variants: [{}] }, { 'user-agent': '=cmd' })
    const whole = await of.admin('GET', `${LOG}/export`)
    expect(whole.headers.get('content-type')).toContain('text/csv')
    const [head, first, second, end] = whole.text.split('\n')
    expect(head).toMatch(/^id,at,tenant_id,actor_kind/)
    expect(first).toContain('Two')
    expect(second).toContain('=1+1')
    expect(second).toContain("'=cmd")
    expect(end).toBe('')
    const next = await of.admin('GET', `${LOG}/export?before=${first?.split(',')[0]}`)
    expect(next.text.split('\n')).toEqual([head, second, ''])
  })

  test.each([
    ['cursor=x', ['cursor']],
    ['from=yesterday', ['from']],
    ['limit=0', ['limit']],
    ['who=me', ['who']],
  ])('asked for by %s is refused', async (query, paths) => {
    expectProblem(await store.admin('GET', `${LOG}?${query}`), 'invalid_input', paths)
  })

  test('is for who may read it', async () => {
    const { body } = await platform.call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
      key: store.session,
      body: { name: 'Not the log', kind: 'secret', scopes: ['products:read'] },
    })
    const call = { host: `${store.slug}.localhost`, key: body.key }
    for (const path of [LOG, `${LOG}/export`])
      expectProblem(await platform.call('GET', path, call), 'forbidden')
  })
})

test('nobody changes or removes an entry; one tenant is erased as a whole', async () => {
  const of = await platform.signUp()
  await of.admin('POST', PRODUCTS, { title: 'Kept', variants: [{}] })
  const sql = shard(of)
  for (const statement of [
    `update audit_entries set action = 'x' where tenant_id = '${of.id}'`,
    `delete from audit_entries where tenant_id = '${of.id}'`,
    'truncate audit_entries',
  ])
    await expect(sql.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
  const left = await sql.begin(async (tx) => {
    await tx`select set_config('app.erased_tenant', ${of.id}, true)`
    await tx`delete from audit_entries where tenant_id = ${of.id}`
    return tx`select from audit_entries where tenant_id = ${of.id}`
  })
  expect(left.count).toBe(0)
})
