// How often something happened: asked of a whole shard, or of one store.
import { z } from 'zod'
import { Instant } from '../http/instant.ts'

/** Of a whole shard. */
export const EVENT_COUNTS_PATH = '/internal/v1/event-counts'
/** Of one store. */
export const STORE_EVENT_COUNTS_PATH = '/internal/v1/store-event-counts'

export const EventCountFilter = z.strictObject({
  name: z.string().min(1).max(100).default('order.placed'),
  from: Instant.default('1970-01-01T00:00:00.000Z'),
  to: Instant.default('9999-12-31T00:00:00.000Z'),
  step_seconds: z.coerce.number().int().min(60).max(86_400).default(86_400),
})
export type EventCountFilter = z.output<typeof EventCountFilter>

export const EventCounts = z.object({ data: z.array(z.object({ at: z.string(), count: z.int() })) })
export type EventCounts = z.output<typeof EventCounts>
