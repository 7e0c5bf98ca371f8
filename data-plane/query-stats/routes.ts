import {
  RESET_PATH,
  ResetDone,
  SLOW_QUERIES_PATH,
  SlowQueries,
  SlowQueryFilter,
} from '../../shared/contracts/slow-queries.ts'
import { defineShardRoute } from '../route.ts'
import { listSlowQueries, resetStatements } from './service.ts'

export const queryStatsRoutes = [
  defineShardRoute({
    method: 'get',
    path: SLOW_QUERIES_PATH,
    summary: "List the shard's slow statements",
    permission: 'internal',
    query: SlowQueryFilter,
    response: SlowQueries,
    errors: ['statements_not_tracked'],
    handler: (ctx, { query }) => listSlowQueries(ctx, query),
  }),
  defineShardRoute({
    method: 'post',
    path: RESET_PATH,
    summary: "Count the shard's statements afresh",
    permission: 'internal',
    response: ResetDone,
    errors: ['statements_not_tracked'],
    handler: (ctx) => resetStatements(ctx),
  }),
]
