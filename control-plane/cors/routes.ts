import { defineRoute } from '../route.ts'
import { Cors, CorsInput, TenantId } from './schema.ts'
import { getCors, setCors } from './service.ts'

export const corsRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/cors',
    summary: "Read which pages may use a store's shopper API",
    permission: 'tenant:read',
    params: TenantId,
    response: Cors,
    handler: (ctx, { params }) => getCors(ctx, params.tenant_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/platform/v1/tenants/{tenant_id}/cors',
    summary: "Say which pages may use a store's shopper API",
    description:
      'Browsers keep pages of other origins from calling it. The staff API is open to no page of another origin. On the ' +
      'base host, where the key names the store, a preflight tells no store: there only the answers are kept from others.',
    permission: 'tenant:write',
    params: TenantId,
    body: CorsInput,
    response: Cors,
    handler: (ctx, { params, body }) => setCors(ctx, params.tenant_id, body),
  }),
]
