// How reviews are read.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type {
  RatingSummary,
  Review,
  ReviewReport,
  ReviewSettings,
  StoreReview,
  StoreReviewFilter,
} from '../schema.ts'

type In<P> = P & { tenantId: string }

/** The average in hundredths and the number of reviews of a product `p`, as a list; null before the first. */
export const ratingOf = sql`
  (select json_build_array(r.rating_average, r.rating_count) from product_ratings r
    where r.tenant_id = p.tenant_id and r.product_id = p.id)`

const shown = sql`id, rating, title, body, author_name, verified, helpful_count, reply,
  ${utc('replied_at')} as replied_at, ${utc('created_at')} as created_at`
export const reviewColumns = sql`${shown}, product_id, status, author_email, customer_id, order_id, report_count`

const activeProduct = prepared<In<{ id: string }>, { handle: string }>(
  (p) =>
    sql`select handle from products where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'active'`,
)
/** The handle of a product on sale. */
export async function findHandle(tx: Tx, tenantId: string, id: string): Promise<string | undefined> {
  return (await activeProduct(tx, { tenantId, id }))[0]?.handle
}

const purchase = prepared<In<{ orderId: string; productId: string; email: string }>>(
  (p) => sql`
  select 1 from orders o
  where o.tenant_id = ${p.tenantId} and o.id = ${p.orderId} and lower(o.email) = ${p.email} and o.status <> 'cancelled'
    and exists (select from order_line_items l
      where l.tenant_id = o.tenant_id and l.order_id = o.id and l.product_id = ${p.productId})`,
)
/** Whether an order of this address, in lower case, contains the product. */
export async function isPurchase(
  tx: Tx,
  tenantId: string,
  of: { orderId: string; productId: string; email: string },
): Promise<boolean> {
  return (await purchase(tx, { tenantId, ...of })).length > 0
}

const rating = prepared<In<{ id: string }>, RatingSummary>(
  (p) => sql`
  select rating_average as average, rating_count as count,
    json_build_object('1', stars_1, '2', stars_2, '3', stars_3, '4', stars_4, '5', stars_5) as histogram
  from product_ratings where tenant_id = ${p.tenantId} and product_id = ${p.id}`,
)
export async function findRating(tx: Tx, tenantId: string, id: string): Promise<RatingSummary | undefined> {
  return (await rating(tx, { tenantId, id }))[0]
}

type Sort = StoreReviewFilter['sort']
/** Where a list goes on: behind the review `id`, which has this `key` in its order; 0 where it is in the order of ids. */
export type Position = { key: number; id: string }

const approved = (behind: SQL, order: SQL) =>
  prepared<In<{ productId: string; limit: number } & Position>, StoreReview>(
    (p) => sql`
    select ${shown} from reviews where tenant_id = ${p.tenantId} and product_id = ${p.productId}
      and status = 'approved' and ${behind} order by ${order} limit ${p.limit}`,
  )
const at = sql`(${sql.placeholder('key')}::integer, ${sql.placeholder('id')}::uuid)`
const byHelp = sql`helpful_count desc, id desc`
const byRating = sql`rating desc, id desc`
const ORDERS: Record<Sort, [first: ReturnType<typeof approved>, later: ReturnType<typeof approved>]> = {
  newest: [approved(sql`true`, sql`id desc`), approved(sql`id < ${sql.placeholder('id')}`, sql`id desc`)],
  helpful: [approved(sql`true`, byHelp), approved(sql`(helpful_count, id) < ${at}`, byHelp)],
  highest: [approved(sql`true`, byRating), approved(sql`(rating, id) < ${at}`, byRating)],
  lowest: [approved(sql`true`, sql`rating, id`), approved(sql`(rating, id) > ${at}`, sql`rating, id`)],
}

/** Approved reviews of a product. */
export function listApproved(
  tx: Tx,
  tenantId: string,
  list: { productId: string; sort: Sort; limit: number; behind: Position | undefined },
): Promise<StoreReview[]> {
  const { productId, sort, limit, behind } = list
  const [first, later] = ORDERS[sort]
  return (behind === undefined ? first : later)(tx, {
    tenantId,
    productId,
    limit,
    ...(behind ?? { key: 0, id: '' }),
  })
}

const FILTERS = {
  before: sql`id < ${sql.placeholder('before')}`,
  status: sql`status = ${sql.placeholder('status')}`,
  rating: sql`rating = ${sql.placeholder('rating')}`,
  product_id: sql`product_id = ${sql.placeholder('product_id')}`,
}
type Filter = keyof typeof FILTERS
export type ReviewListing = {
  limit: number
  before: string | undefined
  status?: string | undefined
  rating?: number | undefined
  product_id?: string | undefined
}

const listingOf = (filters: readonly Filter[]) =>
  prepared<In<ReviewListing>, Review>((p) => {
    const conditions = [sql`tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`
      select ${reviewColumns} from reviews where ${sql.join(conditions, sql` and `)} order by id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listReviews(tx: Tx, tenantId: string, listing: ReviewListing): Promise<Review[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const list = listings.get(filters.join()) ?? listingOf(filters)
  listings.set(filters.join(), list)
  return list(tx, { ...listing, tenantId })
}

const byId = prepared<In<{ id: string }>, Review>(
  (p) => sql`select ${reviewColumns} from reviews where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export async function findReview(tx: Tx, tenantId: string, id: string): Promise<Review | undefined> {
  return (await byId(tx, { tenantId, id }))[0]
}

const reportsOf = (behind: SQL) =>
  prepared<In<{ id: string; limit: number; before: string | undefined }>, ReviewReport>(
    (p) => sql`
    select id, reason, ${utc('created_at')} as created_at from review_reports
    where tenant_id = ${p.tenantId} and review_id = ${p.id} and ${behind} order by id desc limit ${p.limit}`,
  )
const firstReports = reportsOf(sql`true`)
const laterReports = reportsOf(sql`id < ${sql.placeholder('before')}`)
/** What shoppers have reported of a review, newest first. */
export const listReports = (
  tx: Tx,
  tenantId: string,
  of: { id: string; limit: number; before: string | undefined },
): Promise<ReviewReport[]> => (of.before === undefined ? firstReports : laterReports)(tx, { tenantId, ...of })

const settings = prepared<In<object>, ReviewSettings>(
  (p) => sql`select auto_approve from review_settings where tenant_id = ${p.tenantId}`,
)
export async function readSettings(tx: Tx, tenantId: string): Promise<ReviewSettings> {
  return (await settings(tx, { tenantId }))[0] ?? { auto_approve: 'none' }
}
