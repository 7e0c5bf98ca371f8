import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const unique = () => randomBytes(6).toString('hex')
const newEmail = () => `shopper-${unique()}@mail.example`
async function create(over: object = {}) {
  const { status, body, text } = await store.admin('POST', '/admin/v1/customers', {
    email: newEmail(),
    ...over,
  })
  expect(status, text).toBe(201)
  return body
}
async function createGroup(): Promise<{ id: string; code: string; name: string }> {
  const group = { code: `group-${unique()}`, name: 'A group' }
  const { status, body } = await store.admin('POST', '/admin/v1/customer-groups', group)
  expect(status).toBe(201)
  return body
}
const get = async (path: string) => (await store.admin('GET', `/admin/v1/${path}`)).body
const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)

test('a customer is stored whole, read back the same, and changed', async () => {
  const { id: groupId, code, name } = await createGroup()
  const email = newEmail()
  const created = await create({
    email: email.toUpperCase(),
    first_name: ' Ada ',
    last_name: 'Lovelace',
    phone: '+44 20 7946 0000',
    locale: 'en-GB',
    accepts_marketing: true,
    preferences: { language: 'en', newsletters: ['weekly'] },
    note: 'Calls\nback',
    tags: ['vip', 'early', 'vip'],
    metadata: { crm: '42' },
    customer_group_ids: [groupId],
  })
  expect(created).toMatchObject({
    email,
    status: 'invited',
    first_name: 'Ada',
    accepts_marketing_source: 'staff',
    note: 'Calls\nback',
    tags: ['early', 'vip'],
    groups: [{ id: groupId, code, name }],
    order_count: 0,
    total_spent: [],
  })
  const path = `/admin/v1/customers/${created.id}`
  expect((await store.admin('GET', path)).body).toEqual(created)

  const changed = await store.admin('PATCH', path, { note: '', tags: ['late'], customer_group_ids: [] })
  expect(changed.body).toEqual({
    ...created,
    note: '',
    tags: ['late'],
    groups: [],
    updated_at: changed.body.updated_at,
  })
  expect((await store.admin('PATCH', path, { accepts_marketing: true })).body.accepts_marketing_at).toBe(
    created.accepts_marketing_at,
  )
  await expect
    .poll(async () =>
      (await get('events?limit=100')).data
        .filter(({ data }: { data: { customer_id?: string } }) => data.customer_id === created.id)
        .map(({ name }: { name: string }) => name),
    )
    .toEqual(['customer.updated', 'customer.updated', 'customer.created'])
})

test.each([
  ['an e-mail address in use', { email: 'taken@mail.example' }, 409, 'email'],
  ['a group that is none', { customer_group_ids: [randomUUID()] }, 404, 'customer_group_ids.0'],
  ['an unknown field', { order_count: 7 }, 422, 'order_count'],
  ['a tag that is too long', { tags: ['t'.repeat(101)] }, 422, 'tags.0'],
  ['a language that is none', { locale: 'English' }, 422, 'locale'],
])('%s is refused by its name, and nothing changes', async (_, over, status, path) => {
  const taken = await store.admin('POST', '/admin/v1/customers', { email: 'taken@mail.example' })
  expect([201, 409]).toContain(taken.status)
  const email = newEmail()
  const refused = await store.admin('POST', '/admin/v1/customers', { email, ...over })
  expect(refused.status).toBe(status)
  expect(refused.body.errors).toMatchObject([{ path }])
  expect((await get(`customers?email=${email}`)).data).toEqual([])
  const before = await create()
  const change = await store.admin('PATCH', `/admin/v1/customers/${before.id}`, { note: 'changed', ...over })
  expect(change.status).toBe(status)
  expect(await get(`customers/${before.id}`)).toEqual(before)
})

test('customers are found by e-mail address, tag, group and the beginning of a name, page by page', async () => {
  const [family, tag] = [`Fa${unique()}`, `tag ${unique()}`]
  const { id: group } = await createGroup()
  const customers = []
  for (const first_name of ['Ann', 'Bob', 'Cyd'])
    customers.unshift(
      await create({ first_name, last_name: family, tags: [tag], customer_group_ids: [group] }),
    )
  const [cyd, bob, ann] = customers.map(({ id }) => id)
  await create({ first_name: family.slice(0, 4) })

  for (const filter of [`tag=${tag}`, `customer_group_id=${group}`, `term=${family.toUpperCase()}`]) {
    const page = await get(`customers?limit=2&${filter}`)
    expect(idsOf(page)).toEqual([cyd, bob])
    const next = await get(`customers?limit=2&${filter}&cursor=${page.next_cursor}`)
    expect([idsOf(next), next.next_cursor]).toEqual([[ann], null])
  }
  expect(idsOf(await get(`customers?term=bob ${family}`))).toEqual([bob])
  expect(idsOf(await get(`customers?term=${customers[0].email.slice(0, -3)}`))).toEqual([cyd])
  expect(idsOf(await get(`customers?email=${customers[2].email.toUpperCase()}`))).toEqual([ann])
  expect(idsOf(await get(`customers?tag=${tag}&term=${family}&email=${customers[1].email}`))).toEqual([bob])
  expect(idsOf(await get(`customers?customer_group_id=${group}&term=Ann ${family}`))).toEqual([ann])
  await store.admin('PATCH', `/admin/v1/customers/${ann}`, { last_name: 'Smith' })
  expect(idsOf(await get(`customers?term=${family}`))).toEqual([cyd, bob])
  expect(idsOf(await get('customers?limit=1&term=100%25'))).toEqual([])
})

