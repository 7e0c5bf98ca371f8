// What can be done with reviews.
import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { touchTags } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { currentCustomer } from '../customers/index.ts'
import {
  reviewApproved,
  reviewDeleted,
  reviewRejected,
  reviewReplied,
  reviewSubmitted,
  reviewsTag,
} from './events.ts'
import * as reads from './queries/read.ts'
import * as writes from './queries/write.ts'
import { firstStatus, ratingDeltas } from './rules.ts'
import type {
  Moderation,
  RatingSummary,
  ReportInput,
  Review,
  ReviewFilter,
  ReviewInput,
  ReviewPatch,
  ReviewSettings,
  StoreReview,
  StoreReviewFilter,
  SubmittedReview,
  VoteInput,
} from './schema.ts'

/**
 * Takes in a review of a product on sale. Throws `review_exists` when its author or order has one of the product.
 */
export async function submitReview(
  ctx: Ctx,
  productId: string,
  { email, order_id, ...input }: ReviewInput,
): Promise<SubmittedReview> {
  return inTx(ctx, async (ctx) => {
    const [handle, isPurchase, settings, customer] = await Promise.all([
      reads.findHandle(ctx.tx, ctx.tenantId, productId),
      order_id !== undefined &&
        reads.isPurchase(ctx.tx, ctx.tenantId, { orderId: order_id, productId, email }),
      reads.readSettings(ctx.tx, ctx.tenantId),
      currentCustomer(ctx),
    ])
    if (handle === undefined) throw noProduct(productId)
    if (order_id !== undefined && !isPurchase)
      throw fieldError('order_id', 'is no order of this e-mail address that contains the product')
    const verified = order_id !== undefined
    const texts = [input.title, input.body, input.author_name]
    const status = firstStatus({ verified, texts }, settings)
    const review = await oncePerAuthor(() =>
      writes.insertReview(ctx.tx, ctx.tenantId, {
        ...input,
        id: uuidv7(),
        product_id: productId,
        status,
        author_email: email,
        customer_id: customer?.id ?? null,
        order_id: order_id ?? null,
        verified,
        created_at: ctx.now.toISOString(),
      }),
    )
    const data = { review_id: review.id, product_id: productId, handle }
    emit(ctx, reviewSubmitted, data)
    if (status === 'approved') {
      countRatings(ctx, [{ ...review, from: undefined, to: status }])
      emit(ctx, reviewApproved, data)
    }
    return { ...toStoreReview(review), status }
  })
}

const oncePerAuthor = <T>(work: () => Promise<T>): Promise<T> => {
  const exists = () => new DomainError('review_exists', 'You have reviewed this product already.')
  const keys = { reviews_author_key: exists, reviews_customer_key: exists, reviews_order_key: exists }
  return onViolation(keys, work)
}

/** The approved reviews of a product on sale, with its rating. */
export async function listStoreReviews(
  ctx: Ctx,
  productId: string,
  { sort, limit, cursor }: StoreReviewFilter,
): Promise<{ data: StoreReview[]; next_cursor: string | null; rating: RatingSummary }> {
  const behind = readPosition(sort, cursor)
  const [handle, rating, rows] = await inRead(ctx, (ctx) =>
    Promise.all([
      reads.findHandle(ctx.tx, ctx.tenantId, productId),
      reads.findRating(ctx.tx, ctx.tenantId, productId),
      reads.listApproved(ctx.tx, ctx.tenantId, { productId, sort, limit: limit + 1, behind }),
    ]),
  )
  if (handle === undefined) throw noProduct(productId)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: rows.slice(0, limit),
    next_cursor: last === undefined ? null : cursorBehind(sort, last),
    rating: rating ?? NO_RATING,
  }
}

const NO_RATING = { average: null, count: 0, histogram: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0 } }

type Sort = StoreReviewFilter['sort']
const KEYS: Record<Sort, (review: StoreReview) => number> = {
  newest: () => 0,
  helpful: (review) => review.helpful_count,
  highest: (review) => review.rating,
  lowest: (review) => review.rating,
}

const cursorBehind = (sort: Sort, review: StoreReview): string =>
  Buffer.from(`${sort} ${KEYS[sort](review)} ${review.id}`).toString('base64url')

