// Limits of several processes: by the control database, by a first process, and by a Redis that may go away.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ADMIN_TOKEN,
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { hasRedis, startRedis, type TestRedis } from '../../shared/testing/redis.ts'
import { rawRequest } from '../../shared/testing/socket.ts'
import { type Channel, openOffice } from './primary.ts'

const SHOP = '/store/v1/products'
const atOnce = (n: number, request: (i: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: n }, (_, i) => request(i)))
const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200).length
const within = (seconds: number, check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: seconds * 1_000, interval: 20 })

async function limit(platform: TestPlatform, store: TestStore, limits: object): Promise<void> {
  const path = `/platform/v1/tenants/${store.id}/rate-limit-overrides`
  const body = { scope: 'tenant', limits, reason: 'test' }
  expect((await platform.call('POST', path, { key: ADMIN_TOKEN, body })).status).toBe(201)
}
const at = (gateway: Gateway, store: TestStore) =>
  gateway.call('GET', SHOP, { host: `${store.slug}.localhost` })

describe('without a Redis', () => {
  let platform: TestPlatform
  let store: TestStore
  beforeAll(async () => {
    platform = await startTestPlatform({ platformPerMinute: 60 })
    store = await platform.signUp()
  })
  afterAll(() => platform?.stop())

  test('what was used of hour, day and month is still used after a restart', async () => {
    await limit(platform, store, { per_hour: 30, per_day: 20, per_month: 10 })
    const first = await platform.startGateway()
    expect(passed(await atOnce(8, () => at(first, store)))).toBe(8)
    await first.stop()
    const next = await platform.startGateway()
    expect(passed(await atOnce(8, () => at(next, store)))).toBe(2)
    await next.stop()
    const [row] = await platform.control.owner`
      select in_hour::int, in_day::int, in_month::int from rate_limit_counts where subject_id = ${store.id}`
    expect(row).toEqual({ in_hour: 10, in_day: 10, in_month: 10 })
  })

  test('a process that is not stopped has stored what it counted within seconds, and learns of the others', async () => {
    const store = await platform.signUp()
    await limit(platform, store, { per_day: 10 })
    const others = [await platform.startGateway(), await platform.startGateway()]
    for (const gateway of others) expect(passed(await atOnce(4, () => at(gateway, store)))).toBe(4)
    await within(10, async () => {
      const [row] = await platform.control.owner`
        select in_day::int from rate_limit_counts where subject_id = ${store.id}`
      expect(row).toEqual({ in_day: 8 })
    })
    expect(passed(await atOnce(20, () => at(platform, store)))).toBe(2)
    for (const gateway of others)
      await within(10, async () => expect((await at(gateway, store)).status).toBe(429))
    for (const gateway of others) await gateway.stop()
  }, 30_000)

  test('whoever goes away before the answer frees the place that was taken', async () => {
    const store = await platform.signUp()
    await limit(platform, store, { concurrent: 2 })
    const { port, stop } = await platform.serve()
    const head = [`Host: ${store.slug}.localhost`, 'Content-Type: application/json', 'Content-Length: 9']
    const request = ['POST /store/v1/carts HTTP/1.1', ...head, 'Expect: 100-continue', '', ''].join('\r\n')
    /** A request whose body never comes; the server has begun with it. */
    const begin = async () => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(request)
      await once(socket, 'data')
      return socket
    }
    const sockets: Socket[] = []
    await within(5, async () => {
      // It may lose its place to the request that looks whether one is left.
      sockets.push(await begin())
      expect((await at(platform, store)).status).toBe(429)
    })
    for (const socket of sockets) socket.destroy()
    await within(5, async () => expect((await at(platform, store)).status).toBe(200))
    await stop()
  })

  test('a refusal keeps the connection, also when a body came with the request', async () => {
    const store = await platform.signUp()
    await limit(platform, store, { per_day: 1 })
    const { port, stop } = await platform.serve()
    const head = `Host: ${store.slug}.localhost\r\nContent-Type: application/json\r\nContent-Length: 2`
    const send = (method: string) =>
      rawRequest(port, `${method} /store/v1/carts HTTP/1.1\r\n${head}\r\n\r\n{}`)
    expect((await send('POST')).status).toBe(201)
    for (const method of ['POST', 'GET']) {
      const answer = await send(method)
      expect(answer.status).toBe(429)
      expect(answer.headers.get('connection')).toBe('keep-alive')
    }
    await stop()
  })

  test('the platform API limits each address, and each account wherever it is', async () => {
    const from = (address: string, key?: string) =>
      platform.call('GET', key === undefined ? '/platform/v1/plans' : '/platform/v1/tenants', {
        headers: { 'x-forwarded-for': address },
        ...(key === undefined ? {} : { key }),
      })
    const answers = await atOnce(70, () => from('192.0.2.1'))
    expect(passed(answers)).toBe(60)
    expect(answers.at(-1)?.body.rate_limit).toMatchObject({
      scope: 'address',
      limit: 'per_minute',
      quota: 60,
    })
    const network = await atOnce(70, (i) => from(`2001:db8:0:1::${i + 1}`))
    expect(passed(network)).toBe(60)
    const account = await atOnce(70, (i) => from(`198.51.100.${i}`, store.session))
    expect(passed(account)).toBe(60)
    expect(account.at(-1)?.body.rate_limit).toMatchObject({ scope: 'account' })
    expect((await from('192.0.2.2')).status).toBe(200)
  })
})

