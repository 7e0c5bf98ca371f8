import { z } from 'zod'
import { Handle, pageFields, text } from '../../shared/http/fields.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { MarketCode } from '../markets/index.ts'

export const MarketCodes = z
  .array(MarketCode)
  .min(1)
  .max(50)
  .nullable()
  .meta({ description: 'Where it is shown; null: in all markets' })

const categoryFields = {
  name: text(255).min(1).meta({ example: 'Shirts' }),
  handle: Handle,
  description: text(5_000).meta({ description: 'HTML' }),
  image_url: text(2_000),
  parent_id: z.uuid().nullable().meta({ description: 'Null: at the top' }),
  position: z.int().min(0).max(1_000_000).meta({ description: 'Lower ones come first among their siblings' }),
  markets: MarketCodes,
  ...pageFields,
}

export const CategoryInput = z
  .strictObject(categoryFields)
  .partial()
  .required({ name: true })
  .meta({ id: 'CategoryInput' })
export const CategoryPatch = z.strictObject(categoryFields).partial().meta({
  id: 'CategoryPatch',
  description: 'What is absent stays. Another `parent_id` moves the category with all below it.',
})
export type CategoryInput = z.output<typeof CategoryInput>
export type CategoryPatch = z.output<typeof CategoryPatch>

export const Category = z
  .object({
    id: z.uuid(),
    ...categoryFields,
    path: z.array(z.uuid()).meta({ description: 'Ids of those above it, from the top' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Category' })
export type Category = z.output<typeof Category>

export const StoreCategory = z
  .object({
    id: z.uuid(),
    name: z.string(),
    handle: z.string(),
    description: z.string(),
    image_url: z.string(),
    seo_title: z.string(),
    seo_description: z.string(),
    get children() {
      return z.array(StoreCategory)
    },
  })
  .meta({ id: 'StoreCategory' })
export type StoreCategory = z.output<typeof StoreCategory>

export const CategoryTreeNode = z
  .object({
    id: z.uuid(),
    name: z.string(),
    handle: z.string(),
    markets: MarketCodes,
    get children() {
      return z.array(CategoryTreeNode)
    },
  })
  .meta({ id: 'CategoryTreeNode' })
export type CategoryTreeNode = z.output<typeof CategoryTreeNode>

export const CategoryId = z.object({ category_id: z.uuid() })
export const CategoryFilter = z.strictObject(Paging)
export type CategoryFilter = z.output<typeof CategoryFilter>
export const CategoryPage = pageOf(Category).meta({ id: 'CategoryPage' })
export const CategoryTree = z.object({ data: z.array(CategoryTreeNode) }).meta({ id: 'CategoryTree' })
export const StoreCategoryTree = z.object({ data: z.array(StoreCategory) }).meta({ id: 'StoreCategoryTree' })
export const MarketFilter = z.strictObject({ market: MarketCode.optional() })
