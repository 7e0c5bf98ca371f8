// What carts read of the variants that they hold.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { allCategoryIds } from '../../categories/index.ts'
import { collectionIds } from '../../collections/index.ts'
import { basePriceCandidates, type PriceCandidates, priceCandidates } from '../../price-lists/index.ts'
import type { LineFacts } from '../../pricing/index.ts'
import { anyPromotion } from '../../promotions/index.ts'
import { DEFAULT_VARIANT_TITLE } from '../rules.ts'

/** What the cart and the checkout need to know of a variant. */
export type SellableVariant = {
  variant_id: string
  product_id: string
  title: string
  /** Empty where there is nothing to choose. */
  variant_title: string
  sku: string | null
  image_url: string
  on_sale: boolean
  prices: PriceCandidates
  product_type: string
  taxable: boolean
  tax_class: string
  requires_shipping: boolean
  /** What promotions ask about; null in a store without any, and where they were not asked for. */
  groups: LineFacts | null
}

const columnsWith = (prices: SQL, groups: SQL) => sql`v.id as variant_id, p.id as product_id, p.title,
  case v.title when ${sql.raw(`'${DEFAULT_VARIANT_TITLE}'`)} then '' else v.title end as variant_title, v.sku, v.image_url,
  p.status = 'active' as on_sale, ${prices} as prices, p.product_type, v.taxable, v.tax_class, v.requires_shipping, ${groups} as groups`

/** The columns of a SellableVariant, of `variants v` with `sellableJoin`. For statements that are run with a `tenantId`. */
export const sellableColumns = columnsWith(
  priceCandidates,
  sql`case when ${anyPromotion} then json_build_object('collection_ids', ${collectionIds},
    'category_ids', ${allCategoryIds}, 'tags', p.tags, 'brand_id', p.brand_id) end`,
)
/**
 * The same without what only price lists and promotions are asked about. To look whether a store has any costs Postgres a
 * third of the statement, even where it has none.
 */
export const plainSellableColumns = columnsWith(basePriceCandidates, sql`null`)

/** Joins to `variants v` its product `p`. */
export const sellableJoin = sql`join products p on p.tenant_id = v.tenant_id and p.id = v.product_id`

const findAll = prepared<{ tenantId: string; ids: readonly string[] }, SellableVariant>(
  (p) => sql`
    select ${sellableColumns} from variants v ${sellableJoin}
    where v.tenant_id = ${p.tenantId} and v.id = any(${p.ids}::uuid[])`,
)
/** Those of these variants that there are, in no order. */
export const findSellable = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  findAll(tx, { tenantId, ids })