test('groups are kept with their members, and go without them', async () => {
  const group = await createGroup()
  const path = `/admin/v1/customer-groups/${group.id}`
  const [one, other] = [await create(), await create()]
  const add = (...customer_ids: string[]) => store.admin('POST', `${path}/members`, { customer_ids })
  const refused = await add(one.id, randomUUID())
  expect(refused.status).toBe(404)
  expect(refused.body.errors).toMatchObject([{ path: 'customer_ids.1' }])
  expect(idsOf(await get(`customer-groups/${group.id}/members`))).toEqual([])
  expect((await add(one.id)).status).toBe(200)
  expect((await add(one.id, other.id)).status).toBe(200)
  expect(idsOf(await get(`customer-groups/${group.id}/members`))).toEqual([other.id, one.id])
  expect((await store.admin('DELETE', `${path}/members/${one.id}`)).status).toBe(200)
  expect((await store.admin('DELETE', `${path}/members/${one.id}`)).status).toBe(404)

  const twin = await store.admin('POST', '/admin/v1/customer-groups', { code: group.code, name: 'Twin' })
  expect(twin.body).toMatchObject({ code: 'customer_group_code_taken', errors: [{ path: 'code' }] })
  expect((await store.admin('PATCH', path, { name: 'Renamed' })).body).toMatchObject({
    code: group.code,
    name: 'Renamed',
  })
  expect(idsOf(await get(`customer-groups?code=${group.code}`))).toEqual([group.id])
  expect((await store.admin('DELETE', path)).status).toBe(200)
  expect((await store.admin('GET', path)).status).toBe(404)
  expect((await get(`customers/${other.id}`)).groups).toEqual([])
})

test('a customer without orders is deleted; of one with orders nothing stays that tells who it was', async () => {
  const gone = await create()
  expect((await store.admin('DELETE', `/admin/v1/customers/${gone.id}`)).body).toMatchObject({
    anonymised: false,
  })
  expect((await store.admin('GET', `/admin/v1/customers/${gone.id}`)).status).toBe(404)

  const word = unique()
  const email = `${word}@mail.example`
  const { body: product } = await store.admin('POST', '/admin/v1/products', {
    title: 'Cup',
    status: 'active',
    variants: [
      { prices: [{ amount: 500, currency: 'USD' }], inventory_quantity: 5, requires_shipping: false },
    ],
  })
  const { body: signedIn } = await store.shop('POST', '/store/v1/customers', {
    email,
    password: 'a shopper passphrase',
    first_name: word,
  })
  const token = { 'x-customer-token': signedIn.token }
  const { id } = signedIn.customer
  const address = { name: word, line1: word, city: word, country: 'BO' }
  await store.shop('POST', '/store/v1/customers/me/addresses', address, token)
  const { body: cart } = await store.shop('POST', '/store/v1/carts', {}, token)
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, { variant_id: product.variants[0].id })
  const { body: checkout } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, { email, payment_method: 'manual' })
  await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)
  await expect.poll(async () => (await get(`customers/${id}`)).order_count, { timeout: 10_000 }).toBe(1)

  const path = `/admin/v1/customers/${id}`
  expect((await store.admin('DELETE', path)).body).toMatchObject({ id, deleted: true, anonymised: true })
  const { body, text } = await store.admin('GET', path)
  expect(text).not.toContain(word)
  expect(body).toMatchObject({ status: 'disabled', order_count: 1, anonymised_at: expect.any(String) })
  expect(await get(`customers/${id}/addresses`)).toEqual({ data: [] })
  expect((await get(`customers?term=${word}`)).data).toEqual([])
  expect((await get(`customers/${id}/orders`)).data).toHaveLength(1)
  expect((await store.shop('GET', '/store/v1/customers/me', undefined, token)).status).toBe(401)
  expect((await store.admin('PATCH', path, { first_name: word })).status).toBe(404)
  // The address is free again, and its new owner sees nothing of the old one's.
  const again = await create({ email })
  expect(again.order_count).toBe(0)
})
