import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the collections and which products they have. */
export const COLLECTIONS_TAG = 'collections'

const data = z.object({ collection_id: z.uuid() })
const invalidates = () => [COLLECTIONS_TAG]

export const collectionCreated = defineEvent({ name: 'collection.created', version: 1, data, invalidates })
export const collectionUpdated = defineEvent({ name: 'collection.updated', version: 1, data, invalidates })
export const collectionDeleted = defineEvent({ name: 'collection.deleted', version: 1, data, invalidates })
