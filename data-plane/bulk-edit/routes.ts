import { defineRoute } from '../route.ts'
import { BulkEdit, BulkEditErrorPage, BulkEditId, BulkEditInput, BulkEditPage, ListQuery } from './schema.ts'
import { getEdit, listEditErrors, listEdits } from './service/read.ts'
import { requestEdit } from './service/start.ts'

export const bulkEditRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/products/bulk',
    summary: 'Edit many products at once',
    description:
      'Up to 100 products are edited before this is answered, more of them, or what a filter finds, by a job. Products ' +
      'that cannot be edited stay as they are and are reported, the others are edited.',
    permission: 'products:write',
    body: BulkEditInput,
    response: BulkEdit,
    errors: ['not_found', 'collection_by_rule'],
    handler: (ctx, { body }) => requestEdit(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-bulk-edits',
    summary: 'List bulk edits, newest first',
    permission: 'products:read',
    query: ListQuery,
    response: BulkEditPage,
    handler: (ctx, { query }) => listEdits(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-bulk-edits/{product_bulk_edit_id}',
    summary: 'Read the progress of a bulk edit',
    permission: 'products:read',
    params: BulkEditId,
    response: BulkEdit,
    handler: (ctx, { params }) => getEdit(ctx, params.product_bulk_edit_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-bulk-edits/{product_bulk_edit_id}/errors',
    summary: 'List which products of a bulk edit were left as they are, and why',
    permission: 'products:read',
    params: BulkEditId,
    query: ListQuery,
    response: BulkEditErrorPage,
    handler: (ctx, { params, query }) => listEditErrors(ctx, params.product_bulk_edit_id, query),
  }),
]
