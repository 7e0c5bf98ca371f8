// What the hosted shop reads, in the language of who reads it. All of it comes from the cache, but for previews.
import { cached } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead } from '../../../shared/context.ts'
import { defined } from '../../../shared/objects.ts'
import { productTags } from '../../catalog/events.ts'
import { CATEGORIES_TAG } from '../../categories/events.ts'
import { COLLECTIONS_TAG } from '../../collections/events.ts'
import { getMarkets } from '../../markets/index.ts'
import { picturesAmong } from '../../media/index.ts'
import { STORE_TAG } from '../../store/events.ts'
import { getStore } from '../../store/index.ts'
import { CONTENT_TAG } from '../events.ts'
import * as menuQueries from '../queries/menus.ts'
import { findPublished } from '../queries/pages.ts'
import { inOwnLanguage } from '../rules/languages.ts'
import { defaultFooter, defaultHeader, idOf, type MenuLink, menuFor } from '../rules/menus.ts'
import { namedIn, type Theme, themeFor } from '../rules/theme.ts'
import type { MenuItem } from '../schema.ts'
import type { Page } from '../schema-pages.ts'
import { isPreview, readSettings } from './theme.ts'

type Reader = { language?: string | undefined }

/** The reader's language and then the store's own, as BCP 47 tags. */
async function languagesFor(ctx: Ctx, { language }: Reader): Promise<string[]> {
  const [store, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  const own = markets.find(({ code }) => code === store.default_market)?.locale ?? 'en'
  return language === undefined ? [own] : [language, own]
}

/**
 * How the shop looks: as published, or the draft for who has a token of `previewTheme`; another token counts as none.
 * @param language BCP 47; absent: the store's own
 */
export async function readTheme(
  ctx: Ctx,
  { previewToken, ...reader }: Reader & { previewToken?: string | undefined } = {},
): Promise<Theme> {
  if (previewToken !== undefined && isPreview(ctx, previewToken)) return loadTheme(ctx, 'draft', reader)
  const slot = {
    class: 'content',
    key: `theme ${reader.language ?? ''}`,
    tags: [CONTENT_TAG, STORE_TAG],
  } as const
  return cached(ctx, slot, () => loadTheme(ctx, 'published', reader))
}

const loadTheme = async (ctx: Ctx, which: 'draft' | 'published', reader: Reader): Promise<Theme> => {
  const [{ version, settings }, languages] = await Promise.all([
    readSettings(ctx, which),
    languagesFor(ctx, reader),
  ])
  const ids = namedIn(settings).flatMap(({ kind, id }) => (kind === 'picture' ? [id] : []))
  const pictures = await inRead(ctx, (ctx) => picturesAmong(ctx, [...new Set(ids)]))
  const byId = new Map(pictures.map(({ id, ...picture }) => [id, picture]))
  return themeFor(settings, version, { languages, pictures: byId })
}

type ShownPage = Pick<
  Page,
  'id' | 'handle' | 'title' | 'body' | 'seo_title' | 'seo_description' | 'updated_at'
>

/** A published page in the reader's language as far as it is translated; undefined when there is none of this handle. */
export async function readPage(
  ctx: Ctx,
  handle: string,
  reader: Reader = {},
): Promise<ShownPage | undefined> {
  const slot = { class: 'content', key: `page ${handle}`, tags: [CONTENT_TAG] } as const
  const page = await cached(
    ctx,
    slot,
    async () => (await inRead(ctx, (ctx) => findPublished(ctx.tx, ctx.tenantId, handle))) ?? null,
  )
  if (page === null) return undefined
  const { status: _s, metadata: _m, created_at: _c, translations, ...shown } = page
  const words = reader.language === undefined ? {} : inOwnLanguage(translations, reader.language)
  return { ...shown, ...defined(words ?? {}) }
}

/** The published pages, oldest first: for the sitemap. */
export const readPages = (ctx: Ctx): Promise<{ title: string; handle: string }[]> =>
  cached(ctx, { class: 'content', key: 'pages', tags: [CONTENT_TAG] }, () =>
    inRead(ctx, (ctx) => menuQueries.publishedPages(ctx.tx, ctx.tenantId)),
  )

/**
 * The links of header and footer. What is not for this market, or not for now, is left out.
 * @param market a code; absent: any
 */
export async function readMenus(
  ctx: Ctx,
  { market, ...reader }: Reader & { market?: string | undefined } = {},
): Promise<{ header: readonly MenuLink[]; footer: readonly MenuLink[] }> {
  const tags = [CONTENT_TAG, CATEGORIES_TAG, COLLECTIONS_TAG, ...productTags()]
  const [stored, languages] = await Promise.all([
    cached(ctx, { class: 'content', key: 'menus', tags }, () => loadMenus(ctx)),
    languagesFor(ctx, reader),
  ])
  const about = { languages, market, now: ctx.now }
  const places = new Map(stored.places.map((place) => [place.id, place]))
  const { header, footer, categories, collections, pages } = stored
  return {
    header: header === null ? defaultHeader(categories, collections, about) : menuFor(header, places, about),
    footer: footer === null ? defaultFooter(pages) : menuFor(footer, places, about),
  }
}

/** The menus with what they lead to, or with what they are made of. */
const loadMenus = (ctx: Ctx) =>
  inRead(ctx, async ({ tx, tenantId }) => {
    const { header, footer } = await menuQueries.readMenus(tx, tenantId)
    const [places, categories, collections, pages] = await Promise.all([
      menuQueries.placesOf(tx, tenantId, [...idsIn(header), ...idsIn(footer)]),
      header === null ? menuQueries.upperCategories(tx, tenantId) : [],
      header === null ? menuQueries.newCollections(tx, tenantId) : [],
      footer === null ? menuQueries.publishedPages(tx, tenantId) : [],
    ])
    return { header, footer, places, categories, collections, pages }
  })

const idsIn = (menu: readonly MenuItem[] | null): string[] =>
  (menu ?? []).flatMap(({ target, children }) =>
    [target, ...children.map((child) => child.target)].flatMap((one) => idOf(one) ?? []),
  )
