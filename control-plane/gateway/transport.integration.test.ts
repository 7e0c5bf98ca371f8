// Workers that run elsewhere: what passes between gateway and worker, and what becomes of a request when one is down.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { socketCaller } from '../../shared/testing/socket.ts'

let platform: TestPlatform
let store: TestStore
let workerUrl: string
const lines: string[] = []
/** A store that is never served. */
const marker: { store: TestStore; status: 'suspended' | 'cancelled' } = {
  store: {} as TestStore,
  status: 'cancelled',
}
beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', logTo: (line) => lines.push(line) })
  store = await platform.signUp()
  expect((await store.shop('GET', '/store/v1/markets')).status).toBe(200)
  const [shard] = await platform.control.owner`select worker_url from shards where name = ${store.shard}`
  workerUrl = shard?.worker_url
  marker.store = await platform.signUp()
  // Now the gateway knows it, and will learn of changes by hearing of them only.
  expect((await marker.store.shop('GET', '/')).status).toBe(200)
})
afterAll(() => platform?.stop())

const PRODUCTS = '/admin/v1/products'
const ADDRESS = {
  name: 'A Shopper',
  line1: '1 Market Street',
  city: 'Springfield',
  state: 'IL',
  postal_code: '62701',
  country: 'US',
}

describe('over HTTP', () => {
  test('a shopper buys as in one process', async () => {
    const shirt = await store.admin('POST', PRODUCTS, {
      title: 'Linen shirt – é 😀',
      status: 'active',
      variants: [{ prices: [{ amount: 2_000, currency: 'USD' }], inventory_quantity: 3 }],
    })
    expect({ status: shirt.status, title: shirt.body.title }).toEqual({
      status: 201,
      title: 'Linen shirt – é 😀',
    })
    const cart = (await store.shop('POST', '/store/v1/carts', {})).body
    const line = { variant_id: shirt.body.variants[0].id, quantity: 2 }
    expect((await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, line)).status).toBe(201)
    const checkout = (await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
    await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
      email: 'shopper@example.com',
      shipping_address: ADDRESS,
      shipping_method: 'standard',
      payment_method: 'test',
    })
    const complete = () =>
      store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`, undefined, {
        'idempotency-key': 'buy',
      })
    const first = await complete()
    const again = await complete()
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.text).toBe(first.text)
    expect(first.headers.get('idempotency-replayed')).toBe(null)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(
      (await store.admin('GET', `${PRODUCTS}/${shirt.body.id}`)).body.variants[0].inventory_quantity,
    ).toBe(1)
  })

  test('problems pass with their status, paths, headers and request id', async () => {
    expectProblem(await store.admin('POST', PRODUCTS, { variants: [{ sku: 1 }] }), 'invalid_input', [
      'title',
      'variants.0.sku',
    ])
    expectProblem(await store.admin('POST', PRODUCTS, '{'), 'malformed_request', [])
    expectProblem(await store.admin('POST', PRODUCTS, Buffer.from([0x7b, 0xff])), 'malformed_request', [])
    expectProblem(
      await store.shop('GET', '/store/v1/carts/0198aaaa-0000-7000-8000-000000000000'),
      'not_found',
    )
    expectProblem(await store.shop('GET', '/admin/v1/store'), 'forbidden')
    const refused = await store.admin('PUT', PRODUCTS, {})
    expectProblem(refused, 'method_not_allowed')
    expect(refused.headers.get('allow')).toBe('GET, POST')
    expect((await store.admin('HEAD', PRODUCTS)).text).toBe('')
  })

  test('a query passes as it is', async () => {
    expectProblem(await store.admin('GET', `${PRODUCTS}?limit=0&cursor=`), 'invalid_input', [
      'limit',
      'cursor',
    ])
    expectProblem(await store.admin('GET', `${PRODUCTS}?limit=1&limit=2`), 'invalid_input', ['limit'])
    expectProblem(await store.admin('GET', `${PRODUCTS}?handle=%00`), 'malformed_request', ['handle'])
    expect((await store.admin('GET', `${PRODUCTS}?handle=${encodeURIComponent('größe')}`)).body.data).toEqual(
      [],
    )
  })

  test('a large body passes, one that is too large is refused', async () => {
    const product = { title: 'Long', description: 'é'.repeat(100_000), variants: [{}] }
    const created = await store.admin('POST', PRODUCTS, product)
    expect(created.status).toBe(201)
    expect(created.body.description).toBe(product.description)
    expectProblem(await store.admin('POST', PRODUCTS, { title: 'x'.repeat(3_000_000) }), 'payload_too_large')
  })

  test('a large answer passes whole', async () => {
    const description = 'x'.repeat(190_000)
    for (let i = 0; i < 20; i += 1)
      expect(
        (await store.admin('POST', PRODUCTS, { title: 'Big', description, variants: [{}] })).status,
      ).toBe(201)
    const { status, text, body } = await store.admin('GET', `${PRODUCTS}?limit=20`)
    expect({ status, count: body.data.length }).toEqual({ status: 200, count: 20 })
    expect(text.length).toBeGreaterThan(20 * 190_000)
  })

  test('a body without a length passes, and a client that breaks one off does no harm', async () => {
    const server = await platform.serve()
    const host = `${store.slug}.localhost`
    const call = { host, key: store.secret, chunked: true }
    const post = (body: object) => socketCaller(server.port)('POST', PRODUCTS, { ...call, body })
    expect((await post({ title: 'Chunked', variants: [{}] })).status).toBe(201)
    expectProblem(await post({ title: 'x'.repeat(3_000_000) }), 'payload_too_large')

    const headers = `Host: ${host}\r\nAuthorization: Bearer ${store.secret}\r\nContent-Type: application/json\r\n`
    for (const framing of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const socket = connect(server.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(`POST ${PRODUCTS} HTTP/1.1\r\n${headers}${framing}\r\n\r\n5\r\n{"tit`)
      await setTimeout(50)
      socket.destroy()
    }
    const statuses = () =>
      lines.map((line) => JSON.parse(line)).flatMap(({ msg, status }) => (msg === 'request' ? [status] : []))
    await vi.waitFor(() => expect(statuses().slice(-2)).toEqual([400, 400]), 5_000)
    expect((await store.shop('GET', '/store/v1/markets')).status).toBe(200)
  })

  test('many requests at once are all answered', async () => {
    const asked = Array.from({ length: 200 }, () => store.shop('GET', '/store/v1/markets'))
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('a worker that', () => {
  let servers: Server[] = []
  afterEach(async () => {
    await useWorker(workerUrl)
    for (const server of servers) server.close()
    servers = []
  })

  /** Resolves when the gateway has heard of it: it hears of changes in their order, so also of the one that follows. */
  async function useWorker(url: string): Promise<void> {
    await platform.control.owner`update shards set worker_url = ${url} where name = ${store.shard}`
    const next = marker.status === 'suspended' ? 'cancelled' : 'suspended'
    marker.status = next
    await platform.control.owner`update tenants set status = ${next} where id = ${marker.store.id}`
    await vi.waitFor(async () => expectProblem(await marker.store.shop('GET', '/'), `tenant_${next}`), 5_000)
  }
  async function serve(server: Server): Promise<void> {
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    await useWorker(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
  const answering = (listener: RequestListener) => serve(createServer(listener))
  const ask = () => store.shop('GET', '/store/v1/markets')

  test('is down makes its stores unavailable, with a time to try again', async () => {
    const gone = createTcpServer()
    await serve(gone)
    await new Promise((resolve) => gone.close(resolve))
    const answer = await ask()
    expectProblem(answer, 'unavailable', [])
    expect(answer.headers.get('retry-after')).toBe('1')
    const other = await platform.signUp()
    expect((await platform.call('GET', '/healthz')).status).toBe(200)
    if (other.shard !== store.shard) expect((await other.shop('GET', '/store/v1/markets')).status).toBe(200)
  })

  test.each<[string, RequestListener]>([
    ['dies before it answers', (request) => request.socket.destroy()],
    [
      'dies within its headers',
      (request) => {
        request.socket.end('HTTP/1.1 200 OK\r\ncontent-')
      },
    ],
    [
      'dies within an answer of known length',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
        response.write('{"data":', () => request.socket.destroy())
      },
    ],
    [
      'dies within a chunked answer',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"data":', () => setTimeout(50).then(() => request.socket.destroy()))
      },
    ],
    ['talks nonsense', (request) => void request.socket.end('nonsense\r\n\r\n')],
  ])('%s makes a bad gateway, never half an answer', async (_what, listener) => {
    await answering(listener)
    const answer = await ask()
    expectProblem(answer, 'bad_gateway', [])
    expect(answer.body.detail).toContain('Idempotency-Key')
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  test('closes a connection as a request comes in is asked again, unless that is a write', async () => {
    const heard: string[] = []
    await answering((request, response) => {
      heard.push(`${request.method}`)
      if (heard.length === 2) response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      else request.socket.destroy()
    })
    expect((await ask()).status).toBe(200)
    expectProblem(await store.shop('POST', '/store/v1/carts', {}), 'bad_gateway', [])
    expect(heard).toEqual(['GET', 'GET', 'POST'])
  })

  test('comes back serves again', async () => {
    await answering((request) => request.socket.destroy())
    expectProblem(await ask(), 'bad_gateway')
    await useWorker(workerUrl)
    await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 5_000 })
  })

  test("is called with the gateway's own token and id, and without the caller's credentials", async () => {
    let heard: IncomingMessage | undefined
    let body = ''
    await answering(async (request, response) => {
      heard = request
      for await (const chunk of request) body += chunk
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const answer = await platform.call('POST', '/store/v1/carts?a=1&a=2&b=%20', {
      host: `${store.slug}.localhost`,
      key: store.publishable,
      body: '{"é": "\\u00e9"}',
      headers: {
        'x-storeplane-token': 'spoofed',
        'x-request-id': 'spoofed',
        cookie: 'a=b',
        connection: 'x-storeplane-token',
        te: 'trailers',
        'accept-language': 'de, en',
        'x-own': 'kept',
      },
    })
    expect(heard?.url).toBe('/store/v1/carts?a=1&a=2&b=%20')
    expect(body).toBe('{"é": "\\u00e9"}')
    const { headers } = heard!
    expect(headers['x-storeplane-token']).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(headers['x-request-id']).toBe(answer.headers.get('x-request-id'))
    expect(headers).toMatchObject({
      'accept-language': 'de, en',
      'x-own': 'kept',
      'content-type': 'application/json',
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('cookie')
    expect(headers).not.toHaveProperty('te')
    expect(headers.host).toMatch(/^127\.0\.0\.1:/)
    expect(JSON.stringify(heard!.rawHeaders)).not.toMatch(/spoofed|sp_pk_/)
  })

  test("repeats a header has all of it passed on, but none of its connection's own", async () => {
    await answering((_request, response) => {
      response.writeHead(
        200,
        [
          ['content-type', 'text/csv'],
          ['link', '<a>; rel=next'],
          ['link', '<b>; rel=prev'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['x-request-id', 'of the worker'],
          ['keep-alive', 'timeout=9'],
        ].flat(),
      )
      response.end('a,b\n')
    })
    const { status, text, headers } = await ask()
    expect({ status, text, type: headers.get('content-type') }).toEqual({
      status: 200,
      text: 'a,b\n',
      type: 'text/csv',
    })
    expect(headers.get('link')).toBe('<a>; rel=next, <b>; rel=prev')
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('keep-alive')).toBe(null)
  })

  test('answers without a body has that passed on', async () => {
    await answering((_request, response) => void response.writeHead(204).end())
    const { status, text } = await ask()
    expect({ status, text }).toEqual({ status: 204, text: '' })
  })
})
