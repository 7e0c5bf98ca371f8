import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'
import { STORE_TAG } from '../store/events.ts'

const change = {
  version: 1,
  data: z.object({ market_id: z.uuid(), code: z.string() }),
  invalidates: () => [STORE_TAG],
}

export const marketCreated = defineEvent({ name: 'market.created', ...change })
export const marketUpdated = defineEvent({ name: 'market.updated', ...change })
export const marketDeleted = defineEvent({ name: 'market.deleted', ...change })
