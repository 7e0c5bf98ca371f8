// What people who run the installation see of a shard as a whole, and do to its jobs.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShardCtx } from '../../shared/context.ts'
import type { EventCountFilter } from '../../shared/contracts/event-counts.ts'
import type { ShardHealth } from '../../shared/contracts/health.ts'
import type { JobChoice, JobFilter, JobSelection } from '../../shared/contracts/queues.ts'
import { openDesk } from '../../shared/jobs/desk.ts'
import * as queries from './queries.ts'

const MIGRATIONS = join(import.meta.dirname, '../../migrations/shard')

/** How the shard is, by its database, its queue and this worker. */
export async function readHealth({ shard, now }: ShardCtx): Promise<ShardHealth> {
  const { db } = shard.pool
  const [database, applied, files, { queues }] = await Promise.all([
    queries.readDatabase(db),
    queries.listMigrations(db),
    readdir(MIGRATIONS),
    openDesk(shard.queue).overview(now),
  ])
  const known = new Set(applied)
  const oldest = queues.flatMap(({ oldest_waiting_since: since }) => since ?? []).sort()[0]
  return {
    ...database,
    migrations: {
      latest: applied.at(-1) ?? null,
      pending: files.filter((file) => file.endsWith('.sql') && !known.has(file)).sort(),
    },
    jobs: {
      waiting: queues.reduce((sum, { waiting }) => sum + waiting, 0),
      failed: queues.reduce((sum, { failed }) => sum + failed, 0),
      oldest_waiting_since: oldest ?? null,
    },
    worker: {
      started_at: new Date(now.getTime() - Math.round(process.uptime() * 1_000)).toISOString(),
      memory_bytes: process.memoryUsage.rss(),
    },
  }
}

export const countEvents = async ({ shard }: ShardCtx, filter: EventCountFilter) => ({
  data: await queries.countEvents(shard.pool.db, filter),
})

export const listQueues = ({ shard, now }: ShardCtx) => openDesk(shard.queue).overview(now)

export const listJobs = ({ shard }: ShardCtx, filter: JobFilter) => openDesk(shard.queue).list(filter)

/** Without ids: all that failed in the queue. */
export async function retryJobs({ shard }: ShardCtx, { queue, jobs }: JobChoice) {
  const desk = openDesk(shard.queue)
  return {
    affected: jobs === undefined ? await desk.retryAll(queue) : await desk.retry({ queue, jobs }),
  }
}

export const cancelJobs = async ({ shard }: ShardCtx, choice: JobSelection) => ({
  affected: await openDesk(shard.queue).cancel(choice),
})
