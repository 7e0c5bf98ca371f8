// What a transaction tells the world: its events, jobs and outdated cache tags, collected while it runs and stored together
// with its commit.
import type { Statement } from '../db/wire.ts'
import type { Queue } from '../jobs/queue.ts'

export type Outbox = {
  readonly events: { id: string; name: string; version: number; data: unknown }[]
  /** Jobs by queue. */
  readonly jobs: Map<string, Record<string, unknown>[]>
  /** Jobs that become due at a time of their own. */
  readonly later: { queue: string; data: Record<string, unknown>; startAfter: Date }[]
  /** What the read cache holds of these becomes outdated. */
  readonly tags: Set<string>
}

/** Where events wait for their subscribers: one job for each event that has any. */
export const EVENT_QUEUE = 'events'

export const openOutbox = (): Outbox => ({ events: [], jobs: new Map(), later: [], tags: new Set() })

export function addJob({ jobs }: Outbox, queue: string, data: Record<string, unknown>): void {
  const list = jobs.get(queue)
  if (list === undefined) jobs.set(queue, [data])
  else list.push(data)
}

/** Gives what takes the outbox back to how it is now, but for its tags: to name one in vain does no harm. */
export function markOutbox({ events, jobs, later }: Outbox): () => void {
  const eventCount = events.length
  const laterCount = later.length
  const jobCounts = new Map([...jobs].map(([queue, list]) => [queue, list.length]))
  return () => {
    events.length = eventCount
    later.length = laterCount
    for (const [queue, list] of jobs) list.length = jobCounts.get(queue) ?? 0
  }
}

const INSERT_EVENTS = `
  insert into events (tenant_id, id, name, version, data, occurred_at)
  select $1, id, name, version, data, $2
  from jsonb_to_recordset($3::jsonb) as e (id uuid, name text, version integer, data jsonb)`

/** What stores the outbox, for the transaction of `tenantId` that it belongs to. */
export async function outboxStatements(
  outbox: Outbox,
  { tenantId, now, queue }: { tenantId: string; now: Date; queue: Queue },
): Promise<Statement[]> {
  const statements: Statement[] = []
  if (outbox.events.length > 0) {
    statements.push({
      text: INSERT_EVENTS,
      values: [tenantId, now.toISOString(), JSON.stringify(outbox.events)],
    })
  }
  for (const [name, jobs] of outbox.jobs)
    if (jobs.length > 0) statements.push(await queue.insertion(name, jobs))
  for (const job of outbox.later)
    statements.push(await queue.insertion(job.queue, [job.data], job.startAfter))
  return statements
}
