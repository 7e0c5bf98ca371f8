// Runs the work that modules declare: their own jobs, event subscribers and schedules, each under its tenant.
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Ctx, inTx, type Shard, type TxCtx } from '../context.ts'
import { STALE_EPOCH, sqlState } from '../db/errors.ts'
import { addJob } from '../events/outbox.ts'
import { NO_CLIENT } from '../http/client.ts'
import type { Log } from '../log.ts'
import type { Job, Schedule, Subscriber, Work } from '../module.ts'
import type { QueuedJob } from './queue.ts'

/** Adds a job to the caller's transaction: it is queued when that commits, and runs at once or not before `startAfter`. */
export function enqueue<S extends z.ZodObject>(
  ctx: TxCtx,
  job: Job<S>,
  data: z.input<S>,
  startAfter?: Date,
): void {
  const queued = { ...job.data.parse(data), tenant_id: ctx.tenantId }
  if (startAfter === undefined) addJob(ctx.outbox, job.name, queued)
  else ctx.outbox.later.push({ queue: job.name, data: queued, startAfter })
}

const Envelope = z.looseObject({ tenant_id: z.uuid().optional(), event_id: z.uuid().optional() })

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
  for (const item of work) {
    await shard.queue.work(item.name, async (queued) => {
      try {
        await runJob(shard, item, queued, log)
        observe(item.name, 'completed')
      } catch (error) {
        observe(item.name, 'failed')
        throw error
      }
    })
    if (item.kind === 'schedule') await shard.queue.schedule(item.name, item.cron)
  }
}

async function runJob(shard: Shard, item: Work, queued: QueuedJob, log: Log): Promise<void> {
  const { tenant_id, event_id } = Envelope.parse(queued.data)
  if (tenant_id === undefined) {
    if (item.kind === 'schedule') await fanOut(shard, item)
    return
  }
  const ctx = jobCtx(shard, tenant_id, queued.id, log.child({ job: item.name, tenant_id }))
  try {
    if (item.kind === 'subscriber') await deliver(ctx, item, z.uuid().parse(event_id))
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

/** Hands one event to one subscriber, once: the mark and the subscriber's effects are one transaction. */
export async function deliver(ctx: Ctx, subscriber: Subscriber, eventId: string): Promise<void> {
  await inTx(ctx, async (ctx) => {
    const [event] = await ctx.tx.execute<{ data: unknown }>(sql`
      with mark as (
        insert into event_deliveries (tenant_id, event_id, subscriber) values (${ctx.tenantId}, ${eventId}, ${subscriber.name})
        on conflict do nothing returning event_id)
      select data from events join mark on mark.event_id = events.id where events.tenant_id = ${ctx.tenantId}`)
    if (event !== undefined)
      await subscriber.run(ctx, { id: eventId, data: subscriber.on.data.parse(event.data) })
  })
}

async function fanOut(shard: Shard, schedule: Schedule): Promise<void> {
  await shard.pool.transaction([], async (tx) => {
    const tenants = await tx.execute<{ tenant_id: string }>(sql`select tenant_id from app.tenants`)
    if (tenants.length > 0) await tx.run(await shard.queue.insertion(schedule.name, tenants))
  })
  shard.queue.wake([schedule.name])
}
