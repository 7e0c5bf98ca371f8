import { defineRoute } from '../route.ts'
import { OptionalReason, StatusReason, TenantClosing, TenantDetail, TenantId } from './schema.ts'
import { changeStatus, closeTenant } from './service-status.ts'

export const statusRoutes = [
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/suspend',
    summary: 'Suspend a store',
    description:
      'Its shoppers and staff are answered with 403 `tenant_suspended`; its owners still reach the platform API, and get a mail.',
    permission: 'platform:admin',
    params: TenantId,
    body: StatusReason,
    response: TenantDetail,
    errors: ['wrong_tenant_status'],
    audit: { action: 'tenant.suspended' },
    handler: (ctx, { params, body }) =>
      changeStatus(ctx, params.tenant_id, { change: 'suspend', reason: body.reason }),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/resume',
    summary: 'Resume a suspended store',
    permission: 'platform:admin',
    params: TenantId,
    body: OptionalReason,
    response: TenantDetail,
    errors: ['wrong_tenant_status'],
    audit: { action: 'tenant.resumed' },
    handler: (ctx, { params, body }) =>
      changeStatus(ctx, params.tenant_id, { change: 'resume', reason: body.reason }),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/close',
    summary: 'Close a store',
    description:
      'For owners, whoever they let, and admins of the platform. The store answers 410 `tenant_cancelled` to everybody and its keys stop; its ' +
      'address stays reserved. Admins can reopen it within 30 days.',
    permission: 'tenant:write',
    params: TenantId,
    body: TenantClosing,
    response: TenantDetail,
    errors: ['wrong_tenant_status'],
    audit: { action: 'tenant.closed' },
    handler: (ctx, { params, body }) => closeTenant(ctx, params.tenant_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/tenants/{tenant_id}/reopen',
    summary: 'Reopen a store that was closed less than 30 days ago',
    permission: 'platform:admin',
    params: TenantId,
    body: OptionalReason,
    response: TenantDetail,
    errors: ['wrong_tenant_status'],
    audit: { action: 'tenant.reopened' },
    handler: (ctx, { params, body }) =>
      changeStatus(ctx, params.tenant_id, { change: 'reopen', reason: body.reason }),
  }),
]
