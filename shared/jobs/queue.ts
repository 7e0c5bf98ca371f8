// pg-boss in the shard's own database: jobs commit, roll back and move with the rows they belong to.
import { PgBoss } from 'pg-boss'
import { sqlState } from '../db/errors.ts'
import type { Statement } from '../db/wire.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'

export type QueuedJob = { id: string; data: Record<string, unknown> }

export type Queue = {
  /** The statement that adds jobs, for the transaction in which they become due, or which only makes them due at a time. */
  insertion: (name: string, jobs: readonly Record<string, unknown>[], startAfter?: Date) => Promise<Statement>
  /** Tells this process's own workers that jobs were committed, so that they need not wait for the next poll. */
  wake: (names: Iterable<string>) => void
  /** Runs `handler` for each job of a queue, several at once; a rejection fails that job alone. */
  work: (name: string, handler: (job: QueuedJob) => Promise<void>) => Promise<void>
  schedule: (name: string, cron: string) => Promise<void>
  /** What the clock starts. */
  schedules: () => Promise<{ name: string; cron: string }[]>
  /** Runs a statement on the queue's own tables, for `desk.ts`. */
  query: <R>(text: string, values: unknown[]) => Promise<R[]>
  stop: () => Promise<void>
}

export type QueueOptions = { names: readonly string[]; pollSeconds?: number; log: Log }

const BATCH = 20
const DEFAULT_POLL_SECONDS = 2
const RETRIES = 3
/** Jobs that are committed within this time are fetched together. */
const WAKE_MS = 50
/** A worker that dies without a word is noticed after this time, and its jobs run again. */
const HEARTBEAT_SECONDS = 20

/** Starts pg-boss as the application role. Its schema was laid by the migrations. */
export async function startQueue(url: string, options: QueueOptions): Promise<Queue> {
  const { log } = options
  const boss = new PgBoss({
    connectionString: url,
    max: 3,
    migrate: false,
    createSchema: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  })
  boss.on('error', (error: Error & { client?: unknown }) => {
    // The driver hangs the whole broken connection on its error.
    delete error.client
    log.error({ err: error }, 'job queue')
  })
  await boss.start()
  const known = new Set((await boss.getQueues()).map(({ name }) => name))
  for (const name of options.names)
    if (!known.has(name))
      await boss.createQueue(name, {
        retryLimit: RETRIES,
        retryDelay: 1,
        retryBackoff: true,
        heartbeatSeconds: HEARTBEAT_SECONDS,
      })
  const workers = new Map<string, string>()
  const waking = new Set<string>()
  const wake: Queue['wake'] = (names) => {
    for (const name of names) {
      const worker = workers.get(name)
      if (worker === undefined || waking.has(name)) continue
      waking.add(name)
      setTimeout(() => {
        waking.delete(name)
        boss.notifyWorker(worker)
      }, WAKE_MS).unref()
    }
  }
  return {
    insertion: async (name, jobs, startAfter) => {
      let statement: Statement | undefined
      const keep = async (text: string, values: unknown[] = []) => {
        statement = { text, values }
        return { rows: [] }
      }
      await boss.insert(
        name,
        jobs.map((data) => (startAfter === undefined ? { data } : { data, startAfter })),
        { db: { executeSql: keep }, returnId: false },
      )
      if (statement === undefined) throw new Error(`The queue ${name} gave no statement.`)
      return statement
    },
    wake,
    work: async (name, handler) => {
      const worker = await boss.work(
        name,
        {
          batchSize: BATCH,
          perJobResults: true,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: options.pollSeconds ?? DEFAULT_POLL_SECONDS,
        },
        async (jobs: { id: string; data: QueuedJob['data'] | null }[]) =>
          Promise.all(
            jobs.map(async ({ id, data: sent }) => {
              // What the clock sends carries nothing.
              const job: QueuedJob = { id, data: sent ?? {} }
              try {
                await handler(job)
                return { id: job.id, status: 'completed' as const }
              } catch (error) {
                log.error(
                  { err: error, job: name, job_id: job.id, tenant_id: job.data.tenant_id },
                  'job failed',
                )
                // The queue is no place for tenant data, and an error's text may hold some.
                return { id: job.id, status: 'failed' as const, output: failureOf(error) }
              }
            }),
          ),
      )
      workers.set(name, worker)
    },
    schedule: (name, cron) => boss.schedule(name, cron),
    schedules: () => boss.getSchedules(),
    query: async (text, values) => (await boss.getDb().executeSql(text, values)).rows,
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  }
}

function failureOf(error: unknown): { name: string; code?: string } {
  const name = error instanceof Error ? error.name : typeof error
  const code = error instanceof DomainError ? error.code : sqlState(error)
  return code === undefined ? { name } : { name, code }
}
