// How reviews are stored, and with them what a product's rating is.
import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Review, ReviewSettings } from '../schema.ts'
import { reviewColumns } from './read.ts'

type In<P> = P & { tenantId: string }
type Ids = In<{ ids: readonly string[] }>

export type NewReview = Omit<Review, 'helpful_count' | 'report_count' | 'reply' | 'replied_at'>

const insert = prepared<In<{ row: string }>, Review>(
  (p) => sql`
  insert into reviews (tenant_id, id, product_id, status, rating, title, body, author_name, author_email, customer_id,
    order_id, verified, created_at)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, product_id uuid, status text,
    rating integer, title text, body text, author_name text, author_email text, customer_id uuid, order_id uuid,
    verified boolean, created_at timestamptz)
  returning ${reviewColumns}`,
)
export async function insertReview(tx: Tx, tenantId: string, review: NewReview): Promise<Review> {
  const [row] = await insert(tx, { tenantId, row: JSON.stringify(review) })
  if (row === undefined) throw new Error('A review was not stored.')
  return row
}

export type LockedReview = Pick<Review, 'id' | 'product_id' | 'status' | 'rating'> & { handle: string }

const lock = prepared<Ids, LockedReview>(
  (p) => sql`
  select r.id, r.product_id, r.status, r.rating, p.handle
  from reviews r join products p on p.tenant_id = r.tenant_id and p.id = r.product_id
  where r.tenant_id = ${p.tenantId} and r.id = any(${p.ids}::uuid[]) order by r.id for update of r`,
)
/** Those of the reviews that exist, locked against other moderators in one order. */
export const lockReviews = (tx: Tx, tenantId: string, ids: readonly string[]) => lock(tx, { tenantId, ids })

type Change = { status: string | undefined; reply: string | null | undefined; now: Date }

const change = prepared<
  Ids & { status: string | null; replies: boolean; reply: string | null; repliedAt: Date | null },
  Review
>(
  (p) => sql`
  update reviews set status = coalesce(${p.status}, status),
    reply = case when ${p.replies}::boolean then ${p.reply} else reply end,
    replied_at = case when ${p.replies}::boolean then ${p.repliedAt}::timestamptz else replied_at end
  where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) returning ${reviewColumns}`,
)
/** Sets what is given of reviews; a reply of null is taken back. */
export const updateReviews = (
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
  { status, reply, now }: Change,
): Promise<Review[]> =>
  change(tx, {
    tenantId,
    ids,
    status: status ?? null,
    replies: reply !== undefined,
    reply: reply ?? null,
    repliedAt: typeof reply === 'string' ? now : null,
  })

const remove = prepared<In<{ id: string }>>(
  (p) => sql`delete from reviews where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteReview = (tx: Tx, tenantId: string, id: string) => remove(tx, { tenantId, id })

const openRatings = prepared<Ids>(
  (p) => sql`
  insert into product_ratings (tenant_id, product_id) select ${p.tenantId}, unnest(${p.ids}::uuid[])
  on conflict (tenant_id, product_id) do nothing`,
)
const countStars = prepared<Ids & { rows: string }>(
  (p) => sql`
  update product_ratings r set stars_1 = stars_1 + (stars ->> 0)::integer, stars_2 = stars_2 + (stars ->> 1)::integer,
    stars_3 = stars_3 + (stars ->> 2)::integer, stars_4 = stars_4 + (stars ->> 3)::integer,
    stars_5 = stars_5 + (stars ->> 4)::integer
  from jsonb_to_recordset(${p.rows}::jsonb) as d (product_id uuid, stars jsonb)
  where r.tenant_id = ${p.tenantId} and r.product_id = any(${p.ids}::uuid[]) and r.product_id = d.product_id`,
)
/** Adds to how many approved reviews each product has, by one star to five. */
export async function addRatings(
  tx: Tx,
  tenantId: string,
  deltas: readonly { product_id: string; stars: readonly number[] }[],
): Promise<void> {
  if (deltas.length === 0) return
  const ids = deltas.map(({ product_id }) => product_id).sort()
  await Promise.all([
    openRatings(tx, { tenantId, ids }),
    countStars(tx, { tenantId, ids, rows: JSON.stringify(deltas) }),
  ])
}

type Voice = In<{ id: string; shopper: string }>
type Counted = { product_id: string; helpful_count: number }

const vote = prepared<Voice, Counted>(
  (p) => sql`
  with added as (
    insert into review_votes (tenant_id, review_id, shopper)
    select tenant_id, id, ${p.shopper} from reviews
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'approved'
    on conflict (tenant_id, review_id, shopper) do nothing returning 1)
  update reviews set helpful_count = helpful_count + (select count(*) from added)
  where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'approved' returning product_id, helpful_count`,
)
const unvote = prepared<Voice, Counted>(
  (p) => sql`
  with taken as (
    delete from review_votes where tenant_id = ${p.tenantId} and review_id = ${p.id} and shopper = ${p.shopper} returning 1)
  update reviews set helpful_count = helpful_count - (select count(*) from taken)
  where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'approved' returning product_id, helpful_count`,
)
/** Counts a shopper's vote, or takes it back; undefined when no approved review has this id. */
export async function countVote(
  tx: Tx,
  tenantId: string,
  { id, shopper, helpful }: { id: string; shopper: string; helpful: boolean },
): Promise<Counted | undefined> {
  return (await (helpful ? vote : unvote)(tx, { tenantId, id, shopper }))[0]
}

const report = prepared<Voice & { reportId: string; reason: string; now: Date }, { id: string }>(
  (p) => sql`
  with added as (
    insert into review_reports (tenant_id, id, review_id, shopper, reason, created_at)
    select tenant_id, ${p.reportId}, id, ${p.shopper}, ${p.reason}, ${p.now} from reviews
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'approved'
    on conflict (tenant_id, review_id, shopper) do nothing returning 1)
  update reviews set report_count = report_count + (select count(*) from added)
  where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'approved' returning id`,
)
/** Keeps what a shopper reports first of a review; false when no approved review has this id. */
export async function insertReport(
  tx: Tx,
  tenantId: string,
  of: { id: string; shopper: string; reportId: string; reason: string; now: Date },
): Promise<boolean> {
  return (await report(tx, { tenantId, ...of })).length > 0
}

const putSettings = prepared<In<ReviewSettings>>(
  (p) => sql`
  insert into review_settings (tenant_id, auto_approve) values (${p.tenantId}, ${p.auto_approve})
  on conflict (tenant_id) do update set auto_approve = excluded.auto_approve`,
)
export const saveSettings = (tx: Tx, tenantId: string, settings: ReviewSettings) =>
  putSettings(tx, { tenantId, ...settings })
