// What a domain folder of the data plane offers to its plane. Importing a manifest has no effect; app.ts assembles them.
import type { z } from 'zod'
import type { Ctx, ShardCtx, TxCtx } from './context.ts'
import type { EventType } from './events/events.ts'
import type { Route } from './http/route.ts'

/** Work that the module queues itself. `data` holds ids only: the queue stands outside row-level security. */
export type Job<S extends z.ZodObject = z.ZodObject> = {
  readonly kind: 'job'
  readonly name: string
  readonly data: S
  /** Runs outside a transaction and may run more than once, so it must continue where it stopped. */
  run(ctx: Ctx, data: z.output<S>): Promise<void>
}

/** Work that follows an event. Runs once per event: its effects and the mark that it ran commit together. */
export type Subscriber<S extends z.ZodObject = z.ZodObject> = {
  readonly kind: 'subscriber'
  readonly name: string
  readonly on: EventType<S>
  run(ctx: TxCtx, event: Happened & { data: z.output<S> }): Promise<void>
}

/** An event, and when it was: ISO 8601, UTC. */
export type Happened = { id: string; occurred_at: string }

/** Work that the clock starts, once per tenant of the shard. `cron` is in UTC. */
export type Schedule = {
  readonly kind: 'schedule'
  readonly name: string
  readonly cron: string
  /**
   * A condition in SQL, of the tenant $1, without which there is nothing to do. To ask it costs a fraction of running in
   * vain, so whatever runs often has one.
   */
  readonly due?: string
  run(ctx: Ctx): Promise<void>
}

export type Work = Job | Subscriber | Schedule

export type Module = {
  readonly name: string
  /** Heads the module's part of the API reference. */
  readonly summary: string
  readonly routes: readonly Route<Ctx>[]
  readonly work: readonly Work[]
}

/** What a worker tells the control plane about its shard as a whole. */
export type ShardModule = { readonly name: string; readonly routes: readonly Route<ShardCtx>[] }

export const defineJob = <S extends z.ZodObject>(job: Omit<Job<S>, 'kind'>): Job<S> => ({
  kind: 'job',
  ...job,
})
export const subscribe = <S extends z.ZodObject>(subscriber: Omit<Subscriber<S>, 'kind'>): Subscriber<S> => ({
  kind: 'subscriber',
  ...subscriber,
})
export const defineSchedule = (schedule: Omit<Schedule, 'kind'>): Schedule => ({
  kind: 'schedule',
  ...schedule,
})
