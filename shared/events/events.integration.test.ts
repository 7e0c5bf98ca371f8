import { sql } from 'drizzle-orm/sql'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createCache } from '../cache/cache.ts'
import { type Ctx, inTx, type Shard, type TxCtx } from '../context.ts'
import { openPool, type Pool } from '../db/connect.ts'
import { NO_CLIENT } from '../http/client.ts'
import { deliver, enqueue, queueOf, runWork } from '../jobs/jobs.ts'
import { type Queue, startQueue } from '../jobs/queue.ts'
import { createLog } from '../log.ts'
import { defineJob, defineSchedule, subscribe, type Work } from '../module.ts'
import { createTestDatabase, type TestDatabase } from '../testing/database.ts'
import { NO_FILES } from '../testing/no-files.ts'
import { VAULT } from '../testing/vault.ts'
import { defineEvent, emit } from './events.ts'

const TENANT = '0199a000-0000-7000-8000-000000000001'
const OTHER = '0199a000-0000-7000-8000-000000000002'
const log = createLog('silent', 'test')
const kettleBoiled = defineEvent({ name: 'kettle.boiled', version: 1, data: z.object({ degrees: z.int() }) })

let database: TestDatabase
let pool: Pool
const queues: Queue[] = []
beforeAll(async () => {
  database = await createTestDatabase('shard')
  pool = openPool(database.appUrl, 4, 'test')
  await database.owner`insert into app.tenants (tenant_id) values (${TENANT}), (${OTHER})`
})
afterAll(async () => {
  for (const queue of queues) await queue.stop()
  await pool.close()
  await database.drop()
})

/** A shard whose queues exist; nothing takes jobs from them until runWork. */
async function shardWith(work: readonly Work[]): Promise<Shard> {
  const queue = await startQueue(database.appUrl, {
    names: [...new Set(work.map(queueOf))],
    pollSeconds: 0.5,
    log,
  })
  queues.push(queue)
  return {
    name: 'shard-1',
    pool,
    queue,
    files: NO_FILES,
    vault: VAULT,
    subscribed: new Set(work.flatMap((item) => (item.kind === 'subscriber' ? [item.on.name] : []))),
    eventCounter: { add: () => {} },
    cache: createCache({ maxBytes: 0, shard: 'test' }),
    exchangeRates: { url: '', timeoutMs: 0, keptMs: 0 },
    paymentProviders: { urls: {}, timeoutMs: 0 },
    outbound: {} as Shard['outbound'],
    documentFont: undefined,
    mailer: undefined,
    answer: async () => new Response(),
  }
}

const ctxOf = (shard: Shard, tenantId = TENANT): Ctx => ({
  tenantId,
  epoch: 1,
  plan: 'starter',
  shard,
  principal: { kind: 'anonymous', id: '', permissions: new Set() },
  requestId: 'test',
  client: NO_CLIENT,
  now: new Date(),
  log,
})

const eventsNamed = async (name: string) =>
  database.owner`select id, tenant_id, data from events where name = ${name}`
const jobsOf = async (name: string) =>
  database.owner`select id, state, data from pgboss.job where name = ${name} order by created_on`
const jobsAbout = async (event: string) =>
  database.owner`
    select j.state, j.data from pgboss.job j join events e on e.id::text = j.data ->> 'event_id'
    where e.name = ${event} and j.name = 'events'`

test('an event and one job for its subscribers commit together; the job carries ids only', async () => {
  const first = subscribe({ name: 'test.pour_tea', on: kettleBoiled, run: async () => {} })
  const second = subscribe({ name: 'test.warm_pot', on: kettleBoiled, run: async () => {} })
  const shard = await shardWith([first, second])
  await inTx(ctxOf(shard), async (ctx) => emit(ctx, kettleBoiled, { degrees: 100 }))
  const [event] = await eventsNamed('kettle.boiled')
  expect(event).toMatchObject({ tenant_id: TENANT, data: { degrees: 100 } })
  const jobs = await jobsAbout('kettle.boiled')
  expect(jobs.map(({ data }) => data)).toEqual([{ tenant_id: TENANT, event_id: event?.id }])
})

