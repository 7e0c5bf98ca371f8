// Runs the work that modules declare: their own jobs, event subscribers and schedules, each under its tenant.
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm/sql'
import { z } from 'zod'
import { type Ctx, inTx, type Shard, type TxCtx } from '../context.ts'
import { utc } from '../db/columns.ts'
import { STALE_EPOCH, sqlState } from '../db/errors.ts'
import { prepared } from '../db/prepared.ts'
import { addJob, EVENT_QUEUE } from '../events/outbox.ts'
import { NO_CLIENT } from '../http/client.ts'
import type { Log } from '../log.ts'
import type { Job, Schedule, Subscriber, Work } from '../module.ts'
import type { QueuedJob } from './queue.ts'

/** Adds a job to the caller's transaction: it is queued when that commits, and runs at once or not before `startAfter`. */
export function enqueue<S extends z.ZodObject>(
  ctx: TxCtx,
  job: Pick<Job<S>, 'name' | 'data'>,
  data: z.input<S>,
  startAfter?: Date,
): void {
  const queued = { ...job.data.parse(data), tenant_id: ctx.tenantId }
  if (startAfter === undefined) addJob(ctx.outbox, job.name, queued)
  else ctx.outbox.later.push({ queue: job.name, data: queued, startAfter })
}

const Envelope = z.looseObject({
  tenant_id: z.uuid().optional(),
  /** Of a schedule: it runs for each of them. */
  tenant_ids: z.array(z.uuid()).optional(),
  event_id: z.uuid().optional(),
})
/** Most runs of a schedule find nothing to do, so that a job of its own for each tenant would cost more than its work. */
const TENANTS_OF_A_JOB = 50

export type Outcome = 'completed' | 'failed'

/**
 * Starts taking jobs for all `work` of a shard. Resolves when every queue is being served.
 * @param observe called after each job
 */
export async function runWork(
  shard: Shard,
  work: readonly Work[],
  log: Log,
  observe: (job: string, outcome: Outcome) => void,
): Promise<void> {
  for (const [queue, items] of Map.groupBy(work, queueOf)) {
    await shard.queue.work(queue, async (queued) => {
      try {
        await runJob(shard, items, queued, log)
        observe(queue, 'completed')
      } catch (error) {
        observe(queue, 'failed')
        throw error
      }
    })
    for (const item of items) if (item.kind === 'schedule') await shard.queue.schedule(queue, item.cron)
  }
}

/** Where the jobs of `item` wait: all subscribers share one queue, as each queue is asked for work again and again. */
export const queueOf = ({ kind, name }: Work): string => (kind === 'subscriber' ? EVENT_QUEUE : name)

async function runJob(shard: Shard, items: readonly Work[], queued: QueuedJob, log: Log): Promise<void> {
  const [item] = items
  if (item === undefined) return
  const { tenant_id, tenant_ids, event_id } = Envelope.parse(queued.data)
  if (tenant_id === undefined) {
    if (item.kind !== 'schedule') return
    if (tenant_ids === undefined) await fanOut(shard, item)
    else await runForEach(shard, { item, tenantIds: tenant_ids, jobId: queued.id }, log)
    return
  }
  const ctx = jobCtx(shard, tenant_id, queued.id, log.child({ job: queueOf(item), tenant_id }))
  try {
    if (item.kind === 'subscriber') await deliverToAll(ctx, items, z.uuid().parse(event_id))
    else if (item.kind === 'schedule') await item.run(ctx)
    else await item.run(ctx, item.data.parse(queued.data))
  } catch (error) {
    // The tenant was erased or moved away: its jobs went with it.
    if (sqlState(error) !== STALE_EPOCH) throw error
    ctx.log.warn('tenant no longer on this shard: job dropped')
  }
}

function jobCtx(shard: Shard, tenantId: string, jobId: string, log: Log): Ctx {
  return {
    tenantId,
    epoch: undefined,
    plan: '',
    shard,
    principal: { kind: 'job', id: jobId, permissions: new Set() },
    requestId: randomUUID(),
    client: NO_CLIENT,
    now: new Date(),
    log,
  }
}

