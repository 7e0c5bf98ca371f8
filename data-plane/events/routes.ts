import {
  EventCountFilter,
  EventCounts,
  STORE_EVENT_COUNTS_PATH,
} from '../../shared/contracts/event-counts.ts'
import { defineRoute } from '../route.ts'
import { EventFilter, EventPage } from './schema.ts'
import { countEvents, listEvents } from './service.ts'

export const eventRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/events',
    summary: 'List what happened in the store, newest first',
    permission: 'events:read',
    query: EventFilter,
    response: EventPage,
    handler: (ctx, { query }) => listEvents(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: STORE_EVENT_COUNTS_PATH,
    summary: 'Tell how often something happened in the store',
    permission: 'internal',
    query: EventCountFilter,
    response: EventCounts,
    handler: (ctx, { query }) => countEvents(ctx, query),
  }),
]
