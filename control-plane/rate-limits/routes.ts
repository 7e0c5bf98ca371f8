import { z } from 'zod'
import { Paging } from '../../shared/http/route.ts'
import { defineRoute } from '../route.ts'
import {
  KeyId,
  KeyTier,
  Override,
  OverrideId,
  OverrideInput,
  OverridePage,
  RateTiers,
  TenantId,
  TenantRateLimits,
} from './schema.ts'
import {
  addOverride,
  getRateLimits,
  listOverrides,
  listTiers,
  removeOverride,
  setKeyTier,
} from './service.ts'

export const rateLimitRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/rate-limits',
    summary: 'Read which rate limits a store has just now, and where each comes from',
    permission: 'tenant:read',
    params: TenantId,
    response: TenantRateLimits,
    handler: (ctx, { params }) => getRateLimits(ctx, params.tenant_id),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/rate-limit-overrides',
    summary: "List what differs from the plan's rate limits for a store, newest first",
    permission: 'platform:admin',
    params: TenantId,
    query: z.strictObject(Paging),
    response: OverridePage,
    handler: (ctx, { params, query }) => listOverrides(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/rate-limit-overrides',
    summary: 'Set other rate limits for a store, for a time or for good',
    description: 'Takes effect within a second. Of several for the same limit the newest counts.',
    permission: 'platform:admin',
    params: TenantId,
    body: OverrideInput,
    status: 201,
    response: Override,
    handler: (ctx, { params, body }) => addOverride(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/tenants/{tenant_id}/rate-limit-overrides/{rate_limit_override_id}',
    summary: 'Remove other rate limits of a store',
    permission: 'platform:admin',
    params: OverrideId,
    response: Override,
    handler: (ctx, { params }) => removeOverride(ctx, params.tenant_id, params.rate_limit_override_id),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/rate-tiers',
    summary: 'List the tiers that a secret key can be held to',
    permission: 'public',
    response: RateTiers,
    handler: (ctx) => listTiers(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}/rate-tier',
    summary: 'Hold a secret key to a tier',
    permission: 'api_keys:write',
    params: KeyId,
    body: KeyTier,
    response: KeyTier,
    handler: (ctx, { params, body }) => setKeyTier(ctx, params, body.rate_tier),
  }),
]
