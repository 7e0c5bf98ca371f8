// What attackers try first (OWASP API Security Top 10, 2023), over a real socket. Other stores' rows (API1), permissions (API5)
// and the size of what is asked (API4) have tests of their own in infra/isolation/ and beside this file.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { ADMIN_TOKEN, startTestPlatform, type TestPlatform, type TestStore } from '../testing/platform.ts'
import { expectProblem } from '../testing/problem.ts'
import { rawRequest, socketCaller } from '../testing/socket.ts'
import { type HttpServer, serveHttp } from './server.ts'

let platform: TestPlatform
let server: HttpServer
let store: TestStore
let host: string
beforeAll(async () => {
  platform = await startTestPlatform()
  server = await platform.serve()
  store = await platform.signUp()
  host = `${store.slug}.localhost`
})
afterAll(() => platform?.stop())

const call: ReturnType<typeof socketCaller> = (...args) => socketCaller(server.port)(...args)

describe('an answer', () => {
  test.each([
    ['data of a shop', '/store/v1/products', 'cross-origin'],
    ['a problem of a shop', '/store/v1/products/none', 'cross-origin'],
    ['data of the staff', '/admin/v1/products', 'same-origin'],
    ['a refusal', '/admin/v1/nothing', 'same-origin'],
    ['health', '/healthz', 'same-origin'],
    ['a document', '/admin/v1/openapi.json', 'same-origin'],
    ['a script', '/docs/setup.js', 'same-origin'],
  ])('that is %s may not be run, framed, sniffed or told of', async (_, path, policy) => {
    const { headers } = await call('GET', path, { host, key: store.secret })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': policy,
    })
    expect(headers.get('server')).toBe(null)
    expect(headers.get('x-powered-by')).toBe(null)
  })

  test('that is a page runs its own scripts only', async () => {
    const { headers } = await call('GET', '/docs')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src|unsafe-eval/)
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  test('to what is not HTTP has them too', async () => {
    const { headers } = await rawRequest(server.port, 'garbage\r\n\r\n')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('demands HTTPS from then on only when it goes out by HTTPS', async () => {
    const hsts = async (headers: Record<string, string>) =>
      (await call('GET', '/store/v1/products', { host, headers })).headers.get('strict-transport-security')
    expect(await hsts({ 'x-forwarded-proto': 'https' })).toBe('max-age=31536000')
    expect(await hsts({ 'x-forwarded-proto': 'http' })).toBe(null)
    expect(await hsts({})).toBe(null)
  })
})

test('a method stands in the request line and nowhere else', async () => {
  const product = { title: 'Kept', variants: [{}] }
  const { body } = await call('POST', '/admin/v1/products', { host, key: store.secret, body: product })
  const path = `/admin/v1/products/${body.id}`
  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    await call('GET', path, { host, key: store.secret, headers: { [name]: 'DELETE' } })
    await call('POST', path, { host, key: store.secret, body: {}, headers: { [name]: 'DELETE' } })
  }
  await call('GET', `${path}?_method=DELETE`, { host, key: store.secret })
  expect((await call('GET', path, { host, key: store.secret })).body.title).toBe('Kept')
})

test.each([
  '/docs/../package.json',
  '/docs/..%2f..%2fpackage.json',
  '/docs/%2e%2e/%2e%2e/package.json',
  '/docs/..%5c..%5cpackage.json',
  '/docs/....//package.json',
  '/docs/setup.js%00.css',
  '/docs//etc/passwd',
])('no file but those meant is read at %s', async (path) => {
  const answer = await call('GET', path)
  expect([401, 404]).toContain(answer.status)
  expect(answer.text).not.toMatch(/"dependencies"|root:/)
})

test.each([
  ['/store/v1/products/%0d%0aset-cookie:%20a=b', {}],
  ['/store/v1/products?handle=%0d%0aset-cookie:%20a=b', {}],
  ['/docs/%0d%0aset-cookie:%20a=b', {}],
  ['/store/v1/products', { origin: 'https://x.example%0d%0aset-cookie:a=b' }],
  ['/store/v1/products', { 'if-none-match': '"%0d%0aset-cookie: a=b"' }],
])('a line break in %s %j ends no header', async (path, headers) => {
  const answer = await call('GET', path, { host, headers })
  expect(answer.headers.get('set-cookie')).toBe(null)
})

test.each([
  ['/platform/v1/signup', { status: 'active', plan: 'enterprise', role: 'platform_admin', is_admin: true }],
  ['/platform/v1/signup', { tenant: { plan: 'enterprise' }, limits: null }],
])('a caller sets no field that is not theirs: %s %j', async (path, extra) => {
  const body = {
    email: 'mass@assignment.example',
    password: 'a long passphrase',
    store_name: 'Mass',
    slug: 'mass-assignment',
    ...extra,
  }
  expectProblem(await call('POST', path, { body }), 'invalid_input', Object.keys(extra))
})

test('an error tells nothing of what is inside, not even where the wrong tenant lives', async () => {
  for (const path of ['/admin/v1/products/%27', '/platform/v1/tenants/%27', "/store/v1/products/'--"])
    for (const key of [store.secret, store.session]) {
      const { text } = await call('GET', path, {
        host: path.startsWith('/platform') ? 'localhost' : host,
        key,
      })
      expect(text).not.toMatch(/postgres|select |shard-|node_modules|stack/i)
    }
})

test.each([
  "' or '1'='1",
  "'; select pg_sleep(30) --",
  '%27%20or%201=1',
  '$1',
  '\\',
  '1) or (1=1',
  '{"$ne":null}',
])('as a filter, a name and a key the text %s is text', async (text) => {
  const named = await call('GET', `/store/v1/products/${encodeURIComponent(text)}`, { host })
  expectProblem(named, 'not_found')
  const body = { title: text, variants: [{ sku: text }] }
  const made = await call('POST', '/admin/v1/products', {
    host,
    key: store.secret,
    body,
    headers: { 'idempotency-key': encodeURIComponent(text) },
  })
  expect(made).toMatchObject({ status: 201, body: { title: text } })
  const tenants = await call('GET', `/platform/v1/tenants?slug=${encodeURIComponent(text)}`, {
    key: ADMIN_TOKEN,
  })
  expect(tenants.body.data).toEqual([])
})

test('a query of thousands of parameters is refused by what is unknown in it', async () => {
  const query = Array.from({ length: 2_000 }, (_, i) => `a${i}=1`).join('&')
  expectProblem(await call('GET', `/store/v1/products?${query}`, { host }), 'invalid_input')
})

describe('a client that takes for ever', () => {
  test.each([
    ['over its headers', 'GET / HTTP/1.1\r\nHost: local'],
    ['over its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{'],
  ])('%s is answered 408 and cut off', async (_, bytes) => {
    const patience = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 }
    const log = createLog('silent', 'test')
    const slow = await serveHttp(async (request) => new Response(await request.text()), 0, log, patience)
    const socket = connect(slow.port, '127.0.0.1').setEncoding('utf8')
    let received = ''
    socket.on('data', (text: string) => {
      received += text
    })
    socket.write(bytes)
    await once(socket, 'close')
    await slow.stop()
    expect(received).toMatch(/^HTTP\/1\.1 408 /)
    expect(received).toContain('"code":"request_timeout"')
  })
})
