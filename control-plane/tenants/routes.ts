import { defineRoute } from '../route.ts'
import { statusRoutes } from './routes-status.ts'
import {
  Signup,
  SignupInput,
  TenantDetail,
  TenantFilter,
  TenantId,
  TenantPage,
  TenantPatch,
} from './schema.ts'
import { getTenant, listTenants, signUp, updateTenant } from './service.ts'

export const tenantRoutes = [
  defineRoute({
    method: 'post',
    path: '/platform/v1/signup',
    summary: 'Open a store',
    permission: 'public',
    body: SignupInput,
    status: 201,
    response: Signup,
    errors: ['slug_taken', 'no_shard_available'],
    audit: {
      action: 'tenant.created',
      actor: ({ user }: Signup) => ({ kind: 'account', id: user.id, label: user.email }),
      tenant: ({ tenant }: Signup) => tenant.id,
    },
    handler: (ctx, { body }) => signUp(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants',
    summary: 'List the stores that you belong to, newest first',
    permission: 'account',
    query: TenantFilter,
    response: TenantPage,
    handler: (ctx, { query }) => listTenants(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}',
    summary: 'Read a store',
    permission: 'tenant:read',
    params: TenantId,
    response: TenantDetail,
    handler: (ctx, { params }) => getTenant(ctx, params.tenant_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/platform/v1/tenants/{tenant_id}',
    summary: "Change a store's plan, limits and settings",
    permission: 'platform:admin',
    params: TenantId,
    body: TenantPatch,
    response: TenantDetail,
    handler: (ctx, { params, body }) => updateTenant(ctx, params.tenant_id, body),
  }),
  ...statusRoutes,
]
