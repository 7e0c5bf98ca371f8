import { sql } from 'drizzle-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCache } from './cache/cache.ts'
import { type Ctx, inRead, inTx, type ReadCtx, type Shard, savepoint, type TxCtx } from './context.ts'
import { openPool, type Pool } from './db/connect.ts'
import { sqlState } from './db/errors.ts'
import { NO_CLIENT } from './http/client.ts'
import { createLog } from './log.ts'
import { createTestDatabase, type TestDatabase } from './testing/database.ts'
import { NO_FILES } from './testing/no-files.ts'
import { VAULT } from './testing/vault.ts'

const A = '0199a000-0000-7000-8000-00000000000a'
const B = '0199a000-0000-7000-8000-00000000000b'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase('shard')
  pool = openPool(database.appUrl, 4, 'context test')
  await database.owner`insert into app.tenants (tenant_id) values (${A}), (${B})`
  await database.owner`insert into order_counters (tenant_id, last_number) values (${A}, 1), (${B}, 2)`
})
afterAll(async () => {
  await pool.close()
  await database.drop()
})

const cache = createCache({ maxBytes: 0, shard: 'test' })
const ctxOf = (tenantId: string, epoch: number | undefined = 1): Ctx => ({
  tenantId,
  epoch,
  plan: 'starter',
  shard: {
    name: 'shard-1',
    pool,
    queue: {} as Shard['queue'],
    files: NO_FILES,
    vault: VAULT,
    subscribed: new Set(),
    eventCounter: { add: () => {} },
    cache,
    exchangeRates: { url: '', timeoutMs: 0, keptMs: 0 },
    paymentProviders: { urls: {}, timeoutMs: 0 },
    outbound: {} as Shard['outbound'],
    documentFont: undefined,
    mailer: undefined,
    answer: async () => new Response(),
  },
  principal: { kind: 'anonymous', id: '', permissions: new Set() },
  requestId: 'test',
  client: NO_CLIENT,
  now: new Date(),
  log: createLog('silent', 'test'),
})
const counters = (ctx: ReadCtx) => ctx.tx.execute(sql`select tenant_id, last_number from order_counters`)
const count = (ctx: ReadCtx) =>
  ctx.tx.execute(sql`update order_counters set last_number = last_number + 1 returning last_number`)
const stateOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => sqlState(error),
  )

test('a read and a transaction see the rows of their tenant alone', async () => {
  expect(await inRead(ctxOf(A), counters)).toEqual([{ tenant_id: A, last_number: 1 }])
  expect(await inTx(ctxOf(B), counters)).toEqual([{ tenant_id: B, last_number: 2 }])
})

test('a wrong epoch, or a tenant that is not here, is refused in both; no epoch is any epoch', async () => {
  const unknown = ctxOf('0199a000-0000-7000-8000-00000000dead')
  for (const ctx of [ctxOf(A, 2), unknown]) {
    expect(await stateOf(inRead(ctx, counters))).toBe('SP001')
    expect(await stateOf(inTx(ctx, counters))).toBe('SP001')
  }
  expect(await inRead({ ...ctxOf(A), epoch: undefined }, counters)).toHaveLength(1)
})

test('the database refuses to write in a read; a transaction begun within one may', async () => {
  expect(await stateOf(inRead(ctxOf(A), count))).toBe('25006')
  const counted = await inRead(ctxOf(A), async (ctx) => inTx(ctx, async (ctx) => inRead(ctx, count)))
  expect(counted).toEqual([{ last_number: 2 }])
})

test('what joins a transaction commits and rolls back with it', async () => {
  const failed = inTx(ctxOf(A), async (ctx) => {
    await inTx(ctx, count)
    throw new Error('later')
  })
  await expect(failed).rejects.toThrow('later')
  expect(await inRead(ctxOf(A), counters)).toEqual([{ tenant_id: A, last_number: 2 }])
})

test('a savepoint that fails undoes its own work only', async () => {
  await inTx(ctxOf(A), async (ctx) => {
    await count(ctx)
    const part = savepoint(ctx, async () => {
      await count(ctx)
      await savepoint(ctx, () => ctx.tx.execute(sql`select 1 / 0`))
    })
    expect(await stateOf(part)).toBe('22012')
    expect(await savepoint(ctx, () => count(ctx))).toEqual([{ last_number: 4 }])
  })
  expect(await inRead(ctxOf(A), counters)).toEqual([{ tenant_id: A, last_number: 4 }])
})

test('two transactions that lock each other out are both done in the end: the loser runs again', async () => {
  let runs = 0
  const lock = (key: number) => sql`select pg_advisory_xact_lock(${key}::int)`
  const both = [
    [1, 2],
    [2, 1],
  ].map(([first, second]) =>
    inTx(ctxOf(A), async (ctx) => {
      runs += 1
      await ctx.tx.execute(lock(first as number))
      await ctx.tx.execute(sql`select pg_sleep(0.2)`)
      await ctx.tx.execute(lock(second as number))
    }),
  )
  await Promise.all(both)
  expect(runs).toBe(3)
})

test.for(['committed', 'failed'])(
  'a statement that comes after its transaction has %s is not run',
  async (end) => {
    let late: TxCtx | undefined
    const over = inTx(ctxOf(A), async (ctx) => {
      late = ctx
      await count(ctx)
      if (end === 'failed') throw new Error('too early')
    })
    await over.catch(() => {})
    await expect(count(late as TxCtx)).rejects.toThrow()
  },
)
