// What people may see of a queue and do to its jobs.
import { CronExpressionParser } from 'cron-parser'
import type { JobFilter, JobSelection, JobState, QueuedJob, QueuedJobs, Queues } from '../contracts/queues.ts'
import { keyCursor, readKeyCursor } from '../http/page.ts'
import type { Queue } from './queue.ts'

export type JobDesk = {
  /** All queues, those with most to do first, and what the clock starts. */
  overview: (now: Date) => Promise<Queues>
  /** Jobs of one state, newest first. */
  list: (filter: JobFilter) => Promise<QueuedJobs>
  /** Makes jobs due again that failed or were cancelled. Gives how many. */
  retry: (choice: JobSelection) => Promise<number>
  /** Does that with all of a queue that failed. */
  retryAll: (queue: string) => Promise<number>
  /** Takes jobs away that have not ended. One that runs goes on to its end, and is not tried again. */
  cancel: (choice: JobSelection) => Promise<number>
}

const RETRIED_AT_ONCE = 1_000
/** The library's own. */
const INTERNAL = '__pgboss__%'

export function openDesk({
  query: ask,
  schedules,
  wake,
}: Pick<Queue, 'query' | 'schedules' | 'wake'>): JobDesk {
  const count = async (text: string, values: unknown[]) => (await ask(text, values)).length
  const retry: JobDesk['retry'] = async ({ queue, jobs }) => {
    const retried = await count(RETRY, [queue, jobs])
    wake([queue])
    return retried
  }
  return {
    overview: async (now) => {
      const [queues, scheduled] = await Promise.all([
        ask<Queues['queues'][number]>(OVERVIEW, [INTERNAL]),
        schedules(),
      ])
      return {
        queues,
        schedules: scheduled
          .map(({ name, cron }) => ({ name, cron, next_run_at: nextRun(cron, now) }))
          .sort((a, b) => a.next_run_at.localeCompare(b.next_run_at) || a.name.localeCompare(b.name)),
      }
    },
    list: async ({ state, queue, tenant_id, limit, cursor }) => {
      const after = readKeyCursor(cursor, isMoment)
      const values = [STATES[state], queue ?? null, tenant_id ?? null]
      const rows = await ask<JobRow>(listOf(state), [
        ...values,
        after?.key ?? null,
        after?.id ?? null,
        limit + 1,
        INTERNAL,
      ])
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        data: rows.slice(0, limit).map((row) => shown(row, state)),
        next_cursor: last === undefined ? null : keyCursor({ id: last.id, key: last.moment }),
      }
    },
    retry,
    retryAll: async (queue) => {
      let retried = 0
      while (true) {
        const rows = await ask<{ id: string }>(
          `select id from pgboss.job where name = $1 and state = 'failed' order by completed_on limit $2`,
          [queue, RETRIED_AT_ONCE],
        )
        if (rows.length === 0) return retried
        const affected = await retry({ queue, jobs: rows.map(({ id }) => id) })
        // Somebody else was faster.
        if (affected === 0) return retried
        retried += affected
      }
    },
    cancel: ({ queue, jobs }) => count(CANCEL, [queue, jobs]),
  }
}

/** When a cron line in UTC is due next, RFC 3339. */
const nextRun = (cron: string, now: Date): string =>
  CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: now }).next().toDate().toISOString()

// As the library's own `retry` and `cancel` do, which don't tell how many there were.
const RETRY = `
  update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now(), completed_on = null
  where name = $1 and id = any($2::uuid[]) and state > 'completed' returning id`
const CANCEL = `
  update pgboss.job set state = 'cancelled', completed_on = now()
  where name = $1 and id = any($2::uuid[]) and state < 'completed' returning id`

const STATES: Readonly<Record<JobState, readonly string[]>> = {
  waiting: ['created', 'retry'],
  active: ['active'],
  failed: ['failed'],
  cancelled: ['cancelled'],
}

const rfc3339 = (column: string, digits = 'MS') =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${digits}"Z"')`

// Active ones have no index of their own: the library counts them every ten seconds.
const OVERVIEW = `
  select q.name, open.waiting, open.deferred, q.active_count as active, ended.failed,
    ${rfc3339('open.oldest')} as oldest_waiting_since
  from pgboss.queue q,
    lateral (
      select count(*) filter (where start_after <= now())::int as waiting, count(*) filter (where start_after > now())::int as deferred,
        min(start_after) filter (where start_after <= now()) as oldest
      from pgboss.job where name = q.name and state < 'active' and not blocked) open,
    lateral (select count(*)::int as failed from pgboss.job where name = q.name and state = 'failed' and state > 'completed') ended
  where q.name not like $1
  order by ended.failed desc, open.waiting desc, q.name`

/** By when they ended, or else by when they were made. */
function listOf(state: JobState): string {
  const moment = state === 'failed' || state === 'cancelled' ? 'completed_on' : 'created_on'
  return `
    select id, name, retry_count, retry_limit, data, output,
      ${rfc3339(moment, 'US')} as moment, ${rfc3339('created_on')} as created_at, ${rfc3339('start_after')} as due_at,
      ${rfc3339('started_on')} as started_at, ${rfc3339('completed_on')} as ended_at
    from pgboss.job
    where state = any($1::pgboss.job_state[]) ${state === 'failed' || state === 'cancelled' ? `and state > 'completed'` : ''}
      and ($2::text is null or name = $2)
      and ($3::text is null or data ->> 'tenant_id' = $3 or data -> 'tenant_ids' ? $3)
      and ($4::timestamptz is null or (${moment}, id) < ($4, $5::uuid))
      and name not like $7
    order by ${moment} desc, id desc limit $6`
}

type JobRow = {
  id: string
  name: string
  retry_count: number
  retry_limit: number
  data: Record<string, unknown> | null
  output: unknown
  /** With microseconds, as Postgres compares it. */
  moment: string
  created_at: string
  due_at: string
  started_at: string | null
  ended_at: string | null
}

const isMoment = (key: string) => !Number.isNaN(Date.parse(key))

function shown(row: JobRow, state: JobState): QueuedJob {
  const data = row.data ?? {}
  const tenants = [data.tenant_id, ...(Array.isArray(data.tenant_ids) ? data.tenant_ids : [])]
  return {
    id: row.id,
    queue: row.name,
    state,
    tries: row.started_at === null ? 0 : row.retry_count + 1,
    max_tries: row.retry_limit + 1,
    tenant_ids: tenants.filter((id) => typeof id === 'string'),
    data,
    error: errorIn(row.output),
    created_at: row.created_at,
    due_at: row.due_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
  }
}

/** What a handler failed with, as `queue.ts` keeps it, or what the library says itself, as of a worker that died. */
function errorIn(output: unknown): string | null {
  if (typeof output !== 'object' || output === null) return null
  const { name, code, message, value } = output as Record<string, unknown>
  if (typeof name === 'string') return typeof code === 'string' ? `${name}: ${code}` : name
  return typeof message === 'string' ? message : errorIn(value)
}
