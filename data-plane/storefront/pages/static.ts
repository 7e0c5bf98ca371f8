// Pages that the store's staff wrote.
import { html } from 'hono/html'
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import { CONTENT_TAG } from '../../content/events.ts'
import { readPage } from '../../content/index.ts'
import { definePage } from '../page.ts'
import { richText } from '../views/rich-text.ts'
import { excerpt } from '../views/text.ts'

export const staticPage = definePage({
  method: 'get',
  path: '/pages/{page_handle}',
  params: z.object({ page_handle: z.string().min(1).max(255) }),
  cache: { class: 'content', tags: () => [CONTENT_TAG] },
  handler: async (visit, { params }) => {
    const page = await readPage(visit.ctx, params.page_handle, { language: visit.locale })
    if (page === undefined) throw new DomainError('not_found', 'There is no such page.')
    const path = `/pages/${encodeURIComponent(page.handle)}`
    return {
      kind: 'document',
      type: 'article',
      title: page.seo_title || page.title,
      description: page.seo_description || excerpt(page.body),
      canonical: path,
      crumbs: [{ name: page.title, path }],
      body: html`<article class="wrap prose"><h1>${page.title}</h1>${richText(page.body)}</article>`,
    }
  },
})
