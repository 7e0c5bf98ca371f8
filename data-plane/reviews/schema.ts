// Reviews as shoppers write and read them, and as staff moderate them. All texts are plain text.
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

const MAX_MODERATED = 100

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'may not hold line breaks or other control characters')
const paragraphs = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[\P{Cc}\t\r\n]*$/u, 'may not hold control characters but tabs and line breaks')

const Rating = z.int().min(1).max(5)
const Status = z.enum(['pending', 'approved', 'rejected'])
const Verdict = z.enum(['approved', 'rejected'])

const written = { rating: z.int(), title: z.string(), body: z.string(), author_name: z.string() }

export const ReviewInput = z
  .strictObject({
    rating: Rating,
    title: line(200).default(''),
    body: paragraphs(5_000).meta({ example: 'Soft, and it keeps its shape.' }),
    author_name: line(100).min(1).meta({ description: 'As shown to other shoppers', example: 'Asha' }),
    email: z.email().max(254).toLowerCase().meta({
      description: 'Not shown. One address may review a product once',
      example: 'asha@example.com',
    }),
    order_id: z.uuid().optional().meta({
      description: 'An order of this e-mail address with the product: the review is then a verified one',
    }),
  })
  .meta({ id: 'ReviewInput' })
export type ReviewInput = z.output<typeof ReviewInput>

const shown = {
  id: z.uuid(),
  ...written,
  verified: z.boolean().meta({ description: 'Whether the author has bought the product' }),
  helpful_count: z.int(),
  reply: z.string().nullable().meta({ description: 'What the store answers' }),
  replied_at: z.string().nullable(),
  created_at: z.string(),
}

export const StoreReview = z.object(shown).meta({ id: 'StoreReview' })
export type StoreReview = z.output<typeof StoreReview>
export const SubmittedReview = z.object({ ...shown, status: Status }).meta({ id: 'SubmittedReview' })
export type SubmittedReview = z.output<typeof SubmittedReview>

const RatingSummary = z
  .object({
    average: z.int().nullable().meta({ description: 'In hundredths; null without reviews', example: 425 }),
    count: z.int(),
    histogram: z.object({ '1': z.int(), '2': z.int(), '3': z.int(), '4': z.int(), '5': z.int() }),
  })
  .meta({ id: 'RatingSummary' })
export type RatingSummary = z.output<typeof RatingSummary>

const SORTS = ['newest', 'helpful', 'highest', 'lowest'] as const
export const StoreReviewFilter = z.strictObject({ ...Paging, sort: z.enum(SORTS).default('newest') })
export type StoreReviewFilter = z.output<typeof StoreReviewFilter>
export const StoreReviewPage = pageOf(StoreReview)
  .extend({ rating: RatingSummary })
  .meta({ id: 'StoreReviewPage' })

export type StoreReviews = z.output<typeof StoreReviewPage>

const ShopperToken = z.string().min(16).max(100).meta({
  description: 'A random value that the shopper keeps, such as a UUID: it has one voice',
  example: '6f1b2c1e-8a53-4b0e-9d7a-0d5a7f8f4b11',
})

export const VoteInput = z
  .strictObject({ shopper_token: ShopperToken, helpful: z.boolean() })
  .meta({ id: 'ReviewVoteInput' })
export type VoteInput = z.output<typeof VoteInput>
export const Votes = z.object({ helpful_count: z.int() }).meta({ id: 'ReviewVotes' })

export const ReportInput = z
  .strictObject({
    shopper_token: ShopperToken,
    reason: line(500).min(1).meta({ example: 'Advertises another shop' }),
  })
  .meta({ id: 'ReviewReportInput' })
export type ReportInput = z.output<typeof ReportInput>

export const Review = z
  .object({
    ...shown,
    product_id: z.uuid(),
    status: Status,
    author_email: z.string(),
    customer_id: z.uuid().nullable(),
    order_id: z.uuid().nullable(),
    report_count: z.int(),
  })
  .meta({ id: 'Review' })
export type Review = z.output<typeof Review>

export const ReviewFilter = z.strictObject({
  ...Paging,
  status: Status.optional(),
  rating: z.coerce.number().pipe(Rating).optional(),
  product_id: z.uuid().optional(),
})
export type ReviewFilter = z.output<typeof ReviewFilter>
export const ReviewPage = pageOf(Review).meta({ id: 'ReviewPage' })

export const ReviewPatch = z
  .strictObject({ status: Verdict, reply: paragraphs(2_000).nullable() })
  .partial()
  .meta({ id: 'ReviewPatch', description: 'What is absent stays; `null` takes a reply back.' })
export type ReviewPatch = z.output<typeof ReviewPatch>

export const Moderation = z
  .strictObject({
    review_ids: z
      .array(z.uuid())
      .min(1)
      .max(MAX_MODERATED)
      .refine((ids) => new Set(ids).size === ids.length, 'holds a review twice'),
    status: Verdict,
  })
  .meta({ id: 'ReviewModeration' })
export type Moderation = z.output<typeof Moderation>
export const Moderated = z.object({ data: z.array(Review) }).meta({ id: 'ModeratedReviews' })

export const ReviewReport = z
  .object({ id: z.uuid(), reason: z.string(), created_at: z.string() })
  .meta({ id: 'ReviewReport' })
export type ReviewReport = z.output<typeof ReviewReport>
export const ReviewReportFilter = z.strictObject(Paging)
export const ReviewReportPage = pageOf(ReviewReport).meta({ id: 'ReviewReportPage' })

export const ReviewSettings = z
  .object({
    auto_approve: z.enum(['none', 'verified']).meta({
      description:
        'Which reviews are shown without anybody having read them; never those that look like spam',
    }),
  })
  .meta({ id: 'ReviewSettings' })
export type ReviewSettings = z.output<typeof ReviewSettings>
export const ReviewSettingsInput = z.strictObject(ReviewSettings.shape).meta({ id: 'ReviewSettingsInput' })

export const ReviewId = z.object({ review_id: z.uuid() })
export const ReviewedProductId = z.object({ product_id: z.uuid() })
