// What theme settings name, and what the hosted shop is given of them.
import type { FONT_NAMES, Picture, SectionSettings, ThemeSettings } from '../schema-theme.ts'
import { textIn } from './languages.ts'

/** Fonts that readers' systems have, so that nothing is loaded and nothing of a reader told to others. */
export const FONTS: Readonly<Record<(typeof FONT_NAMES)[number], string>> = {
  system: 'system-ui, sans-serif',
  humanist: "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', source-sans-pro, sans-serif",
  geometric: "Avenir, Montserrat, Corbel, 'URW Gothic', source-sans-pro, sans-serif",
  classical: "Optima, Candara, 'Noto Sans', source-sans-pro, sans-serif",
  old_style: "'Iowan Old Style', 'Palatino Linotype', 'URW Palladio L', P052, serif",
  transitional: "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, serif",
  slab: "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', 'Sitka Small', serif",
  rounded:
    "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Manjari, 'Arial Rounded MT', Calibri, sans-serif",
  monospace:
    "ui-monospace, 'Cascadia Code', 'Source Code Pro', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
}

export type Named = { path: string; kind: 'picture' | 'collection' | 'product'; id: string }

/** Everything of the store's that the settings name, with where. */
export function namedIn({ logo_media_id, favicon_media_id, home }: ThemeSettings): Named[] {
  const named: { path: string; kind: Named['kind']; id: string | null }[] = [
    { path: 'logo_media_id', kind: 'picture', id: logo_media_id },
    { path: 'favicon_media_id', kind: 'picture', id: favicon_media_id },
    ...home.flatMap((section, i) =>
      inSection(section).map((one) => ({ ...one, path: `home.${i}.${one.path}` })),
    ),
  ]
  return named.flatMap(({ id, ...one }) => (id === null ? [] : [{ ...one, id }]))
}

function inSection(section: SectionSettings): { path: string; kind: Named['kind']; id: string | null }[] {
  switch (section.kind) {
    case 'hero':
    case 'image_with_text':
      return [{ path: 'picture_media_id', kind: 'picture', id: section.picture_media_id }]
    case 'featured_collection':
      return [{ path: 'collection_id', kind: 'collection', id: section.collection_id }]
    case 'collection_list':
      return section.collection_ids.map((id, i) => ({ path: `collection_ids.${i}`, kind: 'collection', id }))
    case 'featured_products':
      return section.product_ids.map((id, i) => ({ path: `product_ids.${i}`, kind: 'product', id }))
    default:
      return []
  }
}

type Shown = {
  languages: readonly string[]
  pictures: ReadonlyMap<string, Picture>
}

/** Settings in one reader's language, with pictures instead of their ids. */
export function themeFor(settings: ThemeSettings, version: number, shown: Shown) {
  const { logo_media_id, favicon_media_id, font, announcement, footer_text, home, ...rest } = settings
  const text = (texts: Readonly<Record<string, string>>) => textIn(texts, shown.languages)
  return {
    ...rest,
    version,
    logo: pictureOf(logo_media_id, shown),
    favicon: pictureOf(favicon_media_id, shown),
    font: { name: font, stack: FONTS[font] },
    announcement:
      announcement === null || text(announcement.text) === ''
        ? null
        : { text: text(announcement.text), link: announcement.link },
    footer_text: text(footer_text),
    home: home.map((section) => sectionFor(section, shown)),
  }
}
export type Theme = ReturnType<typeof themeFor>

const pictureOf = (id: string | null, { pictures }: Shown): Picture | null =>
  id === null ? null : (pictures.get(id) ?? null)

type TranslatedButton = { label: Readonly<Record<string, string>>; link: string } | null

function buttonOf(button: TranslatedButton, languages: readonly string[]) {
  const label = button === null ? '' : textIn(button.label, languages)
  return button === null || label === '' ? null : { label, link: button.link }
}

function sectionFor(section: SectionSettings, shown: Shown) {
  const heading = textIn(section.heading, shown.languages)
  switch (section.kind) {
    case 'hero':
    case 'image_with_text': {
      const { picture_media_id, button, text, ...rest } = section
      return {
        ...rest,
        heading,
        text: textIn(text, shown.languages),
        picture: pictureOf(picture_media_id, shown),
        button: buttonOf(button, shown.languages),
      }
    }
    case 'rich_text':
      return { ...section, heading, html: textIn(section.html, shown.languages) }
    default:
      return { ...section, heading }
  }
}
