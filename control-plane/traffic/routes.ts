import { defineRoute } from '../route.ts'
import { BusyFilter, BusyStores, Traffic, TrafficFilter } from './schema.ts'
import { listBusyStores, readTraffic } from './service.ts'

const KEPT =
  'Kept by the minute for a day and by the hour for 30 days: what is older than a day stands at the beginning of its hour, ' +
  'whatever the step. The last seconds are missing.'

export const trafficRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/traffic',
    summary: 'Tell how many requests were answered and orders placed over time',
    description: `Of the whole installation, one shard or one store. ${KEPT}`,
    permission: 'platform:admin',
    query: TrafficFilter,
    response: Traffic,
    handler: (ctx, { query }) => readTraffic(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/traffic/stores',
    summary: 'List the stores that were asked most',
    description: KEPT,
    permission: 'platform:admin',
    query: BusyFilter,
    response: BusyStores,
    handler: (ctx, { query }) => listBusyStores(ctx, query),
  }),
]