/** Hands one event to those that are for it. If one of them fails the others have it all the same, and only it tries again. */
async function deliverToAll(ctx: Ctx, items: readonly Work[], eventId: string): Promise<void> {
  const subscribers = items.filter((item) => item.kind === 'subscriber')
  try {
    // One transaction for all costs far less than one for each.
    return await deliver(ctx, subscribers, eventId)
  } catch (err) {
    ctx.log.warn({ err }, 'the event is handed to one subscriber after the other')
  }
  const failures: unknown[] = []
  for (const subscriber of subscribers) {
    try {
      await deliver(ctx, [subscriber], eventId)
    } catch (err) {
      ctx.log.error({ err, subscriber: subscriber.name }, 'subscriber failed')
      failures.push(err)
    }
  }
  if (failures.length > 0) throw failures[0]
}

// The event and the marks that it is handed over, in one statement.
const handOver = prepared<
  { tenantId: string; eventId: string; names: readonly string[]; events: readonly string[] },
  { data: unknown; occurred_at: string; subscribers: string[] }
>(
  (p) => sql`
    with event as (
      select name, data, ${utc('occurred_at')} as occurred_at from events
      where tenant_id = ${p.tenantId} and id = ${p.eventId}),
    marked as (
      insert into event_deliveries (tenant_id, event_id, subscriber)
      select ${p.tenantId}, ${p.eventId}, s.name from event e
      join unnest(${p.names}::text[], ${p.events}::text[]) as s (name, event) on s.event = e.name
      on conflict do nothing returning subscriber)
    select data, occurred_at, array(select subscriber from marked) as subscribers from event`,
)

/**
 * Hands one event to those of `subscribers` that are for it, once: the marks and their effects are one transaction. They run
 * together, so that what they ask travels together.
 */
export async function deliver(ctx: Ctx, subscribers: readonly Subscriber[], eventId: string): Promise<void> {
  await inTx(ctx, async (ctx) => {
    const names = subscribers.map(({ name }) => name)
    const events = subscribers.map(({ on }) => on.name)
    const [event] = await handOver(ctx.tx, { tenantId: ctx.tenantId, eventId, names, events })
    if (event === undefined) return
    const { data, occurred_at } = event
    const wanted = subscribers.filter(({ name }) => event.subscribers.includes(name))
    const ended = await Promise.allSettled(
      wanted.map(async ({ on, run }) => run(ctx, { id: eventId, occurred_at, data: on.data.parse(data) })),
    )
    const failed = ended.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  })
}

async function fanOut(shard: Shard, schedule: Schedule): Promise<void> {
  await shard.pool.transaction([], async (tx) => {
    const tenants = await tx.execute<{ tenant_id: string }>(
      schedule.due === undefined
        ? sql`select tenant_id from app.tenants`
        : sql`select app.tenants_where(${schedule.due}) as tenant_id`,
    )
    const jobs: { tenant_ids: string[] }[] = []
    for (let i = 0; i < tenants.length; i += TENANTS_OF_A_JOB)
      jobs.push({ tenant_ids: tenants.slice(i, i + TENANTS_OF_A_JOB).map(({ tenant_id }) => tenant_id) })
    if (jobs.length > 0) await tx.run(await shard.queue.insertion(schedule.name, jobs))
  })
  shard.queue.wake([schedule.name])
}

/** Runs a schedule for several tenants. Where it fails for one, a job of that tenant's own tries again. */
async function runForEach(
  shard: Shard,
  { item, tenantIds, jobId }: { item: Schedule; tenantIds: readonly string[]; jobId: string },
  log: Log,
): Promise<void> {
  const failed: { tenant_id: string }[] = []
  for (const tenant_id of tenantIds) {
    try {
      await runJob(shard, [item], { id: jobId, data: { tenant_id } }, log)
    } catch (err) {
      log.error({ err, job: item.name, job_id: jobId, tenant_id }, 'job failed')
      failed.push({ tenant_id })
    }
  }
  if (failed.length === 0) return
  const again = await shard.queue.insertion(item.name, failed)
  await shard.pool.transaction([], (tx) => tx.run(again))
}
