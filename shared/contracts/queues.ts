// What the control plane asks a shard about its jobs, and what it is told. The queue holds ids, never data of a store.
import { z } from 'zod'
import { KeyedPaging, pageOf } from '../http/route.ts'

export const QUEUES_PATH = '/internal/v1/queues'
export const JOBS_PATH = '/internal/v1/jobs'
export const RETRY_PATH = '/internal/v1/jobs/retry'
export const CANCEL_PATH = '/internal/v1/jobs/cancel'

const QueueStanding = z
  .object({
    name: z.string(),
    waiting: z.int().meta({ description: 'Due now, and not begun' }),
    deferred: z.int().meta({ description: 'Due later: at a time of their own, or after a failure' }),
    active: z.int(),
    failed: z.int().meta({ description: 'Given up after the last try, within the last 7 days' }),
    oldest_waiting_since: z.string().nullable(),
  })
  .meta({ id: 'QueueStanding' })

const ScheduleStanding = z
  .object({
    name: z.string(),
    cron: z.string().meta({ description: 'In UTC', example: '*/5 * * * *' }),
    next_run_at: z.string(),
  })
  .meta({ id: 'ScheduleStanding' })

export const Queues = z
  .object({ queues: z.array(QueueStanding), schedules: z.array(ScheduleStanding) })
  .meta({ id: 'Queues' })
export type Queues = z.output<typeof Queues>

const JobState = z.enum(['waiting', 'active', 'failed', 'cancelled'])
export type JobState = z.output<typeof JobState>

const QueueName = z.string().min(1).max(200)

export const JobFilter = z.strictObject({
  ...KeyedPaging,
  state: JobState.default('failed'),
  queue: QueueName.optional(),
  tenant_id: z.uuid().optional(),
})
export type JobFilter = z.output<typeof JobFilter>

export const QueuedJob = z
  .object({
    id: z.uuid(),
    queue: z.string(),
    state: JobState,
    tries: z.int().meta({ description: 'How often it was begun' }),
    max_tries: z.int(),
    tenant_ids: z.array(z.uuid()).meta({ description: 'The stores that it is for' }),
    data: z.record(z.string(), z.unknown()).meta({ description: 'Ids of what it works on' }),
    error: z.string().nullable().meta({
      description:
        "What kind of error ended its last try. The full text is in the worker's log, beside the job's id",
    }),
    created_at: z.string(),
    due_at: z.string(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
  })
  .meta({ id: 'QueuedJob' })
export type QueuedJob = z.output<typeof QueuedJob>
export const QueuedJobs = pageOf(QueuedJob)
export type QueuedJobs = z.output<typeof QueuedJobs>

export const JobChoice = z
  .strictObject({
    queue: QueueName.meta({ example: 'mails.send' }),
    jobs: z
      .array(z.uuid())
      .min(1)
      .max(100)
      .optional()
      .meta({
        description: 'Without any: all that failed in this queue, when retried; none may be cancelled so',
        example: ['0198aaaa-0000-7000-8000-000000000000'],
      }),
  })
  .meta({ id: 'JobChoice' })
export type JobChoice = z.output<typeof JobChoice>
export const JobSelection = JobChoice.required().meta({ id: 'JobSelection' })
export type JobSelection = z.output<typeof JobSelection>

export const JobsAffected = z
  .object({ affected: z.int().meta({ description: 'How many jobs it was done to' }) })
  .meta({ id: 'JobsAffected' })
export type JobsAffected = z.output<typeof JobsAffected>
