import { afterAll, beforeAll, expect, test } from 'vitest'
import { timeOfId } from '../../shared/http/request-id.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

const lines: string[] = []

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', logTo: (line) => lines.push(line) })
  ;[store, other] = await Promise.all([platform.signUp(), platform.signUp()])
})
afterAll(() => platform?.stop())

const idOf = (answer: Answer): string => answer.headers.get('x-request-id') ?? ''
const listPath = (of: TestStore) => `/platform/v1/tenants/${of.id}/refusals`
const lookUp = (of: TestStore, id: string, key = of.session) =>
  platform.call('GET', `${listPath(of)}/${id}`, { key })
const lookUpAsAdmin = (id: string) =>
  platform.call('GET', `/platform/v1/refusals/${id}`, { key: ADMIN_TOKEN })

/** What is told of a refused request, once that is written. */
async function told(of: TestStore, refused: Answer) {
  await expect.poll(async () => (await lookUp(of, idOf(refused))).status, { timeout: 5_000 }).toBe(200)
  const { body } = await lookUp(of, idOf(refused))
  expect(body).toMatchObject({ request_id: idOf(refused), counted: [] })
  return body.refusal
}

async function scopedKey(scopes: string[]): Promise<{ id: string; key: string }> {
  const path = `/platform/v1/tenants/${store.id}/api-keys`
  const body = { name: 'Scoped', kind: 'secret', scopes }
  return (await platform.call('POST', path, { key: store.session, body })).body
}

test('a missing permission is told with what was needed and what the key had', async () => {
  const { id, key } = await scopedKey(['products:read'])
  const host = `${store.slug}.localhost`
  const headers = { 'x-forwarded-for': '203.0.113.7' }
  const refused = await platform.call('GET', '/admin/v1/orders?status=x', { host, key, headers })
  expectProblem(refused, 'forbidden')
  expect([...refused.headers.keys()].filter((name) => name.startsWith('x-storeplane'))).toEqual([])
  expect(await told(store, refused)).toEqual({
    request_id: idOf(refused),
    at: new Date(timeOfId(idOf(refused))!).toISOString(),
    method: 'GET',
    path: '/admin/v1/orders',
    status: 403,
    code: 'forbidden',
    rule: 'permission',
    needed: 'orders:read',
    had: 'shop, products:read',
    because:
      'Refused because this address needs the permission orders:read and the caller has shop, products:read.',
    would_pass_with:
      'It would pass with a key with the scope orders:read, or a member of staff whose role has it.',
    principal: { kind: 'secret_key', id, hint: null },
    client_address: '203.0.113.7',
  })
})

test('of a credential that is none only the start is kept, of a revoked key whose it was', async () => {
  const wrong = `sp_sk_${'w'.repeat(43)}`
  const password = 'a password of somebody'
  const host = `${store.slug}.localhost`
  expect(
    await told(store, await platform.call('GET', '/admin/v1/orders', { host, key: wrong })),
  ).toMatchObject({
    rule: 'credential.unknown',
    principal: { kind: 'anonymous', id: '', hint: 'sp_sk_wwwwww' },
  })
  const typed = await platform.call('GET', '/admin/v1/orders', { host, key: encodeURIComponent(password) })
  expect((await told(store, typed)).principal.hint).toBe(null)

  const { id, key } = await scopedKey(['orders:read'])
  const revoke = `/platform/v1/tenants/${store.id}/api-keys/${id}`
  expect((await platform.call('DELETE', revoke, { key: store.session })).status).toBe(200)
  for (const at of [host, 'localhost']) {
    let refused: Answer | undefined
    await expect
      .poll(async () => {
        refused = await platform.call('GET', '/admin/v1/orders', { host: at, key })
        return refused.status
      })
      .toBe(401)
    expect(await told(store, refused!)).toMatchObject({
      rule: 'credential.revoked',
      had: expect.stringMatching(/^20/),
      principal: { kind: 'secret_key', id },
    })
  }
  expect(
    await told(store, await platform.call('GET', '/admin/v1/orders', { host, key: other.secret })),
  ).toMatchObject({
    rule: 'credential.other_store',
    principal: { kind: 'anonymous', id: '' },
  })

  const tables = await platform.control.owner`
    select to_jsonb(r)::text as row from refusals r union all select to_jsonb(c)::text from refusal_counts c`
  const kept = tables.map(({ row }) => row).join('\n') + lines.join('\n')
  for (const secret of [wrong, key, other.secret, encodeURIComponent(password)])
    expect(kept).not.toContain(secret)
})

test('a store sees its own refusals only, and only those who may read the audit', async () => {
  const refused = await store.shop('GET', '/admin/v1/orders')
  await told(store, refused)
  expectProblem(await lookUp(other, idOf(refused)), 'not_found')
  expectProblem(await lookUp(store, idOf(refused), other.session), 'not_found')
  expectProblem(await lookUp(store, idOf(refused), store.secret), 'forbidden')
  expect((await lookUpAsAdmin(idOf(refused))).body).toMatchObject({ tenant_id: store.id })
  expect((await lookUp(store, idOf(refused), ADMIN_TOKEN)).status).toBe(200)
})

