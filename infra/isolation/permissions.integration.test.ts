// Every route refuses a caller without its permission. The routes come from the manifests, so new ones are covered.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Permission, type PrincipalKind, STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { type Grant, tokenSigner } from '../../shared/auth/token.ts'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { contentTypeOf, isInternal, type ListedRoute, pathWith, routes, sampleBody } from './manifests.ts'

let platform: TestPlatform
let store: TestStore
/** Secret keys by the one permission that each lacks. */
const keyWithout = new Map<string, string>()
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
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
})
afterAll(() => platform?.stop())

const routesOf = (isMeant: (route: ListedRoute) => boolean) =>
  routes.filter(isMeant).map((route) => [route.name, route] as const)
const ofStaff = routesOf(({ permission }) => (STORE_PERMISSIONS as readonly string[]).includes(permission))
const internal = routesOf(isInternal)
const ofWholeShard = routesOf(({ plane }) => plane === 'shard')

function call(route: ListedRoute, key: string | undefined, host: string): Promise<Answer> {
  return platform.call(route.method.toUpperCase(), pathFor(route), {
    host,
    ...(key === undefined ? {} : { key }),
    body: sampleBody(route),
    ...(route.spec.body === undefined ? {} : { headers: { 'content-type': contentTypeOf(route) } }),
  })
}

const isRaw = (body: unknown) => typeof body === 'string' || body instanceof Uint8Array

/** Permission comes before existence: the ids are of nothing. */
const pathFor = (route: ListedRoute) => pathWith(route.path, () => randomUUID())

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
  expect(routesOf((route) => route.permission === 'account').length).toBeGreaterThan(0)
  expect(routesOf((route) => route.permission === 'platform:admin').length).toBeGreaterThan(0)
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

test.each(routesOf((route) => route.permission === 'account'))('%s is for people', async (_, route) => {
  await expectRefusal(call(route, undefined, 'localhost'), 401, 'authentication_required')
  await expectRefusal(call(route, store.secret, 'localhost'), 403, 'forbidden')
  await expectRefusal(call(route, store.publishable, 'localhost'), 403, 'forbidden')
})

test.each(routesOf((route) => route.permission === 'platform:admin'))(
  '%s is for those who run the installation',
  async (_, route) => {
    await expectRefusal(call(route, undefined, 'localhost'), 401, 'authentication_required')
    await expectRefusal(call(route, store.session, 'localhost'), 403, 'forbidden')
    await expectRefusal(call(route, store.secret, 'localhost'), 403, 'forbidden')
    await expectRefusal(call(route, store.publishable, 'localhost'), 403, 'forbidden')
  },
)

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
