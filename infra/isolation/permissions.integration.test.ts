// Every route refuses a caller without its permission. The routes come from the manifests, so new ones are covered.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Permission,
  type PrincipalKind,
  STAFF_PERMISSIONS,
  STORE_PERMISSIONS,
} from '../../shared/auth/permissions.ts'
import { type Grant, tokenSigner } from '../../shared/auth/token.ts'
import { addMember, addRole } from '../../shared/testing/members.ts'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { contentTypeOf, isInternal, type ListedRoute, pathWith, routes, sampleBody } from './manifests.ts'

const SETUP_MS = 120_000

let platform: TestPlatform
let store: TestStore
/** Secret keys by the one permission that each lacks. */
const keyWithout = new Map<string, string>()
/** Sessions of members by the one permission that each lacks at `store`, or has alone at `spare`. */
const memberWithout = new Map<string, string>()
const memberWith = new Map<string, string>()
/** Where members do what they may, whatever that changes. */
let spare: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  spare = await platform.signUp()
  for (const permission of STAFF_PERMISSIONS) {
    const others = STAFF_PERMISSIONS.filter((other) => other !== permission)
    memberWithout.set(permission, await memberWhoMay(store, others))
    memberWith.set(permission, await memberWhoMay(spare, [permission]))
  }
  await Promise.all(
    STORE_PERMISSIONS.map(async (lacking) => {
      const scopes = STORE_PERMISSIONS.filter((permission) => permission !== lacking)
      const { status, body } = await platform.call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
        key: store.session,
        body: { name: `all but ${lacking}`, kind: 'secret', scopes },
      })
      expect(status).toBe(201)
      keyWithout.set(lacking, body.key)
    }),
  )
}, SETUP_MS)
afterAll(() => platform?.stop())

const memberWhoMay = async (at: TestStore, permissions: readonly Permission[]): Promise<string> => {
  const role_id = await addRole(platform, at, permissions)
  return (await addMember(platform, at, { role: 'custom', role_id })).session
}

const routesOf = (isMeant: (route: ListedRoute) => boolean) =>
  routes.filter(isMeant).map((route) => [route.name, route] as const)
const ofStaff = routesOf(
  ({ plane, permission }) =>
    plane === 'data' && (STORE_PERMISSIONS as readonly string[]).includes(permission),
)
const ofMembers = routesOf(({ permission }) => (STAFF_PERMISSIONS as readonly string[]).includes(permission))
const ofPeople = routesOf(({ permission }) => permission === 'account')
const ofInstallation = routesOf(({ permission }) => permission === 'platform:admin')
/** A store's own part of the platform API. */
const namesTenant = ({ params }: ListedRoute) => params.includes('tenant_id')
const internal = routesOf(isInternal)
const ofWholeShard = routesOf(({ plane }) => plane === 'shard')

/** @param at the store whose part of the platform API is called */
function call(route: ListedRoute, key: string | undefined, host: string, at = store): Promise<Answer> {
  return platform.call(route.method.toUpperCase(), pathFor(route, at), {
    host,
    ...(key === undefined ? {} : { key }),
    body: sampleBody(route),
    ...(route.spec.body === undefined ? {} : { headers: { 'content-type': contentTypeOf(route) } }),
  })
}

const isRaw = (body: unknown) => typeof body === 'string' || body instanceof Uint8Array

/** Permission comes before existence: the ids are of nothing. Only of a store itself nobody else learns that it is there. */
const pathFor = (route: ListedRoute, at = store) =>
  pathWith(route.path, (param) => (param === 'tenant_id' ? at.id : randomUUID()))

async function expectRefusal(answer: Answer | Promise<Answer>, status: number, code: string): Promise<void> {
  const { headers, body, text } = await answer
  expect(body, text).toMatchObject({ status, code })
  expect(headers.get('content-type')).toBe('application/problem+json')
}

test('there are routes of each kind', () => {
  expect(ofStaff.length).toBeGreaterThan(0)
  expect(internal.length).toBeGreaterThan(0)
  expect(ofWholeShard.length).toBeGreaterThan(0)
  expect(ofWholeShard.filter(([, route]) => !isInternal(route))).toEqual([])
  expect(ofPeople.length).toBeGreaterThan(0)
  expect(ofInstallation.length).toBeGreaterThan(0)
  expect(ofMembers.filter(([, { plane }]) => plane === 'data').length).toBeGreaterThan(0)
  expect(ofMembers.filter(([, route]) => namesTenant(route)).length).toBeGreaterThan(0)
})

