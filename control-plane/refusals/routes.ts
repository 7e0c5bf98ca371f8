import { defineRoute } from '../route.ts'
import { RefusalFilter, RefusalId, RefusalLookup, RefusalPage, TenantId, TenantRefusalId } from './schema.ts'
import { getRefusal, listRefusals } from './service.ts'

const KEPT =
  'Of the last 7 days: answers of status 401, 402, 403 and 429. They are there about a second after the answer.'

export const refusalRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/refusals',
    summary: 'List requests to a store that were refused, newest first, and why',
    description: `${KEPT} Of many in one minute only the first are listed.`,
    permission: 'audit:read',
    params: TenantId,
    query: RefusalFilter,
    response: RefusalPage,
    handler: (ctx, { params, query }) => listRefusals(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/refusals/{request_id}',
    summary: 'Explain why a request was refused, and what would have let it pass',
    description: KEPT,
    permission: 'audit:read',
    params: TenantRefusalId,
    response: RefusalLookup,
    handler: (ctx, { params }) => getRefusal(ctx, params.request_id, params.tenant_id),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/refusals/{request_id}',
    summary: 'Explain why a request was refused, whichever store it was for',
    description: KEPT,
    permission: 'platform:admin',
    params: RefusalId,
    response: RefusalLookup,
    handler: (ctx, { params }) => getRefusal(ctx, params.request_id),
  }),
]
