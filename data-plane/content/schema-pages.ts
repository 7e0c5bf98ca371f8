import { z } from 'zod'
import { CleanedHtml } from '../../shared/html/field.ts'
import { Handle, pageFields, text } from '../../shared/http/fields.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { inLanguages } from './schema.ts'

const words = {
  title: text(255).min(1).meta({ example: 'About us' }),
  body: CleanedHtml(200_000).meta({
    description: 'HTML; what could run or disguise itself is taken out',
    example: '<p>Since 1900</p>',
  }),
  seo_title: pageFields.seo_title,
  seo_description: pageFields.seo_description,
}

const contentFields = {
  ...words,
  handle: Handle.meta({ example: 'about-us' }),
  status: z.enum(['draft', 'published']).meta({ description: 'Shoppers see published ones only' }),
  translations: inLanguages(z.strictObject(words).partial()).meta({
    description: 'By language tag; what a language lacks is shown as it is in the page itself',
    example: { de: { title: 'Über uns' } },
  }),
  metadata: pageFields.metadata,
}

export const PageInput = z
  .strictObject(contentFields)
  .partial()
  .required({ title: true })
  .meta({ id: 'PageInput' })
export const PagePatch = z
  .strictObject(contentFields)
  .partial()
  .meta({ id: 'PagePatch', description: 'What is absent stays.' })
export type PageInput = z.output<typeof PageInput>
export type PagePatch = z.output<typeof PagePatch>

export const Page = z
  .object({ id: z.uuid(), ...contentFields, created_at: z.string(), updated_at: z.string() })
  .meta({ id: 'Page' })
export type Page = z.output<typeof Page>

export const PageId = z.object({ page_id: z.uuid() })
export const PageFilter = z.strictObject({
  ...Paging,
  status: contentFields.status.optional(),
  q: text(255).optional().meta({ description: 'Those whose title or handle has this text' }),
})
export type PageFilter = z.output<typeof PageFilter>
export const PageList = pageOf(Page).meta({ id: 'PageList' })
