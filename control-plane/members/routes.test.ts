// Roles and members of a store: what they are, and that changes of them take effect.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { STAFF_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { addMember, addRole, callerAt, type TestMember } from '../../shared/testing/members.ts'
import {
  ADMIN_TOKEN,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let owner: TestMember['call']
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(async () => {
  store = await platform.signUp()
  owner = callerAt(platform, store.id, store.session)
})

test('everybody may read what each permission opens', async () => {
  const { status, body } = await platform.call('GET', '/platform/v1/permissions')
  expect(status).toBe(200)
  const listed = body.data.flatMap(
    ({ permissions }: { permissions: { permission: string }[] }) => permissions,
  )
  expect(listed.map(({ permission }: { permission: string }) => permission).sort()).toEqual(
    [...STAFF_PERMISSIONS].sort(),
  )
})

describe('a role of the store', () => {
  const support = {
    name: 'Support',
    description: 'Answers buyers',
    permissions: ['orders:write', 'orders:read'],
  }

  test('is made, read, listed, changed and deleted', async () => {
    const made = await owner('POST', '/roles', support)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ ...support, permissions: ['orders:read', 'orders:write'] })
    const path = `/roles/${made.body.id}`
    expect((await owner('GET', path)).body).toEqual(made.body)
    const { body: list } = await owner('GET', '/roles')
    expect(list.data).toEqual([made.body])
    expect(list.built_in.map(({ role }: { role: string }) => role)).toEqual(['owner', 'admin', 'staff'])
    expect(list.built_in[0].permissions).toEqual(STAFF_PERMISSIONS)
    const changed = await owner('PATCH', path, { permissions: ['products:read'] })
    expect(changed.body).toMatchObject({ ...support, permissions: ['products:read'] })
    expect((await owner('DELETE', path)).body).toEqual({ id: made.body.id, deleted: true })
    expectProblem(await owner('GET', path), 'not_found')
    expectProblem(await owner('PATCH', path, {}), 'not_found')
    expectProblem(await owner('DELETE', path), 'not_found')
  })

  test('is listed page by page', async () => {
    const ids = []
    for (let i = 0; i < 3; i += 1) ids.unshift(await addRole(platform, store, []))
    const first = (await owner('GET', '/roles?limit=2')).body
    const second = (await owner('GET', `/roles?limit=2&cursor=${first.next_cursor}`)).body
    const listed = [...first.data, ...second.data].map(({ id }: { id: string }) => id)
    expect(listed).toEqual(ids)
    expect(second.next_cursor).toBe(null)
  })

  test.each<[object, string[]]>([
    [{ name: 'Owner' }, ['name']],
    [{ name: ' ' }, ['name']],
    [{ name: 'x'.repeat(101) }, ['name']],
    [{ permissions: ['platform:admin'] }, ['permissions.0']],
    [{ permissions: ['internal'] }, ['permissions.0']],
    [{ permissions: null }, ['permissions']],
    [{ tenant_id: 'x' }, ['tenant_id']],
  ])('is refused with %j', async (over, paths) => {
    expectProblem(await owner('POST', '/roles', { ...support, ...over }), 'invalid_input', paths)
    expect((await owner('GET', '/roles')).body.data).toEqual([])
  })

  test('has a name of its own, in any case of letters', async () => {
    await owner('POST', '/roles', support)
    expectProblem(await owner('POST', '/roles', { ...support, name: 'SUPPORT' }), 'role_name_taken', ['name'])
    const other = await addRole(platform, store, [])
    expectProblem(await owner('PATCH', `/roles/${other}`, { name: 'support' }), 'role_name_taken', ['name'])
    const neighbour = await platform.signUp()
    expect(
      (await callerAt(platform, neighbour.id, neighbour.session)('POST', '/roles', support)).status,
    ).toBe(201)
  })

  test('stays while a member or an open invitation has it', async () => {
    const role = await addRole(platform, store, ['orders:read'])
    const grant = { role: 'custom', role_id: role }
    const member = await addMember(platform, store, grant)
    expectProblem(await owner('DELETE', `/roles/${role}`), 'role_in_use', [])
    await owner('DELETE', `/members/${member.accountId}`)
    const { body } = await owner('POST', '/invitations', { email: 'next@x.example', ...grant })
    expectProblem(await owner('DELETE', `/roles/${role}`), 'role_in_use', [])
    await platform.control.owner`update invitations set expires_at = now() where id = ${body.id}`
    expect((await owner('DELETE', `/roles/${role}`)).status).toBe(200)
    expect((await owner('GET', '/invitations')).body.data).toEqual([])
  })

  test('is one of a hundred at most', async () => {
    await platform.control.owner`
      insert into roles (tenant_id, name, description, permissions)
      select ${store.id}, 'Role ' || n, '', '{}' from generate_series(1, 99) n`
    await addRole(platform, store, [])
    expectProblem(await owner('POST', '/roles', support), 'too_many_roles', [])
  })
})

