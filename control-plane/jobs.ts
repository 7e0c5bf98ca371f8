// Work that the control plane does behind its requests, queued in the control database.
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { NO_CLIENT } from '../shared/http/client.ts'
import { startQueue } from '../shared/jobs/queue.ts'
import type { Log } from '../shared/log.ts'
import type { ControlCtx, ControlTxCtx } from './context.ts'

/** Work that a module queues itself. `data` holds ids only. May run more than once. */
export type ControlJob<S extends z.ZodObject = z.ZodObject> = {
  readonly kind: 'job'
  readonly name: string
  readonly data: S
  run(ctx: ControlCtx, data: z.output<S>): Promise<void>
}
/** Work that the clock starts, once for the installation. `cron` is in UTC. */
export type ControlSchedule = {
  readonly kind: 'schedule'
  readonly name: string
  readonly cron: string
  run(ctx: ControlCtx): Promise<void>
}
export type ControlWork = ControlJob | ControlSchedule

export const defineControlJob = <S extends z.ZodObject>(job: Omit<ControlJob<S>, 'kind'>): ControlJob<S> => ({
  kind: 'job',
  ...job,
})
export const defineControlSchedule = (schedule: Omit<ControlSchedule, 'kind'>): ControlSchedule => ({
  kind: 'schedule',
  ...schedule,
})

/** Adds a job to the caller's transaction; it is queued when that commits. */
export async function enqueue<S extends z.ZodObject>(
  ctx: ControlTxCtx,
  job: ControlJob<S>,
  data: z.input<S>,
): Promise<void> {
  await ctx.tx.run(await ctx.jobs.insertion(job.name, [job.data.parse(data)]))
  ctx.queued.add(job.name)
}

/**
 * Starts the queue of the control database; `serve` starts to take jobs.
 * @param pollSeconds how often an idle queue is looked at for jobs that another process queued
 */
export async function startControlJobs(
  databaseUrl: string,
  work: readonly ControlWork[],
  { log, pollSeconds }: { log: Log; pollSeconds?: number | undefined },
) {
  const queue = await startQueue(databaseUrl, {
    names: work.map(({ name }) => name),
    log,
    ...(pollSeconds === undefined ? {} : { pollSeconds }),
  })
  return {
    jobs: queue,
    serve: async (base: Omit<ControlCtx, keyof ReturnType<typeof jobContext>>) => {
      for (const item of work) {
        await queue.work(item.name, async ({ id, data }) => {
          const ctx = { ...base, ...jobContext(id, log.child({ job: item.name })) }
          await (item.kind === 'schedule' ? item.run(ctx) : item.run(ctx, item.data.parse(data)))
        })
        if (item.kind === 'schedule') await queue.schedule(item.name, item.cron)
      }
    },
    stop: queue.stop,
  }
}

const jobContext = (id: string, log: Log) => ({
  principal: { kind: 'job' as const, id, permissions: new Set<never>() },
  requestId: randomUUID(),
  client: NO_CLIENT,
  now: new Date(),
  log,
})
