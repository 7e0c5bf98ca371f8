import { AuditCsv, AuditExportFilter, AuditFilter, AuditPage } from '../../shared/audit/schema.ts'
import { defineRoute } from '../route.ts'
import { ActivityExportFilter, ActivityFilter, TenantId } from './schema.ts'
import { exportActivity, exportAuditLog, listActivity, listAuditLog } from './service.ts'

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/audit-log',
    summary: 'List what was changed about a store on the platform, newest first',
    description:
      'Members, keys, domains, status and the like, by whomever, also by admins of the platform. What the staff changed in the ' +
      'store itself is in the log of its staff API.',
    permission: 'audit:read',
    params: TenantId,
    query: AuditFilter,
    response: AuditPage,
    handler: (ctx, { params, query }) => listAuditLog(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/tenants/{tenant_id}/audit-log/export',
    summary: 'Export what was changed about a store on the platform as CSV, newest first',
    permission: 'audit:read',
    params: TenantId,
    query: AuditExportFilter,
    response: AuditCsv,
    responseType: 'text/csv',
    handler: (ctx, { params, query }) => exportAuditLog(ctx, params.tenant_id, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/audit-log',
    summary: 'List what was changed on the platform, newest first',
    permission: 'platform:admin',
    query: AuditFilter,
    response: AuditPage,
    handler: (ctx, { query }) => listAuditLog(ctx, undefined, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/audit-log/export',
    summary: 'Export what was changed on the platform as CSV, newest first',
    permission: 'platform:admin',
    query: AuditExportFilter,
    response: AuditCsv,
    responseType: 'text/csv',
    handler: (ctx, { query }) => exportAuditLog(ctx, undefined, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/account/activity',
    summary: 'List what you changed on the platform, newest first',
    permission: 'account',
    query: ActivityFilter,
    response: AuditPage,
    handler: (ctx, { query }) => listActivity(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/account/activity/export',
    summary: 'Export what you changed on the platform as CSV, newest first',
    permission: 'account',
    query: ActivityExportFilter,
    response: AuditCsv,
    responseType: 'text/csv',
    handler: (ctx, { query }) => exportActivity(ctx, query),
  }),
]
