import { defineRoute } from '../route.ts'
import { CacheClear, CacheCleared, CacheStatistics, CacheWarm, CacheWarmed } from './schema.ts'
import { cacheStatistics, clearCache, warmCache } from './service.ts'

export const cacheRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/cache',
    summary: 'Read how well the read cache serves the store',
    permission: 'store:read',
    response: CacheStatistics,
    handler: (ctx) => cacheStatistics(ctx),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/cache/clear',
    summary: 'Clear the read cache',
    description:
      'What shoppers read is loaded anew in all worker processes. Changes of products, stock and settings need no clearing.',
    permission: 'store:write',
    body: CacheClear,
    response: CacheCleared,
    handler: (ctx, { body }) => clearCache(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/cache/warm',
    audit: false,
    summary: 'Warm the read cache',
    description:
      'Loads the first product lists, the newest products and the settings into the worker process that answers, and into Redis if there is one.',
    permission: 'store:write',
    body: CacheWarm,
    response: CacheWarmed,
    handler: (ctx, { body }) => warmCache(ctx, body),
  }),
]
