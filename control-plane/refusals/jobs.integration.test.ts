import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import { createTestDatabase, type TestDatabase } from '../../shared/testing/database.ts'
import type { ControlCtx } from '../context.ts'
import { controlDb } from '../database.ts'
import { prune } from './jobs.ts'

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

test('what is older than a week is removed, however much that is, and nothing else', async () => {
  await database.owner`
    insert into refusals
    select uuidv7(), uuidv7(), now() - interval '1 minute' * n, 403, 'forbidden', 'GET', '/', 'permission', null, null,
      'anonymous', '', null, ''
    from generate_series(1, 20000) as n`
  await database.owner`
    insert into refusal_counts
    select uuidv7(), now() - interval '1 hour' * n, 'forbidden', 'permission', 403, 1 from generate_series(1, 200) as n`
  const ctx = { ...controlDb(pool, 'all'), now: new Date() } as ControlCtx
  await prune.run(ctx)
  const left = async (table: string, time: string) => {
    const [row] = await database.owner.unsafe(
      `select count(*)::int as count, extract(epoch from now() - min(${time})) / 86400 as days from ${table}`,
    )
    return { count: row!.count, days: Math.round(Number(row!.days)) }
  }
  const refusals = await left('refusals', 'at')
  expect(refusals.days).toBe(7)
  expect(refusals.count).toBeGreaterThan(10_070)
  expect(refusals.count).toBeLessThanOrEqual(10_080)
  expect(await left('refusal_counts', 'minute')).toEqual({ count: 167, days: 7 })
})
