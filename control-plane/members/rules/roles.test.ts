import { describe, expect, test } from 'vitest'
import { STAFF_PERMISSIONS, type StaffPermission } from '../../../shared/auth/permissions.ts'
import { PERMISSION_GROUPS } from './permissions.ts'
import { escalation, type Holding, inOrder, isReservedName, permissionsOf, type Role } from './roles.ts'

describe('a role', () => {
  test('of an owner may everything, an admin all but what concerns the store as a whole', () => {
    expect(permissionsOf('owner', [])).toEqual(STAFF_PERMISSIONS)
    expect(permissionsOf('admin', [])).toEqual(STAFF_PERMISSIONS.filter((name) => name !== 'tenant:write'))
  })

  test.each<Role>(['staff', 'custom'])('%s may what is listed, in one order, each once', (role) => {
    expect(permissionsOf(role, [])).toEqual([])
    expect(permissionsOf(role, ['orders:write', 'products:read', 'orders:write', 'gone:long-ago'])).toEqual([
      'products:read',
      'orders:write',
    ])
  })

  test('that is built in gets nothing of what is listed', () => {
    expect(permissionsOf('admin', ['tenant:write'])).not.toContain('tenant:write')
  })

  test('of the store takes no name of a built-in one, in any case of letters', () => {
    for (const name of ['owner', 'Admin', 'STAFF', 'custom']) expect(isReservedName(name)).toBe(true)
    for (const name of ['owners', 'Support', '']) expect(isReservedName(name)).toBe(false)
  })
})

describe('handing out', () => {
  const holding = (role: Role, ...listed: StaffPermission[]): Holding => ({
    role,
    permissions: permissionsOf(role, listed),
  })
  const allButOrders = STAFF_PERMISSIONS.filter((permission) => permission !== 'orders:write')

  test.each<[string, Holding, Holding, boolean]>([
    ['an owner makes an owner', holding('owner'), holding('owner'), true],
    ['an owner makes an admin', holding('owner'), holding('admin'), true],
    ['an admin makes an admin', holding('admin'), holding('admin'), true],
    ['an admin makes no owner', holding('admin'), holding('owner'), false],
    ['who may everything is no owner yet', holding('custom', ...STAFF_PERMISSIONS), holding('owner'), false],
    ['but makes admins', holding('custom', ...STAFF_PERMISSIONS), holding('admin'), true],
    ['who lacks one makes no admin', holding('staff', ...allButOrders), holding('admin'), false],
    ['anybody gives nothing', holding('staff'), holding('staff'), true],
    ['what one has', holding('staff', 'orders:read'), holding('custom', 'orders:read'), true],
    ['what one lacks', holding('staff', 'orders:read'), holding('staff', 'orders:write'), false],
  ])('%s', (_, caller, given, allowed) => {
    expect(escalation(caller, given) === undefined).toBe(allowed)
  })

  test.each(STAFF_PERMISSIONS)('%s goes only from those who have it', (permission) => {
    const others = STAFF_PERMISSIONS.filter((other) => other !== permission)
    expect(escalation(holding('custom', ...others), holding('staff', permission))).toContain(permission)
    expect(escalation(holding('staff', permission), holding('custom', permission))).toBe(undefined)
  })
})

test('equal sets of permissions are equal lists', () => {
  const reversed = [...STAFF_PERMISSIONS].reverse()
  expect(inOrder(reversed)).toEqual(STAFF_PERMISSIONS)
})

test('every permission is listed once, in a group with a title, and with a sentence', () => {
  const listed = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions)
  expect(listed.map(({ permission }) => permission).sort()).toEqual([...STAFF_PERMISSIONS].sort())
  for (const { description } of listed) expect(description).toMatch(/^[A-Z].{15,}\.$/)
  for (const { group, title } of PERMISSION_GROUPS) {
    expect(title).toMatch(/^[A-Z]/)
    expect(title).not.toBe(group)
  }
})