test('an event that nobody waits for gives no job', async () => {
  const cooled = defineEvent({ name: 'kettle.cooled', version: 1, data: z.object({}) })
  const shard = await shardWith([])
  await inTx(ctxOf(shard), async (ctx) => emit(ctx, cooled, {}))
  expect([(await eventsNamed('kettle.cooled')).length, await jobsAbout('kettle.cooled')]).toEqual([1, []])
})

test('a rollback leaves neither event nor job', async () => {
  const boiledOver = defineEvent({ name: 'kettle.boiled_over', version: 1, data: z.object({}) })
  const subscriber = subscribe({ name: 'test.mop_up', on: boiledOver, run: async () => {} })
  const job = defineJob({ name: 'test.descale', data: z.object({}), run: async () => {} })
  const shard = await shardWith([subscriber, job])
  const [boiled] = await eventsNamed('kettle.boiled')
  await expect(
    inTx(ctxOf(shard), async (ctx) => {
      emit(ctx, boiledOver, {})
      enqueue(ctx, job, {})
      throw new Error('later failure')
    }),
  ).rejects.toThrow('later failure')
  expect([
    await eventsNamed('kettle.boiled_over'),
    (await jobsOf('events')).filter(({ data }) => data.event_id !== boiled?.id),
    await jobsOf(job.name),
  ]).toEqual([[], [], []])
})

test('a subscriber sees its event as its tenant, and once, however often the job runs', async () => {
  const whistled = defineEvent({ name: 'kettle.whistled', version: 1, data: z.object({ loud: z.boolean() }) })
  const run = vi.fn(async () => {})
  const subscriber = subscribe({ name: 'test.listen', on: whistled, run })
  const shard = await shardWith([subscriber])
  await inTx(ctxOf(shard), async (ctx) => emit(ctx, whistled, { loud: true }))
  const [event] = await eventsNamed('kettle.whistled')
  const eventId: string = event?.id

  await Promise.all([
    deliver(ctxOf(shard), [subscriber], eventId),
    deliver(ctxOf(shard), [subscriber], eventId),
  ])
  await deliver(ctxOf(shard), [subscriber], eventId)
  await deliver(ctxOf(shard, OTHER), [subscriber], eventId).catch(() => {})

  expect(run).toHaveBeenCalledTimes(1)
  expect(run).toHaveBeenCalledWith(expect.objectContaining({ tenantId: TENANT }), {
    id: eventId,
    occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    data: { loud: true },
  })
})

test('a subscriber that fails keeps no other from its event, and is run again alone, with what it did undone', async () => {
  const tipped = defineEvent({ name: 'kettle.tipped', version: 1, data: z.object({}) })
  let attempts = 0
  const write = (ctx: TxCtx, eventId: string, template: string) =>
    ctx.tx.execute(sql`
      insert into messages (tenant_id, event_id, template, recipient, subject, body)
      values (${ctx.tenantId}, ${eventId}, ${template}, 'a@example.com', 's', 'b')`)
  const subscriber = subscribe({
    name: 'test.right_it',
    on: tipped,
    run: async (ctx, event) => {
      attempts += 1
      await write(ctx, event.id, 'tipped')
      // Once with the others, and once by itself.
      if (attempts <= 2) throw new Error('slipped')
    },
  })
  const other = subscribe({
    name: 'test.look_on',
    on: tipped,
    run: async (ctx, event) => void (await write(ctx, event.id, 'seen')),
  })
  const work = [subscriber, other]
  const shard = await shardWith(work)
  await runWork(shard, work, log, () => {})
  await inTx(ctxOf(shard), async (ctx) => emit(ctx, tipped, {}))
  await expect.poll(() => attempts, { timeout: 15_000 }).toBe(3)
  await expect
    .poll(async () => (await jobsAbout('kettle.tipped'))[0]?.state, { timeout: 5_000 })
    .toBe('completed')
  const written = await database.owner`
    select template, count(*)::int from messages where template in ('tipped', 'seen') group by 1 order by 1`
  expect(written).toEqual([
    { template: 'seen', count: 1 },
    { template: 'tipped', count: 1 },
  ])
}, 30_000)

