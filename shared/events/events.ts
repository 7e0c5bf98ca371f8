// The event log and the outbox in one: an event and a job per subscriber, in the transaction of the change itself.
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { TxCtx } from '../context.ts'

export type EventType<S extends z.ZodObject = z.ZodObject> = {
  /** `noun.past_verb` */
  readonly name: string
  readonly version: number
  readonly data: S
}

export const defineEvent = <S extends z.ZodObject>(event: EventType<S>): EventType<S> => event

/** Stores the event and queues its subscribers in the caller's transaction: all of it, or none. */
export async function emit<S extends z.ZodObject>(
  ctx: TxCtx,
  event: EventType<S>,
  data: z.input<S>,
): Promise<void> {
  const body = JSON.stringify(event.data.parse(data))
  const [row] = await ctx.tx.execute<{ id: string }>(sql`
    insert into events (tenant_id, name, version, data, occurred_at)
    values (${ctx.tenantId}, ${event.name}, ${event.version}, ${body}::jsonb, ${ctx.now.toISOString()})
    returning id`)
  if (row === undefined) throw new Error(`Event ${event.name} was not stored.`)
  for (const queue of ctx.shard.subscriptions.get(event.name) ?? []) {
    await ctx.shard.queue.insert(ctx.tx, queue, [{ tenant_id: ctx.tenantId, event_id: row.id }])
    ctx.queued.add(queue)
  }
}
