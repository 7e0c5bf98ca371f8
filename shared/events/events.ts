// The event log and the outbox in one: an event and a job for its subscribers, in the transaction of the change itself.
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { TxCtx } from '../context.ts'
import { addJob, EVENT_QUEUE } from './outbox.ts'

export type EventType<S extends z.ZodObject = z.ZodObject> = {
  /** `noun.past_verb` */
  readonly name: string
  readonly version: number
  readonly data: S
  /** Tags of what the read cache may hold and this event changes. */
  readonly invalidates?: (data: z.output<S>) => readonly string[]
}

export const defineEvent = <S extends z.ZodObject>(event: EventType<S>): EventType<S> => event

/** Adds the event and the job of its subscribers to the caller's transaction: they are stored when it commits. */
export function emit<S extends z.ZodObject>(ctx: TxCtx, event: EventType<S>, data: z.input<S>): void {
  const id = uuidv7()
  const parsed = event.data.parse(data)
  ctx.outbox.events.push({ id, name: event.name, version: event.version, data: parsed })
  for (const tag of event.invalidates?.(parsed) ?? []) ctx.outbox.tags.add(tag)
  if (ctx.shard.subscribed.has(event.name))
    addJob(ctx.outbox, EVENT_QUEUE, { tenant_id: ctx.tenantId, event_id: id })
}
