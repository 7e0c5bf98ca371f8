import { ResetDone, SlowQueries, SlowQueryFilter } from '../../shared/contracts/slow-queries.ts'
import { defineRoute } from '../route.ts'
import { ShardName, ShardState, Shards, SightingFilter, Sightings } from './schema.ts'
import { listShards, listSlowQueries, resetSlowQueries } from './service.ts'
import { checkShard, listSightings } from './service-health.ts'

export const shardRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/shards',
    summary: 'List the shards, the room they have, and what the last look at each found',
    permission: 'platform:admin',
    response: Shards,
    handler: (ctx) => listShards(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/shards/{shard}/health',
    summary: 'Ask a shard how it is just now',
    description: 'Also answers, with `reachable: false`, when none of its workers does.',
    permission: 'platform:admin',
    params: ShardName,
    response: ShardState,
    handler: (ctx, { params }) => checkShard(ctx, params.shard),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/shards/{shard}/sightings',
    summary: 'Tell how a shard was found to be over time',
    description: 'It is looked every minute; what was found is kept for 7 days.',
    permission: 'platform:admin',
    params: ShardName,
    query: SightingFilter,
    response: Sightings,
    handler: (ctx, { params, query }) => listSightings(ctx, params.shard, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/shards/{shard}/slow-queries',
    summary: "List a shard's slow statements, with their plans and what to do about them",
    description:
      "From Postgres's own count of every statement that the shard's workers sent since the last reset; nothing has to be " +
      'switched on, and nothing restarted. The texts hold no values. Suggestions follow from the plan and the figures; ' +
      'try them on a copy first. `statements_not_tracked` says how a Postgres of your own is made to count.',
    permission: 'platform:admin',
    params: ShardName,
    query: SlowQueryFilter,
    response: SlowQueries,
    errors: ['statements_not_tracked'],
    handler: (ctx, { params, query }) => listSlowQueries(ctx, params.shard, query),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/shards/{shard}/slow-queries/reset',
    summary: "Count a shard's statements afresh",
    description:
      'To see what a change has brought: reset, wait for some traffic, list again. Needs no restart.',
    permission: 'platform:admin',
    params: ShardName,
    response: ResetDone,
    errors: ['statements_not_tracked'],
    prepare: (ctx, { params }) => resetSlowQueries(ctx, params.shard),
    handler: async (_, { prepared }) => prepared,
  }),
]
