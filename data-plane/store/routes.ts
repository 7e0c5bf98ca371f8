import { defineRoute } from '../route.ts'
import { Provision, Store, StorePatch } from './schema.ts'
import { provisionStore, readStore, updateStore } from './service.ts'

export const storeRoutes = [
  defineRoute({
    method: 'put',
    path: '/internal/v1/store',
    summary: 'Set a new store up on its shard',
    permission: 'internal',
    body: Provision,
    response: Store,
    handler: (ctx, { body }) => provisionStore(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/store',
    summary: "Read the store's settings",
    permission: 'store:read',
    response: Store,
    handler: (ctx) => readStore(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/store',
    summary: "Change the store's settings",
    permission: 'store:write',
    body: StorePatch,
    response: Store,
    handler: (ctx, { body }) => updateStore(ctx, body),
  }),
]
