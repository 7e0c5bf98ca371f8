// What comes in wrong is refused alike wherever it comes in: in the gateway's own process and over a socket.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, startTestPlatform, type TestPlatform, type TestStore } from '../testing/platform.ts'
import { expectProblem } from '../testing/problem.ts'
import { socketCaller } from '../testing/socket.ts'
import type { HttpServer } from './server.ts'

let platform: TestPlatform
let server: HttpServer
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  server = await platform.serve()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PRODUCTS = '/admin/v1/products'
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000)
const priced = (amount: string) =>
  `{"title":"A","variants":[{"prices":[{"amount":${amount},"currency":"USD"}]}]}`
const titled = (title: string) => `{"title":"${title}","variants":[{}]}`
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

describe.each(['in process', 'over a socket'])('%s', (way) => {
  const call = (method: string, path: string, over: Call & { chunked?: boolean } = {}) =>
    (way === 'in process' ? platform.call : socketCaller(server.port))(method, path, {
      host: `${store.slug}.localhost`,
      key: store.secret,
      ...over,
    })
  const create = (body: unknown, headers: Record<string, string> = {}) =>
    call('POST', PRODUCTS, { body, headers })

  test.each<[string, string | Buffer]>([
    ['is cut off', '{"title":'],
    ['is empty', ''],
    ['is blank', ' \n'],
    ['has a comment', '{/* */}'],
    ['has single quotes', "{'title':'A'}"],
    ['is not UTF-8', bytes('{"title":"', [0xff, 0xfe], '"}')],
    ['is UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
    ['holds a raw surrogate', bytes('{"title":"', [0xed, 0xa0, 0x80], '"}')],
    ['holds a raw NUL', bytes('{"title":"', [0], '"}')],
    ['is gzip', Buffer.from('1f8b0800000000000003abae0500430142d302000000', 'hex')],
  ])('a body that %s is malformed', async (_what, body) => {
    expectProblem(await create(body), 'malformed_request', [])
  })

  test.each([
    ['title', titled('a\\u0000b')],
    ['title', titled('a\\ud800b')],
    ['title', titled('\\udc00')],
    ['metadata.a\0', '{"title":"A","variants":[{}],"metadata":{"a\\u0000":"b"}}'],
    ['x.y.0', '{"x":{"y":["\\uDFFF"]}}'],
  ])('text that cannot be stored is refused at %j', async (path, body) => {
    expectProblem(await create(body), 'malformed_request', [path])
  })

  test('a path with a slash at its end is another path', async () => {
    expectProblem(await call('GET', `${PRODUCTS}/`), 'not_found', [])
  })

  test('text that only looks unstorable is kept as it is', async () => {
    const title = 'é \ud83d\ude00 \\u0000 \u0001 \u2028 \uffff'
    const { status, body } = await create({ title, variants: [{}] })
    expect({ status, title: body.title }).toEqual({ status: 201, title })
  })

  test.each([
    ['__proto__', '{"title":"A","variants":[{}],"__proto__":{"status":"active"}}'],
    ['metadata.__proto__', '{"title":"A","variants":[{}],"metadata":{"__proto__":"x"}}'],
    ['variants.0.options.__proto__', '{"title":"A","variants":[{"options":{"__proto__":"x"}}]}'],
    ['metadata.__proto__', '{"title":"A","variants":[{}],"metadata":{"\\u005f_proto__":"x"}}'],
    ['constructor', '{"title":"A","variants":[{}],"constructor":{"prototype":{"polluted":1}}}'],
  ])('a field %s is refused, not lost', async (path, body) => {
    expectProblem(await create(body), 'invalid_input', [path])
    expect({}).not.toHaveProperty('polluted')
  })

  test.each<[string, unknown, string[]]>([
    ['a missing field', {}, ['title', 'variants']],
    ['null for an object', 'null', ['']],
    ['an array for an object', [], ['']],
    ['a string for an object', '"text"', ['']],
    ['a number for an object', '12', ['']],
    ['an array for a nested object', { title: 'A', variants: [{ metadata: [] }] }, ['variants.0.metadata']],
    ['an object for an array', { title: 'A', variants: { 0: {} } }, ['variants']],
    ['a number for text', { title: 1, variants: [{}] }, ['title']],
    ['null for text', { title: null, variants: [{}] }, ['title']],
    ['an unknown field', { title: 'A', variants: [{}], colour: 1 }, ['colour']],
    [
      'unknown nested fields',
      { title: 'A', variants: [{ b: 1, prices: [{ amount: 1, currency: 'USD', a: 1 }] }] },
      ['variants.0.b', 'variants.0.prices.0.a'],
    ],
    ['text for a number', priced('"1"'), ['variants.0.prices.0.amount']],
    ['1e400', priced('1e400'), ['variants.0.prices.0.amount']],
    ['-1e400', priced('-1e400'), ['variants.0.prices.0.amount']],
    ['a fraction', priced('1.5'), ['variants.0.prices.0.amount']],
    ['a negative price', priced('-1'), ['variants.0.prices.0.amount']],
    ['a price above the highest', priced('10000000000'), ['variants.0.prices.0.amount']],
    ['deep nesting', DEEP, ['']],
    ['deep nesting in a field', `{"title":${DEEP},"variants":[{}]}`, ['title']],
    ['a very long text', { title: 'x'.repeat(500_000), variants: [{}] }, ['title']],
  ])('%s is invalid input, with its path', async (_what, body, paths) => {
    expectProblem(await create(body), 'invalid_input', paths)
  })

  test.each(['9223372036854775808', '1e21', '9007199254740993', '-9223372036854775809'])(
    'the number %s is too large wherever an integer is wanted',
    async (number) => {
      const answer = await create(`{"title":"A","variants":[{"inventory_quantity":${number}}]}`)
      expectProblem(answer, 'invalid_input')
      expect(new Set(answer.body.errors.map(({ path }: { path: string }) => path))).toEqual(
        new Set(['variants.0.inventory_quantity']),
      )
    },
  )

  test.each(['-0', '0e5', '1e2'])('the integer %s is taken however it is written', async (amount) => {
    const { status, body } = await create(priced(amount))
    expect(status).toBe(201)
    expect(body.variants[0].prices[0].amount).toBe(Number(amount) + 0)
  })

  test('deep nesting that hides a bad character is malformed', async () => {
    expectProblem(await create(DEEP.replace('[]', '["\\u0000"]')), 'malformed_request', [])
  })

  test('an answer names at most 100 of very many faults', async () => {
    const keys = Array.from({ length: 90_000 }, (_, i) => `"k${i}":1`)
    const answer = await create(`{${keys.join()}}`)
    expectProblem(answer, 'invalid_input')
    expect(answer.body.detail).toBe('90002 fields are invalid.')
    expect(answer.body.errors).toHaveLength(100)
    expect(answer.body.errors[0]).toEqual({ path: 'title', message: 'is required' })

    const scopes = Array.from({ length: 250_000 }, () => 1)
    const key = await call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
      host: 'localhost',
      key: store.session,
      body: { name: 'A', kind: 'secret', scopes },
    })
    expectProblem(key, 'invalid_input')
    expect(key.body.errors.length).toBeLessThanOrEqual(100)
  })

  test('a body over 1 MiB is too large, whether or not it says so before', async () => {
    const body = titled('x'.repeat(2 * 1024 * 1024))
    expectProblem(await create(body), 'payload_too_large', [])
    expectProblem(await call('POST', PRODUCTS, { body, chunked: true }), 'payload_too_large', [])
    const fits = titled('x').padEnd(1024 * 1024)
    expect((await create(fits)).status).toBe(201)
    expectProblem(await create(`${fits} `), 'payload_too_large', [])
  })

  test.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'json',
  ])('a body of type %j is not taken', async (type) => {
    expectProblem(await create('{}', { 'content-type': type }), 'unsupported_media_type', [])
  })

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;charset=x'])(
    'a body of type %j is JSON',
    async (type) => {
      expectProblem(await create('{}', { 'content-type': type }), 'invalid_input')
    },
  )

  test('no body where one is wanted is of no media type', async () => {
    expectProblem(await call('POST', PRODUCTS), 'unsupported_media_type', [])
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e9', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['limit=%zz', 'limit'],
    ['cursor=', 'cursor'],
    ['cursor=AAAA', 'cursor'],
    ['cursor=%ED%A0%80', 'cursor'],
    [`cursor=${'A'.repeat(5_000)}`, 'cursor'],
    [`cursor=${Buffer.from("' or 1=1 --").toString('base64url')}`, 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    ['status=sold', 'status'],
    ['page=2', 'page'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['%00=1', '\0'],
  ])('the query ?%s is invalid', async (query, path) => {
    expectProblem(await call('GET', `${PRODUCTS}?${query}`), 'invalid_input', [path])
  })

  test.each(['limit=%00', 'handle=a%00b', 'handle=a&handle=%00'])(
    'the query ?%s is malformed',
    async (query) => {
      const answer = await call('GET', `${PRODUCTS}?${query}`)
      expectProblem(answer, 'malformed_request', [query.split('=')[0] as string])
    },
  )

  test.each(['%zz', '%ff', '%', '%ED%A0%80', 'x', '0', 'a'.repeat(8_000), '..%2f..', '__proto__', 'a%2fb'])(
    'the id %s is invalid, and no handle either',
    async (id) => {
      expectProblem(await call('GET', `${PRODUCTS}/${id}`), 'invalid_input', ['product_id'])
      const shown = await call('GET', `/store/v1/products/${id}`)
      expectProblem(shown, id.length > 255 ? 'invalid_input' : 'not_found')
    },
  )

  test('an id with a NUL is malformed', async () => {
    expectProblem(await call('GET', `${PRODUCTS}/%00`), 'malformed_request', ['product_id'])
    expectProblem(await call('GET', '/store/v1/products/a%00b'), 'malformed_request', ['product_id'])
  })

  test.each(['/nothing', '/admin', '/admin/v1', '/admin/v1/', '/admin/v1/nothing', '//'])(
    'nothing answers at %s',
    async (path) => {
      expectProblem(await call('GET', path), 'not_found', [])
      expectProblem(await call('POST', `${path}nothing`, { host: 'localhost', body: {} }), 'not_found', [])
    },
  )

  test.each([
    '/internal/v1/store',
    '/admin/v1/../../internal/v1/store',
    '/admin/v1/%2e%2e/%2e%2e/internal/v1/store',
  ])('the internal API is out of reach at %s', async (path) => {
    const body = { epoch: 1, name: 'A', contact_email: 'a@b.example' }
    expectProblem(await call('PUT', path, { body }), 'not_found', [])
  })

  test('HEAD is answered as GET, without a body', async () => {
    const get = await call('GET', PRODUCTS)
    const head = await call('HEAD', PRODUCTS)
    expect({ status: head.status, text: head.text, type: head.headers.get('content-type') }).toEqual({
      status: 200,
      text: '',
      type: get.headers.get('content-type'),
    })
    const refused = await call('HEAD', `${PRODUCTS}/x`)
    expect({ status: refused.status, type: refused.headers.get('content-type') }).toEqual({
      status: 422,
      type: 'application/problem+json',
    })
  })

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'])(
    '%s of a list is not allowed',
    async (method) => {
      const answer = await call(method, PRODUCTS)
      expectProblem(answer, 'method_not_allowed', [])
      expect(answer.headers.get('allow')).toBe('GET, POST')
    },
  )

  test.each(['Basic c3A6c3A=', 'Bearer', 'Bearer ', 'Bearer a b', 'Digest x', 'x', 'Bearer \u00ff'])(
    'the authorization %j is refused',
    async (authorization) => {
      const answer = await call('GET', PRODUCTS, { headers: { authorization } })
      expectProblem(answer, 'invalid_credentials', [])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expectProblem(
        await call('GET', '/store/v1/products', { headers: { authorization } }),
        'invalid_credentials',
      )
      const platform = await call('GET', '/platform/v1/tenants', {
        host: 'localhost',
        headers: { authorization },
      })
      expectProblem(platform, 'invalid_credentials')
    },
  )

  test('the scheme of a credential may be written in any case', async () => {
    const answer = await call('GET', PRODUCTS, { headers: { authorization: `bEARER   ${store.secret}` } })
    expect(answer.status).toBe(200)
  })

  test.each(['', 'x'.repeat(256)])('an Idempotency-Key of wrong length is malformed', async (key) => {
    const answer = await create({ title: 'A', variants: [{}] }, { 'idempotency-key': key })
    expectProblem(answer, 'malformed_request', [])
  })

  test("a caller's own x-request-id and worker token are ignored", async () => {
    const headers = { 'x-request-id': 'mine', 'x-storeplane-token': 'mine' }
    const answer = await call('GET', PRODUCTS, { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expectProblem(await call('GET', `${PRODUCTS}/x`, { headers }), 'invalid_input')
  })
})
