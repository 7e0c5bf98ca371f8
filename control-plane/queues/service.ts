// What is queued on the shards and in the control database, and what can be done about what failed.
import {
  CANCEL_PATH,
  JOBS_PATH,
  type JobChoice,
  type JobFilter,
  type JobSelection,
  JobsAffected,
  QUEUES_PATH,
  QueuedJobs,
  Queues,
  RETRY_PATH,
} from '../../shared/contracts/queues.ts'
import { openDesk } from '../../shared/jobs/desk.ts'
import type { ControlCtx } from '../context.ts'
import * as queries from './queries.ts'
import { CONTROL } from './schema.ts'

/** Throws `not_found` for a shard that there is not, and `unavailable` for one that does not answer. So do all of these. */
export async function listQueues(ctx: ControlCtx, place: string): Promise<Queues> {
  const { requestId, now } = ctx
  if (place === CONTROL) return openDesk(ctx.jobs).overview(now)
  return Queues.parse(await ctx.askShard(place, { method: 'GET', path: QUEUES_PATH, requestId }))
}

export async function listJobs(ctx: ControlCtx, place: string, filter: JobFilter) {
  const { data, next_cursor } = await jobsAt(ctx, place, filter)
  const ids = [...new Set(data.flatMap(({ tenant_ids }) => tenant_ids))]
  const tenants = ids.length === 0 ? [] : await queries.findTenants(ctx.db, ids)
  return {
    data: data.map(({ tenant_ids, ...job }) => ({
      ...job,
      tenants: tenants.filter(({ id }) => tenant_ids.includes(id)),
    })),
    next_cursor,
  }
}

async function jobsAt(ctx: ControlCtx, place: string, filter: JobFilter): Promise<QueuedJobs> {
  if (place === CONTROL) return openDesk(ctx.jobs).list(filter)
  const query = new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  )
  const path = `${JOBS_PATH}?${query}`
  return QueuedJobs.parse(await ctx.askShard(place, { method: 'GET', path, requestId: ctx.requestId }))
}

/** Without ids: all that failed in the queue. */
export async function retryJobs(ctx: ControlCtx, place: string, choice: JobChoice): Promise<JobsAffected> {
  if (place !== CONTROL) return askFor(ctx, place, RETRY_PATH, choice)
  const { queue, jobs } = choice
  const desk = openDesk(ctx.jobs)
  return {
    affected: jobs === undefined ? await desk.retryAll(queue) : await desk.retry({ queue, jobs }),
  }
}

export async function cancelJobs(
  ctx: ControlCtx,
  place: string,
  choice: JobSelection,
): Promise<JobsAffected> {
  if (place !== CONTROL) return askFor(ctx, place, CANCEL_PATH, choice)
  return { affected: await openDesk(ctx.jobs).cancel(choice) }
}

const askFor = async (ctx: ControlCtx, place: string, path: string, body: JobChoice) =>
  JobsAffected.parse(await ctx.askShard(place, { method: 'POST', path, body, requestId: ctx.requestId }))