test('every route names a permission that there is, and those for members stand where members are known', () => {
  const known = [...STAFF_PERMISSIONS, 'public', 'shop', 'account', 'platform:admin', 'internal'] as const
  expect(routesOf(({ permission }) => !known.includes(permission))).toEqual([])
  const elsewhere = ofMembers.filter(
    ([, route]) =>
      !route.path.startsWith('/admin/v1/') && !route.path.startsWith('/platform/v1/tenants/{tenant_id}'),
  )
  expect(elsewhere.map(([name]) => name)).toEqual([])
})

test("a key's permissions open the store's own APIs, and no others do", () => {
  const beyond = routesOf(({ plane, permission }) =>
    plane === 'data'
      ? ![...STORE_PERMISSIONS, 'shop', 'public', 'internal'].includes(permission)
      : permission === 'shop',
  )
  expect(beyond.map(([name]) => name)).toEqual([])
})

describe('a member', () => {
  const hostFor = ({ plane }: ListedRoute, { slug }: TestStore) =>
    plane === 'control' ? 'localhost' : `${slug}.localhost`

  test.each(ofMembers)('%s is refused to one with every other permission', async (_, route) => {
    const refusal = await call(route, memberWithout.get(route.permission), hostFor(route, store))
    await expectRefusal(refusal, 403, 'forbidden')
    expect(refusal.body.detail).toBe(`This needs the permission ${route.permission}.`)
  })

  test.each(ofMembers)('%s is open to one with its permission alone', async (_, route) => {
    const { status, body, text } = await call(
      route,
      memberWith.get(route.permission),
      hostFor(route, spare),
      spare,
    )
    const refused = ['forbidden', 'authentication_required', 'invalid_credentials', 'tenant_suspended']
    expect(refused, text).not.toContain(body?.code)
    // That the store itself is not there would be another way to refuse.
    expect(text).not.toContain(`no tenant ${spare.id}`)
    expect(status).not.toBe(500)
  })

  test.each([...ofMembers, ...ofPeople].filter(([, route]) => namesTenant(route)))(
    '%s is not there for members of another store',
    async (_, route) => {
      const answer = await call(route, spare.session, 'localhost')
      await expectRefusal(answer, 404, 'not_found')
      expect(answer.body.detail).toBe(`There is no tenant ${store.id}.`)
    },
  )

  test.each(ofMembers.filter(([, { plane }]) => plane === 'data'))(
    '%s is refused to members of another store',
    async (_, route) => {
      await expectRefusal(call(route, spare.session, hostFor(route, store)), 403, 'forbidden')
    },
  )

  test.each(ofPeople)('%s needs no permission of theirs', async (_, route) => {
    // Of their own: signing out or leaving a store ends what a later test needs.
    const at = await platform.signUp()
    const session = await memberWhoMay(at, [])
    const { body, text } = await call(route, session, 'localhost', at)
    expect(['forbidden', 'authentication_required'], text).not.toContain(body?.code)
    expect(text).not.toContain(`no tenant ${at.id}`)
  })
})

describe.each(['the address of the store', 'the base address'])('at %s', (address) => {
  const host = () => (address === 'the base address' ? 'localhost' : `${store.slug}.localhost`)

  test.each(ofStaff)('%s is for staff with its permission', async (_, route) => {
    await expectRefusal(call(route, keyWithout.get(route.permission), host()), 403, 'forbidden')
    await expectRefusal(call(route, store.publishable, host()), 403, 'forbidden')
    await expectRefusal(call(route, undefined, host()), 401, 'authentication_required')
  })

  test.each(internal)('%s is not there', async (_, route) => {
    for (const key of [undefined, store.secret, store.publishable, store.session])
      await expectRefusal(call(route, key, host()), 404, 'not_found')
  })

  test.each(internal)('%s is not there under another spelling', async (_, route) => {
    const path = pathFor(route)
    const spellings = [
      `/${path}`,
      path.toUpperCase(),
      `/store/v1/../..${path}`,
      `/store/v1/%2e%2e/%2e%2e${path}`,
      `/admin/v1/..%2f..${path}`,
      `/admin/v1/..%5c..${path}`,
    ]
    for (const spelling of spellings) {
      const { status } = await call({ ...route, path: spelling }, store.secret, host())
      expect(status, spelling).toBe(404)
    }
  })
})

