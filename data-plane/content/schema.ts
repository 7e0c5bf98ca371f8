// Fields that theme, pages and menus share; and menus.
import { z } from 'zod'
import { isLink } from '../../shared/html/links.ts'
import { text } from '../../shared/http/fields.ts'

const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/
const MAX_LANGUAGES = 30

const Language = z
  .string()
  .regex(LANGUAGE, 'must be a language tag such as "de" or "pt-BR"')
  .meta({ example: 'en' })

/** A value in each of several languages. */
export const inLanguages = <T extends z.ZodType>(value: T) =>
  z
    .record(Language, value)
    .refine((all) => Object.keys(all).length <= MAX_LANGUAGES, `has at most ${MAX_LANGUAGES} languages`)

export const Translated = (max: number, example = 'New in') =>
  inLanguages(text(max)).meta({
    description:
      "By language tag. Who reads another language gets the one in the store's own, or else the first.",
    example: { en: example },
  })

export const Link = z
  .string()
  .max(2_000)
  .refine(
    isLink,
    'must be a path such as "/collections/new", or begin with https://, http://, mailto: or tel:',
  )
  .meta({ description: 'A path in the shop, or an http(s), mailto or tel address', example: '/collections' })

/** What a link of a menu leads to. */
const MenuTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('url'), url: Link }),
    z.strictObject({ kind: z.literal('collection'), collection_id: z.uuid() }),
    z.strictObject({ kind: z.literal('category'), category_id: z.uuid() }),
    z.strictObject({ kind: z.literal('product'), product_id: z.uuid() }),
    z.strictObject({ kind: z.literal('page'), page_id: z.uuid() }),
  ])
  .meta({ id: 'MenuTarget' })
export type MenuTarget = z.output<typeof MenuTarget>

const entry = {
  label: Translated(100)
    .default({})
    .meta({
      description: 'By language tag; without one, the name of what it leads to',
      example: { en: 'New in' },
    }),
  target: MenuTarget,
}
const MenuItem = z
  .strictObject({ ...entry, children: z.array(z.strictObject(entry)).max(20).default([]) })
  .meta({ id: 'MenuItem', outputId: 'MenuItemOutput' })
export type MenuItem = z.output<typeof MenuItem>

const menu = z.array(MenuItem).max(20).nullable().meta({
  description:
    "Null: made of what the store has. The header then shows its top categories and collections, the footer its pages. What a link leads to that shoppers can't see is left out.",
})

export const MENU_NAMES = ['header', 'footer'] as const

export const MenusPatch = z
  .strictObject({ header: menu, footer: menu })
  .partial()
  .meta({ id: 'MenusPatch', description: 'What is absent stays.' })
export type MenusPatch = z.output<typeof MenusPatch>

export const Menus = z
  .object({ header: menu, footer: menu, updated_at: z.string().nullable() })
  .meta({ id: 'Menus' })
export type Menus = z.output<typeof Menus>
