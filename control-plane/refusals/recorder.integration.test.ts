import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import { newRequestId } from '../../shared/http/request-id.ts'
import { createLog } from '../../shared/log.ts'
import { createTestDatabase, type TestDatabase } from '../../shared/testing/database.ts'
import { startTcpProxy } from '../../shared/testing/tcp-proxy.ts'
import { controlDb } from '../database.ts'
import { NO_TENANT, openRefusals, type RefusedRequest } from './recorder.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase('control')
  pool = openPool(database.appUrl, 2, 'test')
})
afterAll(async () => {
  await pool.close()
  await database.drop()
})

const TENANT = '0198aaaa-0000-7000-8000-000000000001'
const OTHER = '0198aaaa-0000-7000-8000-000000000002'
const log = createLog('silent', 'test')
const open = (limits: { perMinute: number; batch: number; waiting: number }, from = pool) =>
  openRefusals(controlDb(from, 'all').db, log, limits)
const refused = (over: Partial<RefusedRequest> = {}): RefusedRequest => ({
  requestId: newRequestId(),
  tenant: TENANT,
  status: 403,
  told: { code: 'forbidden', rule: 'permission', needed: 'orders:read', had: 'shop' },
  method: 'GET',
  path: '/admin/v1/orders',
  principal: { kind: 'publishable_key', id: 'key', permissions: new Set() },
  secret: undefined,
  clientAddress: '192.0.2.1',
  ...over,
})
const rows = async (tenant: string) =>
  Number((await database.owner`select count(*) from refusals where tenant_id = ${tenant}`)[0]!.count)
const counted = async (tenant: string) =>
  (
    await database.owner`select code, rule, status, sum(count)::int as count from refusal_counts
    where tenant_id = ${tenant} group by 1, 2, 3`
  ).map((row) => ({ ...row }))
const clear = () => database.owner`truncate refusals, refusal_counts`

test('of a flood the first of a minute are kept and the rest counted, for each store by itself', async () => {
  await clear()
  const recorder = open({ perMinute: 20, batch: 7, waiting: 1_000 })
  // Ids of one minute, however long this takes.
  const requestId = newRequestId()
  const id = (i: number) => requestId.slice(0, -4) + i.toString(16).padStart(4, '0')
  for (let i = 0; i < 500; i += 1) recorder.note(refused({ requestId: id(i) }))
  for (let i = 0; i < 5; i += 1) recorder.note(refused({ requestId: id(i), tenant: OTHER }))
  await recorder.stop()
  expect([await rows(TENANT), await rows(OTHER)]).toEqual([20, 5])
  expect(await counted(TENANT)).toEqual([{ code: 'forbidden', rule: 'permission', status: 403, count: 480 }])
  expect(await counted(OTHER)).toEqual([])
})

test('counts of several processes add up', async () => {
  await clear()
  const requestId = newRequestId()
  for (let i = 0; i < 3; i += 1) {
    const recorder = open({ perMinute: 0, batch: 500, waiting: 1_000 })
    for (let j = 0; j < 10; j += 1) recorder.note(refused({ requestId }))
    await recorder.stop()
  }
  expect(await counted(TENANT)).toMatchObject([{ count: 30 }])
})

test('what a gateway noted while the database was away is written later, and does not grow without end', async () => {
  await clear()
  const proxy = await startTcpProxy(database.appUrl)
  const distant = openPool(proxy.url, 2, 'distant')
  const recorder = open({ perMinute: 1_000, batch: 500, waiting: 10 }, distant)
  await proxy.cut()
  for (let i = 0; i < 25; i += 1) recorder.note(refused())
  await recorder.flush()
  expect(await rows(TENANT)).toBe(0)
  await proxy.heal()
  const written = async () => {
    await recorder.flush()
    return rows(TENANT)
  }
  await expect.poll(written, { timeout: 10_000 }).toBe(10)
  expect(await counted(TENANT)).toMatchObject([{ count: 15 }])
  await recorder.stop()
  await distant.close()
  await proxy.stop()
})

test('what cannot be stored is left out and holds nothing else up', async () => {
  await clear()
  const recorder = open({ perMinute: 1_000, batch: 2, waiting: 100 })
  recorder.note(refused({ path: 'a\0b' }))
  recorder.note(refused({ tenant: 'x' }))
  for (let i = 0; i < 3; i += 1) recorder.note(refused())
  await recorder.stop()
  expect(await rows(TENANT)).toBe(3)
})

test('a tenant that is no id is none', async () => {
  await clear()
  const recorder = open({ perMinute: 1_000, batch: 500, waiting: 100 })
  recorder.note(refused({ tenant: 'x' }))
  await recorder.stop()
  expect(await rows(NO_TENANT)).toBe(1)
})
