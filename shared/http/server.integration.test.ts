// The bytes on the wire: what Node's own parser refuses gets a problem too, and a stopping server finishes its answers.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createLog } from '../log.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../testing/platform.ts'
import { expectProblem } from '../testing/problem.ts'
import { rawRequest } from '../testing/socket.ts'
import { type HttpServer, serveHttp } from './server.ts'

let platform: TestPlatform
let server: HttpServer
let store: TestStore
const lines: string[] = []
beforeAll(async () => {
  platform = await startTestPlatform({ logTo: (line) => lines.push(line) })
  server = await platform.serve()
  store = await platform.signUp('wire-shop')
})
afterAll(() => platform?.stop())

const HOST = 'Host: wire-shop.localhost\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const SMUGGLED = '/store/v1/smuggled'
/** What was logged of requests to a path, and every failure. */
const linesOf = (path: string) =>
  lines.map((line) => JSON.parse(line)).filter((line) => line.path === path || line.level >= 50)
const send = (bytes: string | Buffer) => rawRequest(server.port, bytes)
const get = (target: string, headers = HOST) => send(`GET ${target} HTTP/1.1\r\n${headers}\r\n`)
const post = (headers: string, body: string) =>
  send(`POST /store/v1/carts HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${body}`)

test.each([
  ['no Host', ''],
  ['an empty Host', 'Host:\r\n'],
  ['a Host with a space', 'Host: a b\r\n'],
  ['a Host with a user', 'Host: u@wire-shop.localhost\r\n'],
  ['a Host with a path', 'Host: wire-shop.localhost/x\r\n'],
  ['a Host with a bad port', 'Host: wire-shop.localhost:99999\r\n'],
  ['two Hosts', `${HOST}${HOST}`],
  ['two different Hosts', `${HOST}Host: other.localhost\r\n`],
  ['bytes for a Host', 'Host: \xff\xfe\r\n'],
])('a request with %s is malformed', async (_what, headers) => {
  expectProblem(await get('/store/v1/products', headers), 'malformed_request', [])
  expectProblem(await get('/healthz', headers), 'malformed_request', [])
})

test('a request of HTTP/1.0 without a Host is malformed', async () => {
  expectProblem(await send('GET / HTTP/1.0\r\n\r\n'), 'malformed_request', [])
})

test('what the gateway adds to an answer goes out with it, whatever answers', async () => {
  const paths = ['/store/v1/products', '/store/v1/products/none', '/store/v1/none', '/healthz', '/docs']
  const answers = await Promise.all(paths.map((path) => get(path)))
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 200, 200])
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(paths.length)
  for (const { headers } of answers) {
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  const origins = answers.map(({ headers }) => headers.get('access-control-allow-origin'))
  expect(origins).toEqual(['*', '*', '*', null, null])
})

test('an unknown Host is no store', async () => {
  for (const host of [
    'x.example',
    'wire-shop.localhost.example',
    '192.0.2.1:80',
    '[2001:db8::1]',
    'a.wire-shop.localhost',
  ])
    expectProblem(await get('/store/v1/products', `Host: ${host}\r\n`), 'unknown_host', [])
})

test('an absolute address names the store, whatever the Host says', async () => {
  const absolute = 'http://wire-shop.localhost/store/v1/products'
  expect((await get(absolute, 'Host: localhost\r\n')).body).toEqual({ data: [], next_cursor: null })
  expectProblem(await get('http://other.localhost/store/v1/products'), 'unknown_host', [])
  for (const target of ['http://[/', 'http:///', 'http://u@wire-shop.localhost\\@x/', 'ftp://x/', '*', 'x'])
    expectProblem(await get(target), 'malformed_request', [])
})

test('a path with backslashes or raw bytes is malformed, a fragment is not part of it', async () => {
  expectProblem(await get('/store\\v1\\products'), 'malformed_request', [])
  expectProblem(await get('/store/v1/products/\xe9'), 'malformed_request', [])
  expect((await get('/store/v1/products#x')).status).toBe(200)
})

