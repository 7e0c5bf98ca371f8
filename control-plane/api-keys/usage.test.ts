import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../shared/log.ts'
import { KEPT_PER_MINUTE, openKeyUsage, type UsageBatch } from './usage.ts'

let stored: UsageBatch[]
let store: (batch: UsageBatch) => Promise<void>
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.000Z') })
  stored = []
  store = async (batch) => void stored.push(batch)
})
afterEach(() => {
  vi.useRealTimers()
})

const open = () => openKeyUsage((batch) => store(batch), { log: createLog('silent', 'test') })
const key = (id = 'a') => ({ id, tenant_id: `tenant of ${id}` })
const from = (address: string) => () => ({ address, userAgent: '' })
const asked = (over: { headers?: Record<string, string>; response?: Response; path?: string } = {}) => ({
  request: new Request('http://x/admin/v1/products', { method: 'POST', headers: over.headers ?? {} }),
  path: over.path ?? '/admin/v1/products',
  response: over.response ?? new Response('{}', { status: 201, headers: { 'content-length': '2' } }),
  ms: 12.3456,
})
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

describe('the use of keys', () => {
  test('is written once for many keys and requests', async () => {
    const usage = open()
    for (let i = 0; i < 50; i += 1)
      for (const id of ['a', 'b', 'c']) usage.used(key(id), from(`203.0.113.${i}`))
    expect(stored).toEqual([])
    await later(5)
    const at = '2026-03-01T12:00:00.000Z'
    expect(stored).toEqual([
      {
        uses: ['a', 'b', 'c'].map((id) => ({ ...key(id), at, ip: '203.0.113.0' })),
        requests: [],
        dropped: [],
      },
    ])
  })

  test('is noted again after a minute, and nothing is written when nothing is used', async () => {
    const usage = open()
    usage.used(key(), from('203.0.113.1'))
    await later(5)
    for (let i = 0; i < 10; i += 1) {
      usage.used(key(), from('203.0.113.2'))
      await later(5)
    }
    expect(stored).toHaveLength(2)
    stored = []
    await later(600)
    expect(stored).toEqual([])
    usage.used(key(), from('203.0.113.3'))
    await later(5)
    expect(stored).toMatchObject([{ uses: [{ at: '2026-03-01T12:10:55.000Z', ip: '203.0.113.3' }] }])
  })

  test('is written at the end', async () => {
    const usage = open()
    usage.used(key(), from('203.0.113.1'))
    usage.answered(key(), asked())
    await usage.stop()
    expect(stored).toMatchObject([{ uses: [{ id: 'a' }], requests: [{ api_key_id: 'a' }] }])
  })

  test('is written by and by when the database fails: the last use later, requests as a number', async () => {
    const usage = open()
    store = () => Promise.reject(new Error('unreachable'))
    usage.used(key(), from('203.0.113.1'))
    usage.answered(key(), asked())
    usage.answered(key(), asked())
    await later(10)
    store = async (batch) => void stored.push(batch)
    usage.used(key(), from('203.0.113.2'))
    await later(5)
    expect(stored).toMatchObject([
      { uses: [{ ip: '203.0.113.2' }], requests: [], dropped: [{ ...key(), count: 2 }] },
    ])
  })
})

describe('a request', () => {
  test('is kept with what it took', async () => {
    const usage = open()
    usage.answered(key(), asked({ headers: { 'content-length': '17' }, path: `/${'x'.repeat(1_000)}` }))
    await later(5)
    expect(stored[0]?.requests).toEqual([
      {
        tenant_id: 'tenant of a',
        api_key_id: 'a',
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
        at: '2026-03-01T11:59:59.987Z',
        method: 'POST',
        path: `/${'x'.repeat(499)}`,
        status: 201,
        duration_ms: 12.35,
        request_bytes: 17,
        response_bytes: 2,
      },
    ])
  })

  test.each([
    ['neither body', {}, new Response(null, { status: 204 }), [0, 0]],
    ['bodies of untold length', { 'transfer-encoding': 'chunked' }, new Response('a'), [null, null]],
  ])('has %s counted as far as that is known', async (_, headers, response, [request, answer]) => {
    const usage = open()
    usage.answered(key(), asked({ headers: headers as Record<string, string>, response }))
    await later(5)
    expect(stored[0]?.requests[0]).toMatchObject({ request_bytes: request, response_bytes: answer })
  })

  test('beyond so many of one key in a minute is counted only', async () => {
    const usage = open()
    await later(5)
    for (let i = 0; i < KEPT_PER_MINUTE + 25; i += 1) usage.answered(key(), asked())
    usage.answered(key('b'), asked())
    await later(5)
    expect(stored[0]?.requests).toHaveLength(KEPT_PER_MINUTE + 1)
    expect(stored[0]?.dropped).toEqual([{ ...key(), count: 25 }])
    usage.answered(key(), asked())
    await later(5)
    expect(stored[1]).toMatchObject({ requests: [], dropped: [{ count: 1 }] })
    await later(60)
    usage.answered(key(), asked())
    await later(5)
    expect(stored[2]).toMatchObject({ requests: [{ api_key_id: 'a' }], dropped: [] })
  })

  test('beyond so many of all keys at once is counted only', async () => {
    const usage = open()
    for (let i = 0; i < 1_010; i += 1) usage.answered(key(String(i)), asked())
    await later(5)
    expect(stored[0]?.requests).toHaveLength(1_000)
    expect(stored[0]?.dropped).toHaveLength(10)
  })
})
