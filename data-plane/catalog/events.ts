import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({
  product_id: z.uuid(),
  handle: z.string(),
  /** When it was another one before. */
  previous_handle: z.string().optional(),
})

/** What the read cache names a product's pages, by id or handle, and the lists of products. */
export const productTags = (...idsAndHandles: readonly (string | undefined)[]): string[] => [
  'products',
  ...idsAndHandles.flatMap((name) => (name === undefined ? [] : productTag(name))),
]

/** Ids are looked for in any case, but handles as they are: those have no capital letters. */
export const productTag = (idOrHandle: string): string => `product:${idOrHandle.toLowerCase()}`

const invalidates = ({ product_id, handle, previous_handle }: z.output<typeof data>) =>
  productTags(product_id, handle, previous_handle)

export const productCreated = defineEvent({
  name: 'product.created',
  version: 1,
  data,
  // That there was no such product is not kept, so there is no page of it.
  invalidates: () => productTags(),
})
export const productUpdated = defineEvent({ name: 'product.updated', version: 1, data, invalidates })
export const productDeleted = defineEvent({ name: 'product.deleted', version: 1, data, invalidates })
