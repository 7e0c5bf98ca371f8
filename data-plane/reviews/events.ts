import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'
import { productTags } from '../catalog/events.ts'

const data = z.object({ review_id: z.uuid(), product_id: z.uuid(), handle: z.string() })

/** What the read cache names the lists of a product's reviews. */
export const reviewsTag = (productId: string): string => `reviews:${productId.toLowerCase()}`

const invalidates = ({ product_id, handle }: z.output<typeof data>) => [
  reviewsTag(product_id),
  ...productTags(product_id, handle),
]

export const reviewSubmitted = defineEvent({ name: 'review.submitted', version: 1, data })
export const reviewApproved = defineEvent({ name: 'review.approved', version: 1, data, invalidates })
export const reviewRejected = defineEvent({ name: 'review.rejected', version: 1, data, invalidates })
export const reviewDeleted = defineEvent({ name: 'review.deleted', version: 1, data, invalidates })
export const reviewReplied = defineEvent({
  name: 'review.replied',
  version: 1,
  data,
  invalidates,
})
