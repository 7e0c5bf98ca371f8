// The theme while it is edited: texts stay by language, and each section has a key by which React knows it.
import type { Admin } from '../../api/client.ts'

export type Settings = Admin['ThemeSettingsOutput']
export type Section = Settings['home'][number]
export type Keyed = Section & { key: string }
export type Values = Omit<Settings, 'home'> & { home: Keyed[] }

export const KINDS = [
  'hero',
  'featured_collection',
  'collection_list',
  'featured_products',
  'rich_text',
  'image_with_text',
] as const satisfies readonly Section['kind'][]

export const valuesOf = (settings: Settings): Values => ({
  ...settings,
  home: settings.home.map((section) => ({ ...section, key: crypto.randomUUID() })),
})

export const settingsOf = ({ home, ...values }: Values): Settings => ({
  ...values,
  home: home.map(({ key: _, ...section }) => section),
})

/** A section as it is before anything is written into it. */
export function newSection(kind: Section['kind']): Keyed {
  const key = crypto.randomUUID()
  const heading = {}
  const picture = { text: {}, picture_media_id: null, button: null }
  if (kind === 'hero') return { key, kind, heading, ...picture }
  if (kind === 'image_with_text') return { key, kind, heading, ...picture, picture_side: 'start' }
  if (kind === 'featured_collection') return { key, kind, heading, collection_id: null, limit: 8 }
  if (kind === 'collection_list') return { key, kind, heading, collection_ids: [] }
  if (kind === 'featured_products') return { key, kind, heading, product_ids: [] }
  return { key, kind, heading, html: {} }
}

/** `texts` with another one in a language; an empty one is taken away. */
export function withText(texts: Readonly<Record<string, string>>, language: string, text: string) {
  const { [language]: _, ...others } = texts
  return text === '' ? others : { ...others, [language]: text }
}