describe('a member', () => {
  test('is listed and read with role and permissions in effect', async () => {
    const role = await addRole(platform, store, ['orders:read'])
    const staff = await addMember(platform, store, {
      role: 'staff',
      permissions: ['products:write', 'products:read'],
    })
    const custom = await addMember(platform, store, { role: 'custom', role_id: role })
    const { body } = await owner('GET', '/members')
    expect(body.data).toMatchObject([
      {
        account_id: custom.accountId,
        email: custom.email,
        role: 'custom',
        role_id: role,
        permissions: ['orders:read'],
      },
      {
        account_id: staff.accountId,
        role: 'staff',
        role_id: null,
        permissions: ['products:read', 'products:write'],
      },
      { account_id: store.accountId, role: 'owner', role_name: null, permissions: [...STAFF_PERMISSIONS] },
    ])
    expect(body.data[0].role_name).toMatch(/^Role /)
    expect((await owner('GET', `/members/${staff.accountId}`)).body).toEqual(body.data[1])
    const first = (await owner('GET', '/members?limit=2')).body
    expect(first.data).toHaveLength(2)
    const rest = (await owner('GET', `/members?limit=2&cursor=${first.next_cursor}`)).body
    expect(rest).toEqual({ data: [body.data[2]], next_cursor: null })
  })

  test('may what the role says, on both APIs, and no more', async () => {
    const { session, call } = await addMember(platform, store, {
      role: 'staff',
      permissions: ['products:read'],
    })
    const at = (path: string) => platform.call('GET', path, { host: `${store.slug}.localhost`, key: session })
    expect((await at('/admin/v1/products')).status).toBe(200)
    expectProblem(await at('/admin/v1/orders'), 'forbidden')
    expectProblem(await call('GET', ''), 'forbidden')
    expectProblem(await call('GET', '/members'), 'forbidden')
  })

  test.each<[object, string[]]>([
    [{ role: 'boss' }, ['role']],
    [{}, ['role']],
    [{ role: 'custom' }, ['role_id']],
    [{ role: 'custom', role_id: 'x' }, ['role_id']],
    [{ role: 'custom', role_id: '0198aaaa-0000-7000-8000-000000000000' }, ['role_id']],
    [{ role: 'admin', role_id: '0198aaaa-0000-7000-8000-000000000000' }, ['role_id']],
    [{ role: 'admin', permissions: [] }, ['permissions']],
    [{ role: 'staff', permissions: ['shop'] }, ['permissions.0']],
    [{ role: 'staff', name: 'x' }, ['name']],
  ])('is refused %j, also when invited', async (grant, paths) => {
    const member = await addMember(platform, store, { role: 'admin' })
    expectProblem(await owner('PATCH', `/members/${member.accountId}`, grant), 'invalid_input', paths)
    expect((await owner('GET', `/members/${member.accountId}`)).body.role).toBe('admin')
    const invitation = { email: 'next@x.example', ...grant }
    expectProblem(await owner('POST', '/invitations', invitation), 'invalid_input', paths)
  })

  test("cannot be given another store's role", async () => {
    const neighbour = await platform.signUp()
    const grant = { role: 'custom', role_id: await addRole(platform, neighbour, []) }
    const member = await addMember(platform, store, { role: 'admin' })
    expectProblem(await owner('PATCH', `/members/${member.accountId}`, grant), 'invalid_input', ['role_id'])
  })

  test('leaves by themselves, and then the store is not there', async () => {
    const { call, session } = await addMember(platform, store, { role: 'staff' })
    expect((await call('POST', '/leave')).body).toEqual({ done: true })
    await expect.poll(async () => (await call('POST', '/leave')).status).toBe(404)
    expect((await platform.call('GET', '/platform/v1/tenants', { key: session })).body.data).toEqual([])
  })

  test('hands a store over: makes an owner, then takes another role', async () => {
    const heir = await addMember(platform, store, { role: 'admin' })
    const own = `/members/${store.accountId}`
    expectProblem(await owner('PATCH', own, { role: 'admin' }), 'last_owner', [])
    expectProblem(await owner('DELETE', own), 'last_owner', [])
    expectProblem(await owner('POST', '/leave'), 'last_owner', [])
    expect((await owner('PATCH', `/members/${heir.accountId}`, { role: 'owner' })).body.role).toBe('owner')
    expect((await owner('PATCH', own, { role: 'staff' })).body).toMatchObject({
      role: 'staff',
      permissions: [],
    })
    await expect.poll(async () => (await owner('GET', '')).status).toBe(403)
    expectProblem(await heir.call('POST', '/leave'), 'last_owner', [])
  })

  test('who is none is missing', async () => {
    const stranger = `/members/${(await platform.signUp()).accountId}`
    expectProblem(await owner('GET', stranger), 'not_found')
    expectProblem(await owner('PATCH', stranger, { role: 'admin' }), 'not_found')
    expectProblem(await owner('DELETE', stranger), 'not_found')
  })

  test('is never the installation itself', async () => {
    const admin = callerAt(platform, store.id, ADMIN_TOKEN)
    expectProblem(await admin('POST', '/leave'), 'not_found')
    expectProblem(await admin('DELETE', `/members/${store.accountId}`), 'forbidden')
    expect((await admin('GET', '/members')).body.data).toHaveLength(1)
    const { body } = await platform.call('GET', '/platform/v1/tenants', { key: ADMIN_TOKEN })
    expect(body.data.map(({ membership }: { membership: unknown }) => membership)).toContain(null)
  })
})

test('one sees the stores to which one belongs, with what one is there', async () => {
  const person = await addMember(platform, store, { role: 'staff', permissions: ['orders:read'] })
  const other = await platform.signUp()
  const role = await addRole(platform, other, ['products:read'])
  await platform.control.owner`
    insert into memberships (account_id, tenant_id, role, role_id) values (${person.accountId}, ${other.id}, 'custom', ${role})`
  const { body } = await platform.call('GET', '/platform/v1/tenants', { key: person.session })
  expect(body.data).toMatchObject([
    { id: other.id, membership: { role: 'custom', role_id: role, permissions: ['products:read'] } },
    { id: store.id, membership: { role: 'staff', role_id: null, permissions: ['orders:read'] } },
  ])
  const mine = await platform.call('GET', '/platform/v1/tenants', { key: store.session })
  expect(mine.body.data).toMatchObject([{ id: store.id, membership: { role: 'owner' } }])
})