describe('with a first process that counts', () => {
  let platform: TestPlatform
  let store: TestStore
  let first = openOffice()
  let processes = 0
  /** Each gateway is a process of its own for the first one. */
  const channel = (): Channel => {
    const [office, who, listeners] = [first, processes++, new Set<(message: unknown) => void>()]
    return {
      send: (message) => {
        const answer = office.hear(who, structuredClone(message))
        if (answer !== undefined) setImmediate(() => listeners.forEach((listener) => void listener(answer)))
      },
      listen: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
  }
  beforeAll(async () => {
    platform = await startTestPlatform({
      limitsFrom: () => ({ primary: { channel: channel(), timeoutMs: 2_000 } }),
    })
  })
  afterAll(() => platform?.stop())
  beforeEach(async () => {
    store = await platform.signUp()
  })

  test('exactly so many pass as may, through two gateways together', async () => {
    await limit(platform, store, { per_day: 50, burst: null })
    const second = await platform.startGateway()
    const both = (n: number) => atOnce(n, (i) => at(i % 2 === 0 ? platform : second, store))
    expect(passed(await both(200))).toBe(50)
    expect(passed(await both(20))).toBe(0)
    await second.stop()
  })

  test('what was used of hour, day and month is still used after all were restarted', async () => {
    await limit(platform, store, { per_hour: 30, per_day: 20, per_month: 10, burst: null })
    const before = [await platform.startGateway(), await platform.startGateway()]
    for (const gateway of before) expect(passed(await atOnce(4, () => at(gateway, store)))).toBe(4)
    for (const gateway of before) await gateway.stop()
    const [row] = await platform.control.owner`
      select in_hour::int, in_day::int, in_month::int from rate_limit_counts where subject_id = ${store.id}`
    expect(row).toEqual({ in_hour: 8, in_day: 8, in_month: 8 })
    first = openOffice()
    const next = [await platform.startGateway(), await platform.startGateway()]
    expect(passed(await atOnce(20, (i) => at(next[i % 2]!, store)))).toBe(2)
    for (const gateway of next) await gateway.stop()
  })

  test('two machines over one control database learn of each other within seconds', async () => {
    await limit(platform, store, { per_day: 10, burst: null })
    const one = await platform.startGateway()
    first = openOffice()
    const other = await platform.startGateway()
    const stored = (count: number) =>
      within(15, async () => {
        const [row] = await platform.control.owner`
          select in_day::int from rate_limit_counts where subject_id = ${store.id}`
        expect(row).toEqual({ in_day: count })
      })
    for (const gateway of [one, other]) expect(passed(await atOnce(4, () => at(gateway, store)))).toBe(4)
    await stored(8)
    for (const gateway of [one, other]) expect((await at(gateway, store)).status).toBe(200)
    await stored(10)
    // The one that stored first does not know of the other's last.
    expect(passed(await atOnce(40, (i) => at(i % 2 === 0 ? one : other, store)))).toBeLessThanOrEqual(1)
    await one.stop()
    await other.stop()
  }, 40_000)
})

describe.skipIf(!hasRedis)('with a Redis', () => {
  let redis: TestRedis
  let platform: TestPlatform
  let second: Gateway
  let store: TestStore
  const lines: { msg: string }[] = []
  beforeAll(async () => {
    redis = await startRedis()
    platform = await startTestPlatform({
      // The machine that runs the tests may stand still for long.
      limitsFrom: () => ({ redis: { url: redis.url, timeoutMs: 2_000 } }),
      logTo: (line) => lines.push(JSON.parse(line)),
    })
    second = await platform.startGateway()
  })
  afterAll(async () => {
    await second?.stop()
    await platform?.stop()
    await redis?.stop()
  })
  beforeEach(async () => {
    store = await platform.signUp()
  })
  const both = (n: number) => atOnce(n, (i) => at(i % 2 === 0 ? platform : second, store))

  test.each([
    ['per_day', 1],
    ['per_day', 37],
    ['per_day', 150],
    ['per_month', 60],
  ])('%s: %i lets exactly so many pass through two gateways together', async (name, most) => {
    await limit(platform, store, { [name]: most, burst: null })
    expect(passed(await both(300))).toBe(most)
    expect(passed(await both(20))).toBe(0)
  })

  test('no more than the limit pass when it is large, and nearly all of it', async () => {
    await limit(platform, store, { per_day: 3_000, burst: null, concurrent: null })
    let count = 0
    for (let i = 0; i < 34; i += 1) count += passed(await both(100))
    expect(count).toBeLessThanOrEqual(3_000)
    expect(count).toBeGreaterThanOrEqual(2_940)
  })

  test('a burst is one for both', async () => {
    await limit(platform, store, { burst: { size: 20, per_second: 1 } })
    const started = Date.now()
    const count = passed(await both(200))
    expect(count).toBeGreaterThanOrEqual(20)
    expect(count).toBeLessThanOrEqual(20 + Math.ceil((Date.now() - started) / 1_000))
  })

  test('a raised limit counts at once for whoever is refused, and only as far as it was raised', async () => {
    await limit(platform, store, { per_day: 10, burst: null })
    expect(passed(await both(300))).toBe(10)
    await limit(platform, store, { per_day: 30 })
    let more = 0
    await within(5, async () => {
      more += passed(await both(10))
      expect(more).toBe(20)
    })
    expect(passed(await both(50))).toBe(0)
  })

  test.each(['death', 'silence'])(
    'its %s leaves each gateway its own limits, until it is back',
    async (kind) => {
      await limit(platform, store, { per_day: 30, burst: null })
      expect(passed(await both(40))).toBe(30)
      const other = await platform.signUp()
      await limit(platform, other, { per_day: 30, burst: null })
      if (kind === 'death') await redis.stop()
      else redis.freeze()
      const answers = await atOnce(200, (i) => at(i % 2 === 0 ? platform : second, other))
      expect(passed(answers)).toBe(60)
      expect(answers.filter(({ status }) => status !== 200 && status !== 429)).toEqual([])
      expect(lines.some(({ msg }) => /each process limits by itself/.test(msg))).toBe(true)
      if (kind === 'death') redis = await startRedis(Number(new URL(redis.url).port))
      else redis.thaw()
      lines.length = 0
      await within(10, async () =>
        expect(lines.filter(({ msg }) => /limits answers/.test(msg))).toHaveLength(2),
      )
      const fresh = await platform.signUp()
      await limit(platform, fresh, { per_day: 30, burst: null })
      expect(passed(await atOnce(200, (i) => at(i % 2 === 0 ? platform : second, fresh)))).toBe(30)
    },
    30_000,
  )
})
