import { z } from 'zod'
import { text } from '../../shared/http/fields.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT } from '../../shared/money/money.ts'
import { type Product as CatalogProduct, ProductPatch, productFilters } from '../catalog/index.ts'

export type Product = CatalogProduct
export type Patch = z.output<typeof ProductPatch>

const tags = z.array(text(255).min(1)).min(1).max(250)
const category_ids = z.array(z.uuid()).min(1).max(50)
const round_to = z
  .array(z.strictObject({ currency: Currency, amount: z.int().min(1).max(MAX_AMOUNT) }))
  .max(50)
  .optional()
  .meta({ description: 'Nearest multiple, in minor units; half goes up. Without it: whole minor units' })

const { status, vendor, product_type, brand_id, merchant_id, seo_title, seo_description } = ProductPatch.shape

export const Operation = z
  .discriminatedUnion('op', [
    z.strictObject({
      op: z.literal('set'),
      status,
      vendor,
      product_type,
      brand_id,
      merchant_id,
      seo_title,
      seo_description,
    }),
    z.strictObject({ op: z.enum(['add_tags', 'remove_tags']), tags }),
    z.strictObject({ op: z.enum(['add_categories', 'remove_categories']), category_ids }),
    z.strictObject({
      op: z.enum(['add_to_collection', 'remove_from_collection']),
      collection_id: z.uuid().meta({ description: 'Of a collection that has no rule' }),
    }),
    z.strictObject({
      op: z.literal('change_prices_by_percent'),
      basis_points: z
        .int()
        .min(-10_000)
        .max(90_000)
        .meta({ description: 'In hundredths of a percent', example: -1_500 }),
      currency: Currency.optional().meta({ description: 'Only prices in this currency' }),
      round_to,
    }),
    z.strictObject({
      op: z.literal('change_prices_by_amount'),
      amount: z.int().min(-MAX_AMOUNT).max(MAX_AMOUNT),
      currency: Currency,
      round_to,
    }),
    z.strictObject({
      op: z.literal('merge_metadata'),
      metadata: z
        .record(z.string().min(1).max(100), text(5_000).nullable())
        .refine((value) => Object.keys(value).length <= 100, 'holds at most 100 keys')
        .meta({ description: 'Null takes a key away' }),
    }),
  ])
  .meta({ id: 'BulkOperation' })
export type Operation = z.output<typeof Operation>

const Filter = z.strictObject(productFilters).meta({ id: 'BulkFilter' })
export type Filter = z.output<typeof Filter>

export const BulkEditInput = z
  .strictObject({
    product_ids: z
      .array(z.uuid())
      .min(1)
      .max(1_000)
      .refine((ids) => new Set(ids).size === ids.length, 'names a product twice')
      .optional()
      .meta({ description: 'Either these or a `filter`' }),
    filter: Filter.optional().meta({ description: 'All products that the list of products finds by it' }),
    operations: z.array(Operation).min(1).max(20).meta({ description: 'One after another' }),
    dry_run: z
      .boolean()
      .optional()
      .meta({ description: 'Change nothing, but count what would be changed, unchanged or refused' }),
  })
  .meta({ id: 'BulkEditInput' })
export type BulkEditInput = z.output<typeof BulkEditInput>

const count = (description: string) => z.int().min(0).meta({ description })

export const BulkEdit = z
  .object({
    id: z.uuid(),
    status: z.enum(['queued', 'running', 'completed', 'failed']),
    dry_run: z.boolean(),
    total_products: count('Products to be edited').nullable().meta({
      description: 'Null as long as it is not known how many a filter finds',
    }),
    processed_products: count('Products dealt with so far'),
    changed: count('Products that were changed, or would be'),
    unchanged: count('Products that already were as wanted'),
    failed: count('Products that were left as they are; the errors say why'),
    failure: z.string().nullable().meta({ description: 'Why the edit as a whole failed' }),
    created_at: z.string(),
    completed_at: z.string().nullable(),
  })
  .meta({ id: 'BulkEdit' })
export type BulkEdit = z.output<typeof BulkEdit>

export const BulkEditError = z
  .object({ product_id: z.uuid(), message: z.string() })
  .meta({ id: 'BulkEditError' })
export type BulkEditError = z.output<typeof BulkEditError>

export const BulkEditId = z.object({ product_bulk_edit_id: z.uuid() })
export const ListQuery = z.strictObject(Paging)
export type ListQuery = z.output<typeof ListQuery>
export const BulkEditPage = pageOf(BulkEdit).meta({ id: 'BulkEditPage' })
export const BulkEditErrorPage = pageOf(BulkEditError).meta({ id: 'BulkEditErrorPage' })

/** What the catalog would refuse about a patch, or undefined. */
export function faultOf(patch: Patch): string | undefined {
  const [issue] = ProductPatch.safeParse(patch).error?.issues ?? []
  return issue && `${issue.path.join('.')} ${issue.message}`
}