function readPosition(sort: Sort, cursor: string | undefined): reads.Position | undefined {
  if (cursor === undefined) return undefined
  const [, order, key, id = ''] =
    /^(\w+) (\d{1,9}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  // The id within is checked as that of any cursor is.
  if (order === sort && readCursor(Buffer.from(id).toString('base64url')) === id)
    return { key: Number(key), id }
  throw fieldError('cursor', 'is not a cursor of this list')
}

/** Counts a shopper's vote for an approved review, or takes it back. */
export async function voteForReview(ctx: Ctx, id: string, { shopper_token, helpful }: VoteInput) {
  return inTx(ctx, async (ctx) => {
    const shopper = hashOf(shopper_token)
    const counted = await writes.countVote(ctx.tx, ctx.tenantId, { id, shopper, helpful })
    if (counted === undefined) throw noReview(id)
    touchTags(ctx, [reviewsTag(counted.product_id)])
    return { helpful_count: counted.helpful_count }
  })
}

/** Keeps what a shopper has against an approved review, for staff to look at. */
export async function reportReview(ctx: Ctx, id: string, { shopper_token, reason }: ReportInput) {
  return inTx(ctx, async (ctx) => {
    const report = { id, shopper: hashOf(shopper_token), reportId: uuidv7(), reason, now: ctx.now }
    if (!(await writes.insertReport(ctx.tx, ctx.tenantId, report))) throw noReview(id)
    return { id, reported: true as const }
  })
}

export async function listReviews(ctx: Ctx, { limit, cursor, ...filter }: ReviewFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    reads.listReviews(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getReview(ctx: Ctx, id: string): Promise<Review> {
  const review = await inRead(ctx, (ctx) => reads.findReview(ctx.tx, ctx.tenantId, id))
  if (review === undefined) throw noReview(id)
  return review
}

export async function listReports(
  ctx: Ctx,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const before = readCursor(cursor)
  const [, rows] = await inRead(ctx, (ctx) =>
    Promise.all([
      getReview(ctx, id),
      reads.listReports(ctx.tx, ctx.tenantId, { id, limit: limit + 1, before }),
    ]),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function updateReview(ctx: Ctx, id: string, patch: ReviewPatch): Promise<Review> {
  return inTx(ctx, async (ctx) => {
    const [review] = await changeReviews(ctx, await writes.lockReviews(ctx.tx, ctx.tenantId, [id]), patch)
    if (review === undefined) throw noReview(id)
    return review
  })
}

/** Approves or rejects reviews, all of them or, when one is unknown, none. */
export async function moderateReviews(
  ctx: Ctx,
  { review_ids, status }: Moderation,
): Promise<{ data: Review[] }> {
  return inTx(ctx, async (ctx) => {
    const locked = await writes.lockReviews(ctx.tx, ctx.tenantId, review_ids)
    const known = new Set(locked.map(({ id }) => id))
    const unknown = review_ids.findIndex((id) => !known.has(id.toLowerCase()))
    if (unknown !== -1) throw fieldError(`review_ids.${unknown}`, 'is no review of this store')
    const changed = new Map(
      (await changeReviews(ctx, locked, { status })).map((review) => [review.id, review]),
    )
    return { data: review_ids.flatMap((id) => changed.get(id.toLowerCase()) ?? []) }
  })
}

async function changeReviews(
  ctx: TxCtx,
  locked: readonly writes.LockedReview[],
  { status, reply }: ReviewPatch,
): Promise<Review[]> {
  const ids = locked.map(({ id }) => id)
  if (ids.length === 0) return []
  const turned = locked.filter((review) => status !== undefined && review.status !== status)
  countRatings(
    ctx,
    turned.map((review) => ({ ...review, from: review.status, to: status })),
  )
  for (const review of turned)
    emit(ctx, status === 'approved' ? reviewApproved : reviewRejected, dataOf(review))
  if (reply !== undefined) for (const review of locked) emit(ctx, reviewReplied, dataOf(review))
  return writes.updateReviews(ctx.tx, ctx.tenantId, ids, { status, reply, now: ctx.now })
}

export async function deleteReview(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const [review] = await writes.lockReviews(ctx.tx, ctx.tenantId, [id])
    if (review === undefined) throw noReview(id)
    countRatings(ctx, [{ ...review, from: review.status, to: undefined }])
    withCommit(writes.deleteReview(ctx.tx, ctx.tenantId, id))
    emit(ctx, reviewDeleted, dataOf(review))
    return { id, deleted: true }
  })
}

export const getSettings = (ctx: Ctx): Promise<ReviewSettings> =>
  inRead(ctx, (ctx) => reads.readSettings(ctx.tx, ctx.tenantId))

export async function saveSettings(ctx: Ctx, settings: ReviewSettings): Promise<ReviewSettings> {
  return inTx(ctx, async (ctx) => {
    withCommit(writes.saveSettings(ctx.tx, ctx.tenantId, settings))
    return settings
  })
}

function countRatings(ctx: TxCtx, changes: Parameters<typeof ratingDeltas>[0]): void {
  withCommit(writes.addRatings(ctx.tx, ctx.tenantId, ratingDeltas(changes)))
}

const dataOf = ({ id, product_id, handle }: writes.LockedReview) => ({ review_id: id, product_id, handle })

/** What a shopper keeps is not kept here as it is: nobody who reads it could vote in their name. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const noProduct = (id: string) => new DomainError('not_found', `There is no product ${id}.`)
const noReview = (id: string) => new DomainError('not_found', `There is no review ${id}.`)

function toStoreReview(review: Review): StoreReview {
  const { id, rating, title, body, author_name, verified, helpful_count, reply, replied_at, created_at } =
    review
  return { id, rating, title, body, author_name, verified, helpful_count, reply, replied_at, created_at }
}
