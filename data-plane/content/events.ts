import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names theme, pages and menus. */
export const CONTENT_TAG = 'content'

const invalidates = () => [CONTENT_TAG]

export const themePublished = defineEvent({
  name: 'theme.published',
  version: 1,
  data: z.object({ version: z.int() }),
  invalidates,
})

const page = z.object({ page_id: z.uuid(), handle: z.string() })

export const pageCreated = defineEvent({ name: 'page.created', version: 1, data: page, invalidates })
export const pageUpdated = defineEvent({ name: 'page.updated', version: 1, data: page, invalidates })
export const pageDeleted = defineEvent({ name: 'page.deleted', version: 1, data: page, invalidates })

export const menusUpdated = defineEvent({
  name: 'menus.updated',
  version: 1,
  data: z.object({ menus: z.array(z.enum(['header', 'footer'])) }),
  invalidates,
})
