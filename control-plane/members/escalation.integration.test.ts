// Nobody hands out more than they have: each kind of caller tries each grant by every way there is.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STAFF_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { addMember, addRole, callerAt, newEmail, type TestMember } from '../../shared/testing/members.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let owner: TestMember['call']
/** Roles of the store's own, by what they are of. */
const roleIds = new Map<string, string>()
const callers = new Map<string, TestMember['call']>()

const MANAGER = ['members:read', 'members:write', 'orders:read'] as const
const ROLES = { everything: STAFF_PERMISSIONS, manager: MANAGER, refunds: ['orders:write'] } as const
const GRANTS: Record<string, () => object> = {
  owner: () => ({ role: 'owner' }),
  admin: () => ({ role: 'admin' }),
  everything: () => ({ role: 'custom', role_id: roleIds.get('everything') }),
  'staff with orders:write': () => ({ role: 'staff', permissions: ['orders:write'] }),
  'a role with orders:write': () => ({ role: 'custom', role_id: roleIds.get('refunds') }),
  'staff with orders:read': () => ({ role: 'staff', permissions: ['orders:read'] }),
  manager: () => ({ role: 'custom', role_id: roleIds.get('manager') }),
  nothing: () => ({ role: 'staff' }),
}
const SMALL = ['staff with orders:read', 'manager', 'nothing']
const BUT_ALL = ['admin', 'staff with orders:write', 'a role with orders:write', ...SMALL]
/** What each caller may hand out, and take away. */
const MAY: Record<string, readonly string[]> = {
  owner: Object.keys(GRANTS),
  everything: ['everything', ...BUT_ALL],
  admin: BUT_ALL,
  manager: SMALL,
}

beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  owner = callerAt(platform, store.id, store.session)
  for (const [name, permissions] of Object.entries(ROLES))
    roleIds.set(name, await addRole(platform, store, permissions))
  callers.set('owner', owner)
  for (const name of ['everything', 'admin', 'manager'])
    callers.set(name, (await addMember(platform, store, GRANTS[name]!())).call)
})
afterAll(() => platform?.stop())

const attempts = Object.keys(MAY).flatMap((caller) =>
  Object.keys(GRANTS).map((grant) => [caller, grant] as const),
)

describe.each(attempts)('%s and %s', (name, grant) => {
  const may = MAY[name]!.includes(grant)
  const call: TestMember['call'] = (...args) => callers.get(name)!(...args)

  test(may ? 'may invite so' : 'may not invite so, nor send or withdraw such an invitation', async () => {
    const body = { email: newEmail(), ...GRANTS[grant]!() }
    const answer = await call('POST', '/invitations', body)
    if (may) expect(answer.status, answer.text).toBe(201)
    else expectProblem(answer, 'permission_escalation')
    const { id } = may ? answer.body : (await owner('POST', '/invitations', body)).body
    for (const answer of [
      await call('POST', `/invitations/${id}/resend`),
      await call('DELETE', `/invitations/${id}`),
    ])
      if (may) expect(answer.status, answer.text).toBe(200)
      else expectProblem(answer, 'permission_escalation', [])
  })

  test(may ? 'may make a member so' : 'may not make a member so', async () => {
    const { accountId } = await addMember(platform, store, { role: 'staff' })
    const answer = await call('PATCH', `/members/${accountId}`, GRANTS[grant]!())
    if (may) expect(answer.status, answer.text).toBe(200)
    else {
      expectProblem(answer, 'permission_escalation')
      expect((await owner('GET', `/members/${accountId}`)).body).toMatchObject({
        role: 'staff',
        permissions: [],
      })
    }
  })

  test(may ? 'may unmake such a member' : 'may not unmake such a member', async () => {
    const { accountId } = await addMember(platform, store, GRANTS[grant]!())
    const path = `/members/${accountId}`
    for (const answer of [
      await call('PATCH', path, { role: 'staff' }),
      ...(may ? [] : [await call('DELETE', path)]),
    ])
      if (may) expect(answer.status, answer.text).toBe(200)
      else expectProblem(answer, 'permission_escalation', [])
    expect((await owner('DELETE', path)).status).toBe(200)
  })
})

describe.each(Object.keys(MAY))('%s', (name) => {
  const call: TestMember['call'] = (...args) => callers.get(name)!(...args)
  const has = (permission: string) =>
    name === 'manager'
      ? (MANAGER as readonly string[]).includes(permission)
      : name !== 'admin' || permission !== 'tenant:write'

  test.each(STAFF_PERMISSIONS)(
    'makes, changes and deletes roles with %s only if they have it',
    async (permission) => {
      const body = { name: newEmail(), permissions: [permission] }
      const made = await call('POST', '/roles', body)
      if (has(permission)) expect(made.status, made.text).toBe(201)
      else expectProblem(made, 'permission_escalation', ['permissions'])
      const { id } = has(permission) ? made.body : (await owner('POST', '/roles', body)).body
      const path = `/roles/${id}`
      for (const [method, change] of [
        ['PATCH', { description: 'x' }],
        ['PATCH', { permissions: [] }],
        ['PATCH', { permissions: [permission] }],
        ['DELETE', undefined],
      ] as const) {
        const answer = await call(method, path, change)
        if (has(permission)) expect(answer.status, answer.text).toBe(200)
        else expectProblem(answer, 'permission_escalation', [])
      }
      if (has(permission)) return
      const empty = await addRole(platform, store, [])
      const widened = await call('PATCH', `/roles/${empty}`, { permissions: [permission] })
      expectProblem(widened, 'permission_escalation', ['permissions'])
      expect((await owner('GET', path)).body.permissions).toEqual([permission])
      for (const role of [id, empty]) await owner('DELETE', `/roles/${role}`)
    },
  )
})

test('who may manage members may not raise themselves, by their own row or their own role', async () => {
  const id = await addRole(platform, store, MANAGER)
  const member = await addMember(platform, store, { role: 'custom', role_id: id })
  const own = `/members/${member.accountId}`
  const all = [...STAFF_PERMISSIONS]
  expectProblem(await member.call('PATCH', own, { role: 'owner' }), 'permission_escalation', ['role'])
  expectProblem(
    await member.call('PATCH', own, { role: 'staff', permissions: all }),
    'permission_escalation',
    ['permissions'],
  )
  expectProblem(await member.call('PATCH', `/roles/${id}`, { permissions: all }), 'permission_escalation', [
    'permissions',
  ])
  expect((await member.call('PATCH', own, { role: 'staff', permissions: ['orders:read'] })).status).toBe(200)
})
