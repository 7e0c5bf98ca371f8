import { defineRoute } from '../route.ts'
import { EventFilter, EventPage } from './schema.ts'
import { listEvents } from './service.ts'

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
]
