import { defineRoute } from '../route.ts'
import {
  CurrentImpersonation,
  Impersonation,
  ImpersonationFilter,
  ImpersonationId,
  ImpersonationInput,
  ImpersonationPage,
  NewImpersonation,
  TenantId,
} from './schema.ts'
import { beginImpersonation, currentImpersonation, endImpersonation, listImpersonations } from './service.ts'

export const impersonationRoutes = [
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/impersonations',
    summary: "Act in the place of a store's member",
    description:
      'Gives a token that works like the session of that member, at this store alone and for at most an hour. Without `write` it ' +
      'only reads; with it, it still makes no keys and members. Whatever is the account’s own stays closed. Every answer to it ' +
      'carries `Storeplane-Impersonation: {id}; read-only` or `…; write`. The owners of the store get a mail, and the audit log ' +
      'names both. For admins with an account of their own.',
    permission: 'platform:admin',
    params: TenantId,
    body: ImpersonationInput,
    status: 201,
    response: NewImpersonation,
    errors: ['person_required'],
    handler: (ctx, { params, body }) => beginImpersonation(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/impersonations',
    summary: 'List who acted in the place of members of the store, newest first',
    permission: 'audit:read',
    params: TenantId,
    query: ImpersonationFilter,
    response: ImpersonationPage,
    handler: (ctx, { params, query }) => listImpersonations(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/tenants/{tenant_id}/impersonations/{impersonation_id}',
    summary: 'End an impersonation',
    description: 'Its token is refused everywhere within a second. One that has ended stays as it is.',
    permission: 'tenant:write',
    params: ImpersonationId,
    response: Impersonation,
    audit: { action: 'impersonation.ended' },
    handler: (ctx, { params }) => endImpersonation(ctx, params.tenant_id, params.impersonation_id),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/impersonations/current',
    summary: 'Read by which impersonation you act, if any',
    description: 'For a banner that says so. Null for everybody who acts in their own name.',
    permission: 'public',
    response: CurrentImpersonation,
    handler: (ctx) => currentImpersonation(ctx),
  }),
]
