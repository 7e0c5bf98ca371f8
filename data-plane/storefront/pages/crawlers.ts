// What search engines read first: what they may look at, and where everything is.
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import { productTags } from '../../catalog/events.ts'
import { endOfPart, listHandles } from '../../catalog/index.ts'
import { CATEGORIES_TAG } from '../../categories/events.ts'
import type { StoreCategory } from '../../categories/index.ts'
import { COLLECTIONS_TAG } from '../../collections/events.ts'
import type { StoreCollection } from '../../collections/index.ts'
import { CONTENT_TAG } from '../../content/events.ts'
import { readPages } from '../../content/index.ts'
import { ask } from '../ask.ts'
import { definePage, type Shown } from '../page.ts'
import { href, type Visit } from '../visit.ts'

const XML = 'application/xml; charset=utf-8'
/** Fewer than the 50,000 that are allowed, so that no part takes long. */
const PER_PART = 2_000
const MAX_COLLECTIONS = 1_000

type Entry = { path: string; at?: string | undefined }
type List<T> = { data: T[]; next_cursor: string | null }

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Each page once for each language, with the others beside it. */
function urlSet(visit: Visit, entries: readonly Entry[]): Shown {
  const { languages, origin } = visit
  const at = (path: string, language: Visit['language']) =>
    escaped(`${origin}${href({ ...visit, language, isNamedMarket: false }, path)}`)
  const links = (path: string) =>
    languages.length < 2
      ? ''
      : languages
          .map(
            (language) => `<xhtml:link rel="alternate" hreflang="${language}" href="${at(path, language)}"/>`,
          )
          .join('')
  const urls = entries.flatMap(({ path, at: time }) =>
    languages.map(
      (language) =>
        `<url><loc>${at(path, language)}</loc>${time === undefined ? '' : `<lastmod>${time}</lastmod>`}${links(path)}</url>`,
    ),
  )
  return {
    kind: 'text',
    type: XML,
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">${urls.join('\n')}</urlset>\n`,
  }
}

const flat = (tree: readonly StoreCategory[]): StoreCategory[] =>
  tree.flatMap((category) => [category, ...flat(category.children)])

async function allCollections(visit: Visit): Promise<StoreCollection[]> {
  const all: StoreCollection[] = []
  let cursor: string | undefined
  do {
    const page: List<StoreCollection> = await ask(visit.ctx, '/collections', {
      query: { limit: 100, market: visit.market.code, cursor },
    })
    all.push(...page.data)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined && all.length < MAX_COLLECTIONS)
  return all
}

export const crawlerPages = [
  definePage({
    method: 'get',
    path: '/robots.txt',
    cache: { class: 'settings', tags: () => [] },
    handler: ({ origin }) => ({
      kind: 'text',
      type: 'text/plain; charset=utf-8',
      text: [
        'User-agent: *',
        ...['cart', 'checkout', 'account', 'orders', 'search', 'preferences'].flatMap((path) => [
          `Disallow: /${path}`,
          `Disallow: /*/${path}`,
        ]),
        'Disallow: /*?*option=',
        'Disallow: /*?*tag=',
        'Disallow: /*?*brand=',
        'Disallow: /*?*sort=',
        '',
        `Sitemap: ${origin}/sitemap.xml`,
        '',
      ].join('\n'),
    }),
  }),
  definePage({
    method: 'get',
    path: '/sitemap.xml',
    cache: { class: 'listing', tags: () => productTags() },
    handler: async (visit) => {
      const { ctx, origin } = visit
      const starts: string[] = ['']
      // The last id of each part, without reading what is between.
      for (;;) {
        const last: string | undefined = await endOfPart(ctx, {
          after: starts.at(-1) || undefined,
          size: PER_PART,
        })
        if (last === undefined) break
        starts.push(last)
      }
      const parts = ['pages', ...starts.map((start) => `products${start === '' ? '' : `-${start}`}`)]
      const text = parts
        .map((part) => `<sitemap><loc>${escaped(`${origin}/sitemaps/${part}.xml`)}</loc></sitemap>`)
        .join('\n')
      return {
        kind: 'text',
        type: XML,
        text: `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${text}</sitemapindex>\n`,
      }
    },
  }),
  definePage({
    method: 'get',
    path: '/sitemaps/pages.xml',
    cache: { class: 'content', tags: () => [CONTENT_TAG, COLLECTIONS_TAG, CATEGORIES_TAG], isTimed: true },
    handler: async (visit) => {
      const [pages, collections, tree] = await Promise.all([
        readPages(visit.ctx),
        allCollections(visit),
        ask<List<StoreCategory>>(visit.ctx, '/categories', { query: { market: visit.market.code } }),
      ])
      const named = (folder: string, list: readonly { handle: string }[]) =>
        list.map(({ handle }) => ({ path: `/${folder}/${encodeURIComponent(handle)}` }))
      return urlSet(visit, [
        { path: '/' },
        { path: '/products' },
        { path: '/collections' },
        ...named('collections', collections),
        ...named('categories', flat(tree.data)),
        ...named('pages', pages),
      ])
    },
  }),
  definePage({
    method: 'get',
    path: '/sitemaps/{part_name}',
    params: z.object({ part_name: z.string().regex(/^products(-[0-9a-f-]{36})?\.xml$/) }),
    cache: { class: 'listing', tags: () => productTags() },
    handler: async (visit, { params }) => {
      const after = params.part_name.slice('products-'.length, -'.xml'.length) || undefined
      if (after !== undefined && !z.uuid().safeParse(after).success)
        throw new DomainError('not_found', 'There is no such part.')
      const products = await listHandles(visit.ctx, { after, size: PER_PART })
      return urlSet(
        visit,
        products.map(({ handle, updated_at }) => ({
          path: `/products/${encodeURIComponent(handle)}`,
          at: updated_at,
        })),
      )
    },
  }),
]
