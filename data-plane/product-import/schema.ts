import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { type Product as CatalogProduct, ProductInput, type ProductPatch } from '../catalog/index.ts'

export type { ProductInput, ProductPatch, VariantInput } from '../catalog/index.ts'
export type Product = CatalogProduct
export type Variant = Product['variants'][number]

/** 15 MB, as much as Shopify takes. */
export const MAX_CSV_BYTES = 15_000_000

export const Csv = z.string().min(1)

const count = (description: string) => z.int().min(0).meta({ description })

export const ProductImport = z
  .object({
    id: z.uuid(),
    status: z.enum(['queued', 'running', 'completed', 'failed']),
    total_products: count('Products in the file'),
    processed_products: count('Products dealt with so far'),
    created: count('Products that are new'),
    updated: count('Products that were changed'),
    unchanged: count('Products that already were as in the file'),
    failed_rows: count('Rows of the file with an error; the error report says which'),
    failure: z.string().nullable().meta({ description: 'Why the import as a whole failed' }),
    created_at: z.string(),
    completed_at: z.string().nullable(),
  })
  .meta({ id: 'ProductImport' })
export type ProductImport = z.output<typeof ProductImport>

export const ProductImportError = z
  .object({
    row: z.int().meta({ description: 'As a spreadsheet counts: the header is row 1', example: 2 }),
    column: z
      .string()
      .meta({ description: 'Empty when the whole row is at fault', example: 'Variant Price' }),
    message: z.string(),
  })
  .meta({ id: 'ProductImportError' })
export type ProductImportError = z.output<typeof ProductImportError>

export const ProductImportId = z.object({ product_import_id: z.uuid() })
export const ListQuery = z.strictObject(Paging)
export type ListQuery = z.output<typeof ListQuery>
export const ProductImportPage = pageOf(ProductImport).meta({ id: 'ProductImportPage' })
export const ProductImportErrorPage = pageOf(ProductImportError).meta({ id: 'ProductImportErrorPage' })

export type Fault = { path: readonly PropertyKey[]; message: string }

const Part = ProductInput.partial()

/** What the catalog would refuse about some fields of a product, by the path of each fault. */
export function faultsOf(part: ProductPatch): Fault[] {
  const { error } = Part.safeParse(part)
  return (error?.issues ?? []).map((issue) => ({
    path: issue.path,
    message:
      issue.code === 'too_big' && issue.origin === 'string'
        ? `may have at most ${issue.maximum} characters`
        : issue.message,
  }))
}
