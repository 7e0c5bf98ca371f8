import { AuditCsv, AuditExportFilter, AuditFilter, AuditPage } from '../../shared/audit/schema.ts'
import { defineRoute } from '../route.ts'
import { exportAuditLog, listAuditLog } from './service.ts'

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/audit-log',
    summary: 'List what the staff changed in the store, newest first',
    description:
      'One entry for each successful write to the staff API, made in the same transaction. Imports and bulk edits are one entry ' +
      'of who started them. Changes to customers, orders, reviews and gift cards name the fields only, as their data must be ' +
      'erasable. What was changed on the platform API (members, keys, domains) is in that API’s own log of the store.',
    permission: 'audit:read',
    query: AuditFilter,
    response: AuditPage,
    handler: (ctx, { query }) => listAuditLog(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/audit-log/export',
    summary: 'Export what the staff changed as CSV, newest first',
    permission: 'audit:read',
    query: AuditExportFilter,
    response: AuditCsv,
    responseType: 'text/csv',
    handler: (ctx, { query }) => exportAuditLog(ctx, query),
  }),
]
