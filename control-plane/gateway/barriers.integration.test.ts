// An installation that demands HTTPS, and that its administrators come from certain networks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ADMIN_TOKEN,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { socketCaller } from '../../shared/testing/socket.ts'

const FAR = { 'x-forwarded-for': '203.0.113.9' }
const OFFICE = { 'x-forwarded-for': '198.51.100.7' }
const HTTPS = { 'x-forwarded-proto': 'https' }

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform({
    gateway: { forceHttps: true, adminNetworks: ['198.51.100.0/24', '2001:db8::/32'] },
  })
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const get = (path: string, headers: Record<string, string>, over: { host?: string; key?: string } = {}) =>
  platform.call('GET', path, { headers, ...over })

describe('where HTTPS is demanded', () => {
  test('a page is sent to its secure address', async () => {
    const shop = `${store.slug}.localhost:8080`
    for (const [host, path, location] of [
      ['localhost:8080', '/', 'https://localhost/'],
      ['localhost', '/docs?a=%0d%0ab', 'https://localhost/docs?a=%0d%0ab'],
      [shop, '/docs/setup.js', `https://${store.slug}.localhost/docs/setup.js`],
    ] as const) {
      const answer = await get(path, FAR, { host })
      expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({
        status: 308,
        location,
      })
    }
    expectProblem(await get('/docs', FAR, { host: 'evil.example' }), 'unknown_host')
  })

  test('a call of an API is refused, so that whoever sent a key in the clear hears of it', async () => {
    for (const path of ['/store/v1/products', '/admin/v1/products', '/platform/v1/tenants'])
      expectProblem(await get(path, FAR, { key: store.secret }), 'https_required', [])
    expectProblem(await platform.call('POST', '/docs', { headers: FAR }), 'https_required', [])
  })

  test('what came by HTTPS passes, and what a proxy asks for itself', async () => {
    const host = `${store.slug}.localhost`
    expect((await get('/store/v1/products', { ...FAR, ...HTTPS }, { host })).status).toBe(200)
    expect((await get('/docs', { ...FAR, ...HTTPS })).status).toBe(200)
    expect((await get('/store/v1/products', {}, { host })).status).toBe(200)
    expect((await get('/healthz', FAR)).status).toBe(200)
  })

  test('whoever is no proxy of ours is not believed', async () => {
    const strict = await startTestPlatform({ gateway: { forceHttps: true, trustedProxies: ['192.0.2.1'] } })
    try {
      const { port } = await strict.serve()
      const answer = await socketCaller(port)('GET', '/store/v1/products', { headers: { ...HTTPS, ...FAR } })
      expectProblem(answer, 'https_required')
      expect(answer.headers.get('strict-transport-security')).toBe(null)
    } finally {
      await strict.stop()
    }
  })
})

describe('platform administrators', () => {
  const PATHS = () => ['/platform/v1/shards', '/platform/v1/tenants', `/platform/v1/tenants/${store.id}`]

  test('are let in from their networks', async () => {
    for (const address of ['198.51.100.7', '2001:db8::7', '::ffff:198.51.100.8'])
      for (const path of PATHS())
        expect((await get(path, { ...HTTPS, 'x-forwarded-for': address }, { key: ADMIN_TOKEN })).status).toBe(
          200,
        )
  })

  test('are refused from elsewhere, whatever they write into their own headers', async () => {
    for (const headers of [
      FAR,
      { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' },
      { ...FAR, 'x-real-ip': '198.51.100.7' },
    ])
      for (const path of PATHS())
        expectProblem(await get(path, { ...HTTPS, ...headers }, { key: ADMIN_TOKEN }), 'ip_not_allowed', [])
  })

  test('find out why from where they may', async () => {
    const refused = await get('/platform/v1/shards', { ...HTTPS, ...FAR }, { key: ADMIN_TOKEN })
    const lookUp = () =>
      get(
        `/platform/v1/refusals/${refused.headers.get('x-request-id')}`,
        { ...HTTPS, ...OFFICE },
        { key: ADMIN_TOKEN },
      )
    await expect.poll(async () => (await lookUp()).status, { timeout: 5_000 }).toBe(200)
    expect((await lookUp()).body.refusal).toMatchObject({ rule: 'platform_admin.ip', had: '203.0.113.9' })
  })

  test('and nobody else are kept out by it', async () => {
    expect((await get('/platform/v1/tenants', { ...HTTPS, ...FAR }, { key: store.session })).status).toBe(200)
    const host = `${store.slug}.localhost`
    expect((await get('/admin/v1/products', { ...HTTPS, ...FAR }, { host, key: store.secret })).status).toBe(
      200,
    )
  })
})
