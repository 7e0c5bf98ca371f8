import { defineRoute } from '../route.ts'
import { Shards } from './schema.ts'
import { listShards } from './service.ts'

export const shardRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/shards',
    summary: 'List the shards',
    permission: 'platform:admin',
    response: Shards,
    handler: (ctx) => listShards(ctx),
  }),
]