test('what was not refused is not there', async () => {
  const fine = await store.shop('GET', '/store/v1/products')
  const invalid = await store.admin('GET', '/admin/v1/products?limit=0')
  const last = await store.shop('GET', '/admin/v1/orders')
  await told(store, last)
  for (const answer of [fine, invalid]) expectProblem(await lookUp(store, idOf(answer)), 'not_found')
  expectProblem(await lookUp(store, 'not-an-id'), 'invalid_input', ['request_id'])
})

test('a refusal that belongs to no store is for platform admins', async () => {
  const refused = await platform.call('GET', '/platform/v1/tenants')
  const wrong = await platform.call('GET', `/platform/v1/tenants/${store.id}`, { key: 'sp_st_wrong' })
  const denied = await platform.call('GET', '/platform/v1/shards', { key: store.session })
  for (const [answer, rule] of [
    [refused, 'permission'],
    [wrong, 'credential.unknown'],
    [denied, 'permission'],
  ] as const) {
    await expect.poll(async () => (await lookUpAsAdmin(idOf(answer))).status, { timeout: 5_000 }).toBe(200)
    expect((await lookUpAsAdmin(idOf(answer))).body).toMatchObject({ tenant_id: null, refusal: { rule } })
    expectProblem(await lookUp(store, idOf(answer)), 'not_found')
  }
  expectProblem(
    await platform.call('GET', `/platform/v1/refusals/${idOf(refused)}`, { key: store.session }),
    'forbidden',
  )
})

test('the list is newest first, in pages, by status, code, key and time', async () => {
  const of = await platform.signUp()
  const answers: Answer[] = []
  for (const key of [of.publishable, 'sp_sk_wrong', of.publishable, 'sp_sk_wrong', of.publishable])
    answers.push(await platform.call('GET', '/admin/v1/orders', { host: `${of.slug}.localhost`, key }))
  await told(of, answers[4]!)
  const list = async (query: string) => {
    const { body } = await platform.call('GET', `${listPath(of)}?${query}`, { key: of.session })
    return {
      ids: body.data.map((row: { request_id: string }) => row.request_id),
      next: body.next_cursor,
      body,
    }
  }
  const ids = answers.map(idOf)
  const newest = [...ids].sort().reverse()
  const first = await list('limit=3')
  const second = await list(`limit=3&cursor=${first.next}`)
  expect([...first.ids, ...second.ids]).toEqual(newest)
  expect(second.next).toBe(null)
  const wrong = newest.filter((id) => id === ids[1] || id === ids[3])
  expect((await list('status=401')).ids).toEqual(wrong)
  expect((await list('code=invalid_credentials')).ids).toEqual(wrong)
  const keyId = (await list('code=forbidden')).body.data[0].principal.id
  expect((await list(`key_id=${keyId}`)).ids).toEqual(newest.filter((id) => !wrong.includes(id)))
  const instant = (id: string) => new Date(timeOfId(id)!).toISOString()
  expect((await list(`from=${instant(ids[2]!)}`)).ids).toEqual(
    newest.filter((id) => timeOfId(id)! >= timeOfId(ids[2]!)!),
  )
  expect((await list(`to=${instant(ids[2]!)}`)).ids).toEqual(
    newest.filter((id) => timeOfId(id)! < timeOfId(ids[2]!)!),
  )
  for (const [query, path] of [
    ['status=200', 'status'],
    ['key_id=x', 'key_id'],
    ['from=yesterday', 'from'],
    ['cursor=x', 'cursor'],
  ])
    expectProblem(
      await platform.call('GET', `${listPath(of)}?${query}`, { key: of.session }),
      'invalid_input',
      [path!],
    )
})

test('a suspended store is told as the reason', async () => {
  const paused = await platform.signUp()
  await platform.control.owner`update tenants set status = 'suspended' where id = ${paused.id}`
  let refused: Answer | undefined
  await expect
    .poll(async () => {
      refused = await paused.shop('GET', '/store/v1/products')
      return refused.status
    })
    .toBe(403)
  expect(await told(paused, refused!)).toMatchObject({
    code: 'tenant_suspended',
    because: 'Refused because the store is suspended.',
  })
})

test('of a request that was one of too many its minute tells', async () => {
  const of = await platform.signUp()
  const refused = await of.shop('GET', '/admin/v1/orders')
  await told(of, refused)
  const minute = new Date(Math.floor(timeOfId(idOf(refused))! / 60_000) * 60_000)
  await platform.control.owner`delete from refusals where tenant_id = ${of.id}`
  await platform.control.owner`
    insert into refusal_counts values (${of.id}, ${minute}, 'forbidden', 'permission', 403, 4321)`
  const { body } = await lookUp(of, idOf(refused))
  expect(body).toMatchObject({
    request_id: idOf(refused),
    refusal: null,
    counted: [
      { code: 'forbidden', rule: 'permission', status: 403, count: 4321, because: expect.any(String) },
    ],
  })
  expectProblem(await lookUp(other, idOf(refused)), 'not_found')
  expectProblem(await lookUp(of, crypto.randomUUID()), 'not_found')
})