test.each(ofPeople)('%s is for people', async (_, route) => {
  await expectRefusal(call(route, undefined, 'localhost'), 401, 'authentication_required')
  await expectRefusal(call(route, store.secret, 'localhost'), 403, 'forbidden')
  await expectRefusal(call(route, store.publishable, 'localhost'), 403, 'forbidden')
})

test.each(ofInstallation)('%s is for those who run the installation', async (_, route) => {
  await expectRefusal(call(route, undefined, 'localhost'), 401, 'authentication_required')
  await expectRefusal(call(route, store.session, 'localhost'), 403, 'forbidden')
  await expectRefusal(call(route, store.secret, 'localhost'), 403, 'forbidden')
  await expectRefusal(call(route, store.publishable, 'localhost'), 403, 'forbidden')
})

describe('a worker', () => {
  const principalWith = (kind: PrincipalKind, permissions: readonly Permission[]) => ({
    kind,
    id: 'forged',
    permissions: new Set(permissions),
  })
  const ofTenant = (permissions: readonly Permission[], kind: PrincipalKind = 'secret_key'): Grant => ({
    tenantId: store.id,
    shard: store.shard,
    epoch: 1,
    plan: 'starter',
    principal: principalWith(kind, permissions),
  })
  const ofShard = (kind: PrincipalKind, permissions: readonly Permission[]): Grant => ({
    shard: store.shard,
    principal: principalWith(kind, permissions),
  })
  const EVERYTHING: readonly Permission[] = [
    'shop',
    'account',
    'platform:admin',
    'internal',
    ...STORE_PERMISSIONS,
  ]
  const BUT_INTERNAL = EVERYTHING.filter((permission) => permission !== 'internal')
  const KINDS: readonly PrincipalKind[] = [
    'anonymous',
    'publishable_key',
    'secret_key',
    'account',
    'platform_admin',
    'job',
  ]

  async function dispatch(route: ListedRoute, grant: Grant): Promise<Response> {
    const body = sampleBody(route)
    const token = await tokenSigner(TOKEN_SECRET)(grant)
    const request = new Request(`http://worker${pathFor(route)}`, {
      method: route.method.toUpperCase(),
      headers: {
        'content-type': contentTypeOf(route),
        'x-storeplane-token': token,
        'x-request-id': randomUUID(),
      },
      body: body === undefined ? null : isRaw(body) ? body : JSON.stringify(body),
    })
    return platform.workers.get(store.shard)!.answer(request)
  }

  test.each(internal.filter(([, route]) => route.plane === 'data'))(
    'does %s for the control plane only',
    async (_, route) => {
      const refusal = await dispatch(route, ofTenant(BUT_INTERNAL))
      expect(await refusal.json()).toMatchObject({ status: 403, code: 'forbidden' })
      expect((await dispatch(route, ofTenant(['internal']))).status).not.toBe(403)
    },
  )

  test.each(ofWholeShard)('does %s for the control plane only, and for no tenant', async (_, route) => {
    for (const kind of [...KINDS, 'control_plane'] as const) {
      const refusal = await dispatch(route, ofTenant(EVERYTHING, kind))
      expect(await refusal.json(), `a grant of a tenant, as ${kind}`).toMatchObject({ status: 404 })
    }
    for (const kind of KINDS) {
      const refusal = await dispatch(route, ofShard(kind, EVERYTHING))
      expect(await refusal.json(), kind).toMatchObject({ status: 403, code: 'forbidden' })
    }
    const refusal = await dispatch(route, ofShard('control_plane', BUT_INTERNAL))
    expect(await refusal.json()).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await dispatch(route, ofShard('control_plane', ['internal']))).status).toBe(200)
  })

  test.each(routesOf(({ plane }) => plane === 'data'))(
    'does not do %s for a whole shard',
    async (_, route) => {
      for (const permissions of [EVERYTHING, ['internal']] as const) {
        const refusal = await dispatch(route, ofShard('control_plane', permissions))
        expect(await refusal.json()).toMatchObject({ status: 404, code: 'not_found' })
      }
    },
  )

  test.each(ofStaff)('refuses %s to a token without its permission', async (_, route) => {
    const refusal = await dispatch(
      route,
      ofTenant(EVERYTHING.filter((permission) => permission !== route.permission)),
    )
    expect(await refusal.json()).toMatchObject({ status: 403, code: 'forbidden' })
  })
})
