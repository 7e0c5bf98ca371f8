import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

export const Event = z
  .object({
    id: z.uuid(),
    name: z.string(),
    version: z.int(),
    data: z.record(z.string(), z.unknown()),
    occurred_at: z.string(),
  })
  .meta({ id: 'Event' })
export type Event = z.output<typeof Event>
export const EventFilter = z.strictObject({ ...Paging, name: z.string().max(100).optional() })
export const EventPage = pageOf(Event).meta({ id: 'EventPage' })