test('jobs that a dead worker had taken are run by another', async () => {
  const run = vi.fn(async () => {})
  const job = defineJob({ name: 'test.refill', data: z.object({ cup: z.int() }), run })
  const shard = await shardWith([job])
  await inTx(ctxOf(shard), async (ctx) => enqueue(ctx, job, { cup: 1 }))
  // As a worker leaves it that was killed in the middle: taken, and never heard of again.
  await database.owner`
    update pgboss.job set state = 'active', started_on = now() - interval '1 minute', heartbeat_on = now() - interval '1 minute'
    where name = ${job.name}`
  await runWork(shard, [job], log, () => {})
  await expect.poll(() => run.mock.calls.length, { timeout: 40_000 }).toBe(1)
  expect(run).toHaveBeenCalledWith(expect.objectContaining({ tenantId: TENANT }), { cup: 1 })
}, 60_000)

test('a schedule runs once for each tenant of the shard', async () => {
  const seen: string[] = []
  const schedule = defineSchedule({
    name: 'test.tea_time',
    cron: '0 17 * * *',
    run: async (ctx) => void seen.push(ctx.tenantId),
  })
  const shard = await shardWith([schedule])
  await runWork(shard, [schedule], log, () => {})
  // As the queue's own clock does.
  await database.owner`insert into pgboss.job (name) values (${schedule.name})`
  await expect.poll(() => seen.toSorted(), { timeout: 15_000 }).toEqual([TENANT, OTHER])
  const [stored] = await database.owner`select cron from pgboss.schedule where name = ${schedule.name}`
  expect(stored).toEqual({ cron: '0 17 * * *' })
})

test('a schedule with a condition runs for those tenants alone whose rows meet it', async () => {
  const spilled = defineEvent({ name: 'kettle.spilled', version: 1, data: z.object({}) })
  const seen: string[] = []
  const schedule = defineSchedule({
    name: 'test.mop',
    cron: '0 17 * * *',
    due: `exists (select from events where tenant_id = $1 and name = 'kettle.spilled')`,
    run: async (ctx) => void seen.push(ctx.tenantId),
  })
  const shard = await shardWith([schedule])
  await inTx(ctxOf(shard, OTHER), async (ctx) => emit(ctx, spilled, {}))
  await runWork(shard, [schedule], log, () => {})
  await database.owner`insert into pgboss.job (name) values (${schedule.name})`
  await expect.poll(() => seen, { timeout: 15_000 }).toEqual([OTHER])
})

test('the condition of a schedule sees the rows of one tenant at a time, even if it asks for others', async () => {
  const asked = await pool.db.execute<{ id: string }>(
    sql`select app.tenants_where(${`(select count(distinct tenant_id) from events) > 1 or $1 is null`}) as id`,
  )
  expect(asked).toEqual([])
})

test('a schedule that fails for one tenant runs for the others, and for that one again', async () => {
  const seen: string[] = []
  const schedule = defineSchedule({
    name: 'test.rain_check',
    cron: '0 17 * * *',
    run: async (ctx) => {
      seen.push(ctx.tenantId)
      if (seen.filter((id) => id === TENANT).length === 1 && ctx.tenantId === TENANT) throw new Error('Rain.')
    },
  })
  const shard = await shardWith([schedule])
  await runWork(shard, [schedule], log, () => {})
  await database.owner`insert into pgboss.job (name) values (${schedule.name})`
  await expect.poll(() => seen.toSorted(), { timeout: 15_000 }).toEqual([TENANT, TENANT, OTHER])
})

test('a job of a tenant that is no longer here is dropped, not retried for ever', async () => {
  const run = vi.fn(async (ctx: Ctx) => inTx(ctx, async () => {}))
  const job = defineJob({ name: 'test.ghost', data: z.object({}), run })
  const shard = await shardWith([job])
  await runWork(shard, [job], log, () => {})
  await pool.batch([
    await shard.queue.insertion(job.name, [{ tenant_id: '0199a000-0000-7000-8000-00000000dead' }]),
  ])
  await expect.poll(async () => (await jobsOf(job.name))[0]?.state, { timeout: 10_000 }).toBe('completed')
  expect(run).toHaveBeenCalledTimes(1)
})
