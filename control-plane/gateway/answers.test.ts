import { describe, expect, test } from 'vitest'
import type { Permission } from '../../shared/auth/permissions.ts'
import { answerTo } from '../../shared/http/cached-answer.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import type { Envelope } from '../../shared/http/dispatch.ts'
import { keepingAnswers, type WorkerAnswer } from './answers.ts'

const LIST = '/store/v1/products'
const ONE = '0198aaaa-0000-7000-8000-000000000001'
const OTHER = '0198aaaa-0000-7000-8000-000000000002'

/** A gateway and a worker whose answers count how often it was asked. `hold` keeps them back until `release`. */
function setUp() {
  const clock = { ms: 0 }
  const worker = { asked: 0, isShared: true, release: () => {}, hold: Promise.resolve() }
  const ask = async (request: Request): Promise<WorkerAnswer> => {
    worker.asked += 1
    const body = Buffer.from(`answer ${worker.asked}`)
    await worker.hold
    if (request.method === 'DELETE') throw new Error('The worker is gone.')
    const shared = { body, etag: `"${worker.asked}"`, type: 'application/json' }
    const { status, headers } = answerTo(request, shared)
    return worker.isShared
      ? { status, headers: Object.fromEntries(headers), body }
      : { status, headers: { etag: shared.etag }, body }
  }
  const dispatch = keepingAnswers(
    ask,
    ({ status, body }) => new Response(body, { status }),
    () => clock.ms,
  )
  const send = async (
    path: string,
    { tenantId = ONE, may = ['shop'] as Permission[], visit = undefined as Envelope['visit'], ...init } = {},
    request: RequestInit = init,
  ) => {
    const principal = { kind: 'publishable_key' as const, id: 'key', permissions: new Set<Permission>(may) }
    const grant = { tenantId, shard: 'shard', epoch: 1, plan: 'free', principal } as Envelope['grant']
    const envelope = { grant, requestId: 'request', client: () => NO_CLIENT, visit }
    const response = await dispatch(new Request(`http://store.test${path}`, request), envelope)
    return response.status === 200 ? response.text() : response.status
  }
  const hold = () => {
    worker.hold = new Promise<void>((resolve) => {
      worker.release = resolve
    })
  }
  return { clock, worker, send, hold }
}

describe('what is for all shoppers alike', () => {
  test('is asked for once a second', async () => {
    const { clock, send } = setUp()
    expect(await send(LIST)).toBe('answer 1')
    clock.ms = 999
    expect(await send(LIST)).toBe('answer 1')
    clock.ms = 1_000
    expect(await send(LIST)).toBe('answer 2')
    expect(await send(`${LIST}?limit=1`)).toBe('answer 3')
  })

  test('ages from when it was asked for', async () => {
    const { clock, worker, send, hold } = setUp()
    hold()
    const slow = send(LIST)
    clock.ms = 1_000
    worker.release()
    await slow
    expect(await send(LIST)).toBe('answer 2')
  })

  test('is not sent to whoever has it', async () => {
    const { send } = setUp()
    await send(LIST)
    expect(await send(LIST, {}, { headers: { 'if-none-match': '"1"' } })).toBe(304)
    expect(await send(LIST, {}, { headers: { 'if-none-match': '"0"' } })).toBe('answer 1')
  })

  test('is for its own store, and for those who may shop there', async () => {
    const { send } = setUp()
    await send(LIST)
    expect(await send(LIST, { tenantId: OTHER })).toBe('answer 2')
    expect(await send(LIST, { may: ['products:read'] })).toBe('answer 3')
    expect(await send(LIST)).toBe('answer 1')
  })

  test('of those who may not shop, nothing is kept', async () => {
    const { send } = setUp()
    await send(LIST, { may: ['products:read'] })
    expect(await send(LIST)).toBe('answer 2')
  })
})

describe('what was written through this gateway', () => {
  test('is read at once, and in its own store only', async () => {
    const { clock, send } = setUp()
    await send(LIST)
    await send(LIST, { tenantId: OTHER })
    clock.ms = 1
    expect(await send(LIST, {}, { method: 'POST' })).toBe('answer 3')
    expect(await send(LIST, { tenantId: OTHER })).toBe('answer 2')
    clock.ms = 2
    expect(await send(LIST)).toBe('answer 4')
    expect(await send(LIST)).toBe('answer 4')
  })

  test('is not hidden by what was asked for before it', async () => {
    const { clock, worker, send, hold } = setUp()
    hold()
    const before = send(LIST)
    worker.hold = Promise.resolve()
    clock.ms = 1
    await send(LIST, {}, { method: 'POST' })
    worker.release()
    expect(await before).toBe('answer 1')
    clock.ms = 2
    expect(await send(LIST)).toBe('answer 3')
  })

  test('counts as written when nobody knows what became of it', async () => {
    const { clock, send } = setUp()
    await send(LIST)
    clock.ms = 1
    await expect(send(LIST, {}, { method: 'DELETE' })).rejects.toThrow('gone')
    clock.ms = 2
    expect(await send(LIST)).toBe('answer 3')
  })
})

test('what is for one only is not kept', async () => {
  const { worker, send } = setUp()
  worker.isShared = false
  await send(LIST)
  expect(await send(LIST)).toBe('answer 2')
  worker.isShared = true
  const visit = { origin: 'http://store.test', cookie: '' }
  await send('/', { visit })
  expect(await send('/', { visit })).toBe('answer 4')
})