test.each([
  ['a line of garbage', 'garbage\r\n\r\n'],
  ['a TLS handshake', Buffer.from('160301020001000001fc0303', 'hex')],
  ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['an unknown method', `FOO / HTTP/1.1\r\n${HOST}\r\n`],
  ['HTTP/3.7', `GET / HTTP/3.7\r\n${HOST}\r\n`],
  ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`],
  ['a NUL in a header', `GET / HTTP/1.1\r\n${HOST}X-A: a\0b\r\n\r\n`],
  ['a header without a name', `GET / HTTP/1.1\r\n${HOST}: b\r\n\r\n`],
  ['a folded header', `GET / HTTP/1.1\r\n${HOST}X-A: a\r\n b\r\n\r\n`],
  ['a space before a colon', `GET / HTTP/1.1\r\n${HOST}X-A : a\r\n\r\n`],
  ['bare line feeds', `GET / HTTP/1.1\nHost: wire-shop.localhost\n\n`],
])('%s is malformed', async (_what, bytes) => {
  const answer = await send(bytes)
  expectProblem(answer, 'malformed_request', [])
  expect(answer.headers.get('connection')).toBe('close')
})

test.each([
  [
    'Content-Length and Transfer-Encoding',
    'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n',
    '2\r\n{}\r\n0\r\n\r\n',
  ],
  [
    'Transfer-Encoding and Content-Length',
    'Transfer-Encoding: chunked\r\nContent-Length: 2\r\n',
    '2\r\n{}\r\n0\r\n\r\n',
  ],
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n', '{}'],
  ['a list of lengths', 'Content-Length: 2, 2\r\n', '{}'],
  ['a negative length', 'Content-Length: -2\r\n', '{}'],
  ['a signed length', 'Content-Length: +2\r\n', '{}'],
  ['a length that is no number', 'Content-Length: 0x2\r\n', '{}'],
  ['an endless length', `Content-Length: ${'9'.repeat(30)}\r\n`, '{}'],
  ['chunked twice', 'Transfer-Encoding: chunked, chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'],
  ['chunked not last', 'Transfer-Encoding: chunked, identity\r\n', '2\r\n{}\r\n0\r\n\r\n'],
  ['a broken chunk size', 'Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'],
  ['a chunk that is longer than it says', 'Transfer-Encoding: chunked\r\n', '1\r\n{}\r\n0\r\n\r\n'],
])('%s cannot smuggle a second request', async (_what, headers, body) => {
  const smuggled = `GET ${SMUGGLED} HTTP/1.1\r\n${HOST}\r\n`
  const answer = await post(headers, body + smuggled)
  expectProblem(answer, 'malformed_request', [])
  expect(answer.headers.get('connection')).toBe('close')
})

test('no smuggled request reached a handler', async () => {
  expect((await get('/store/v1/markets')).status).toBe(200)
  expect(linesOf('/store/v1/markets')).toHaveLength(1)
  expect(linesOf(SMUGGLED)).toEqual([])
})

test('headers or an address that are too long are refused', async () => {
  expectProblem(await get('/healthz', `${HOST}X-A: ${'a'.repeat(20_000)}\r\n`), 'headers_too_large', [])
  expectProblem(await get(`/store/v1/products/${'a'.repeat(200_000)}`), 'headers_too_large', [])
  expectProblem(await get(`/store/v1/products?cursor=${'a'.repeat(15_000)}`), 'invalid_input', ['cursor'])
})

test('an expectation that means nothing here, and an upgrade, are ignored', async () => {
  const { status } = await post('Expect: 200-ok\r\nContent-Length: 2\r\n', '{}')
  expect(status).toBe(201)
  expect((await get('/healthz', `${HOST}Connection: upgrade\r\nUpgrade: websocket\r\n`)).body).toEqual({
    status: 'ok',
  })
})

test('TRACE echoes nothing', async () => {
  const answer = await send(`TRACE /store/v1/products HTTP/1.1\r\n${HOST}X-Secret: 123\r\n\r\n`)
  expectProblem(answer, 'method_not_allowed', [])
  expect(answer.text).not.toContain('123')
})

test('a client that breaks off its body is not our error', async () => {
  const path = '/store/v1/checkouts'
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`POST ${path} HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 20\r\n\r\n{}`)
  await setTimeout(50)
  socket.destroy()
  await vi.waitFor(() => expect(linesOf(path)).toMatchObject([{ status: 400, tenant_id: store.id }]), 5_000)
})

test('a refusal that no handler saw is logged under its request id', async () => {
  const { body } = await get('/', 'Host: a b\r\n')
  const logged = lines.map((line) => JSON.parse(line)).filter((line) => line.request_id === body.request_id)
  expect(logged).toMatchObject([{ level: 30, status: 400 }])
})

test('a handler that fails is a 500 that says nothing, and its reason is logged', async () => {
  const logged: string[] = []
  const failing = await serveHttp(
    () => Promise.reject(new Error('the reason')),
    0,
    createLog('info', 'test', { write: (line) => logged.push(line) }),
  )
  const answer = await rawRequest(failing.port, `GET / HTTP/1.1\r\n${HOST}\r\n`)
  await failing.stop()
  expectProblem(answer, 'internal', [])
  expect(answer.text).not.toContain('the reason')
  expect(JSON.parse(logged[0] ?? '{}')).toMatchObject({
    level: 50,
    request_id: answer.body.request_id,
    err: { message: 'the reason' },
  })
})

test('a server that stops finishes its answers and takes no new ones', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const slow = await serveHttp(
    async (request) => {
      if (request.url.endsWith('/slow')) await released
      return new Response('done')
    },
    0,
    createLog('silent', 'test'),
  )
  const client = new Agent({ keepAliveTimeout: 60_000 })
  const ask = async (path: string) =>
    (await request(`http://127.0.0.1:${slow.port}${path}`, { dispatcher: client })).body.text()
  expect(await ask('/')).toBe('done')
  const underway = ask('/slow')
  await setTimeout(50)
  const started = performance.now()
  const stopped = slow.stop()
  await expect(request(`http://127.0.0.1:${slow.port}/`)).rejects.toThrow('ECONNREFUSED')
  release()
  expect(await underway).toBe('done')
  await stopped
  expect(performance.now() - started).toBeLessThan(3_000)
  await client.destroy()
})

test('nothing may follow an answer that went out before the body of its request had come', async () => {
  const early = await send(
    `POST /store/v1/carts HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: 5000000\r\n\r\n{`,
  )
  expectProblem(early, 'unsupported_media_type', [])
  expect(early.headers.get('connection')).toBe('close')
  expect((await post('Content-Length: 2\r\n', '{}')).headers.get('connection')).not.toBe('close')
})
