import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../../shared/log.ts'
import type { CountRow } from './queries.ts'
import { ALL, openTraffic } from './recorder.ts'

let stored: CountRow[]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.000Z') })
  stored = []
})
afterEach(() => {
  vi.useRealTimers()
})

const open = () =>
  openTraffic(async (rows) => void stored.push(...rows), { log: createLog('silent', 'test') })
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

test('what few stores were asked is written every few seconds', async () => {
  const traffic = open()
  for (const tenant of ['a', 'a', 'b']) traffic.note({ tenant, status: 200, ms: 3 })
  await later(5)
  expect(stored.map(({ tenant_id, status_2xx }) => [tenant_id, status_2xx])).toEqual([
    [ALL, 3],
    ['a', 2],
    ['b', 1],
  ])
})

test('what many stores were asked is written once for each minute, and nothing is lost at the end', async () => {
  const traffic = open()
  const ask = () => {
    for (let i = 0; i < 3_000; i += 1) traffic.note({ tenant: `store ${i}`, status: 404, ms: 3 })
  }
  ask()
  await later(30)
  ask()
  expect(stored).toEqual([])
  await later(30)
  expect(stored).toHaveLength(3_001)
  expect(stored.find(({ tenant_id }) => tenant_id === 'store 7')).toMatchObject({
    at: '2026-03-01T12:00:00.000Z',
    status_4xx: 2,
  })
  ask()
  await traffic.stop()
  expect(stored).toHaveLength(6_002)
})

test('while the database is away, the latest counts are kept, and each is written once', async () => {
  let isAway = true
  const store = async (rows: readonly CountRow[]) => {
    if (isAway) throw new Error('The database is away.')
    stored.push(...rows)
  }
  const traffic = openTraffic(store, { log: createLog('silent', 'test') })
  for (let i = 0; i < 60_000; i += 1) traffic.note({ tenant: `store ${i}`, status: 200, ms: 3 })
  await later(60)
  traffic.note({ tenant: 'store 0', status: 200, ms: 3 })
  await later(5)
  isAway = false
  await later(5)
  expect(stored).toHaveLength(50_000)
  expect(stored.slice(-2)).toMatchObject([
    { tenant_id: ALL, at: '2026-03-01T12:01:00.000Z', status_2xx: 1 },
    { tenant_id: 'store 0', at: '2026-03-01T12:01:00.000Z', status_2xx: 1 },
  ])
  expect(stored[0]).toMatchObject({ tenant_id: 'store 10002', at: '2026-03-01T12:00:00.000Z' })
  expect(new Set(stored.map(({ tenant_id, at }) => `${tenant_id} ${at}`)).size).toBe(50_000)
  await traffic.stop()
})
