import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ media_id: z.uuid() })

/** What the read cache names a file's row. */
export const mediaTag = (id: string): string => `media:${id}`

export const mediaUploaded = defineEvent({ name: 'media.uploaded', version: 1, data })
export const mediaDeleted = defineEvent({
  name: 'media.deleted',
  version: 1,
  data,
  invalidates: ({ media_id }) => [mediaTag(media_id)],
})
