import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the tree of categories. */
export const CATEGORIES_TAG = 'categories'

const data = z.object({ category_id: z.uuid() })
const invalidates = () => [CATEGORIES_TAG]

export const categoryCreated = defineEvent({ name: 'category.created', version: 1, data, invalidates })
export const categoryUpdated = defineEvent({ name: 'category.updated', version: 1, data, invalidates })
export const categoryDeleted = defineEvent({ name: 'category.deleted', version: 1, data, invalidates })
/** It has another parent; what its products are found by follows. */
export const categoryMoved = defineEvent({ name: 'category.moved', version: 1, data, invalidates })
