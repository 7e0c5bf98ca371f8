import { defineRoute } from '../route.ts'
import {
  Csv,
  ListQuery,
  MAX_CSV_BYTES,
  ProductImport,
  ProductImportErrorPage,
  ProductImportId,
  ProductImportPage,
} from './schema.ts'
import { exportProducts } from './service/export.ts'
import { getImport, listImportErrors, listImports } from './service/read.ts'
import { requestImport } from './service/start.ts'

// Stands before the catalog in modules.ts, whose /admin/v1/products/{product_id} would take `export` for an id.
export const productImportRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/products/import',
    summary: 'Import products from a CSV file',
    description:
      "Takes Shopify's product CSV with prices in the currency of the store's default market. Products are matched " +
      'by handle, variants by option values, then by SKU. A column that the file lacks changes nothing; variants ' +
      'that it lacks stay. Rows with errors are left out and reported, the others are imported.',
    permission: 'products:write',
    body: Csv,
    bodyType: 'text/csv',
    maxBodyBytes: MAX_CSV_BYTES,
    status: 202,
    response: ProductImport,
    handler: (ctx, { body }) => requestImport(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/products/export',
    summary: 'Export all products as a CSV file, oldest first',
    description: 'In the format of the import, and importing it again changes nothing.',
    permission: 'products:read',
    response: Csv,
    responseType: 'text/csv',
    handler: (ctx) => exportProducts(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-imports',
    summary: 'List product imports, newest first',
    permission: 'products:read',
    query: ListQuery,
    response: ProductImportPage,
    handler: (ctx, { query }) => listImports(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-imports/{product_import_id}',
    summary: 'Read the progress of a product import',
    permission: 'products:read',
    params: ProductImportId,
    response: ProductImport,
    handler: (ctx, { params }) => getImport(ctx, params.product_import_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/product-imports/{product_import_id}/errors',
    summary: 'List what was wrong with the rows of an imported file, in the order of the file',
    permission: 'products:read',
    params: ProductImportId,
    query: ListQuery,
    response: ProductImportErrorPage,
    handler: (ctx, { params, query }) => listImportErrors(ctx, params.product_import_id, query),
  }),
]
