// Lists of products: all, those of a collection, a category or a brand; and the lists of these.
import { html } from 'hono/html'
import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import { BRANDS_TAG } from '../../brands/events.ts'
import type { StoreBrand } from '../../brands/index.ts'
import { productTags } from '../../catalog/events.ts'
import { CATEGORIES_TAG } from '../../categories/events.ts'
import type { StoreCategory } from '../../categories/index.ts'
import { COLLECTIONS_TAG } from '../../collections/events.ts'
import type { StoreCollection } from '../../collections/index.ts'
import { PRICES_TAG } from '../../currencies/events.ts'
import { ask } from '../ask.ts'
import { type Crumb, type Document, definePage, type Html, lenient, redirect } from '../page.ts'
import { listingView, pagingLinks } from '../views/listing.ts'
import { picture } from '../views/picture.ts'
import { richText } from '../views/rich-text.ts'
import { collectionGrid, tiles } from '../views/sections.ts'
import { excerpt } from '../views/text.ts'
import { href, type Visit } from '../visit.ts'
import { isNarrowed, ListingQuery, loadListing, PER_PAGE } from './listing.ts'

type List<T> = { data: T[]; next_cursor: string | null }

const Cursor = z.object({ cursor: lenient(z.string().max(2_000)) })
const LISTED = [...productTags(), PRICES_TAG, CATEGORIES_TAG, BRANDS_TAG]

type Group = {
  name: string
  handle: string
  description: string
  image_url: string
  seo_title: string
  seo_description: string
}
type Shown = Omit<Parameters<typeof listingView>[1], 'listing' | 'query'> & {
  query: ListingQuery
  where: Omit<Parameters<typeof loadListing>[1], 'path'>
  crumbs: readonly Crumb[]
  above?: Html | string
}

/** The page of a group of products. */
async function groupPage(visit: Visit, group: Group, shown: Shown): Promise<Document> {
  const { path, query, where, without, crumbs, above = '' } = shown
  const listing = await loadListing(visit, { path, ...where }, query)
  return {
    kind: 'document',
    title: group.seo_title || group.name,
    description: group.seo_description || excerpt(group.description),
    image: group.image_url || undefined,
    canonical: path,
    noindex: isNarrowed(query),
    crumbs,
    prev: listing.prev,
    next: listing.next,
    body: html`<div class="wrap"><div class="intro">${
      group.image_url === ''
        ? ''
        : picture(
            { url: group.image_url, alt: '' },
            { sizes: '(min-width: 48rem) 20rem, 100vw', isEager: 'main' },
          )
    }<div><h1>${group.name}</h1>${group.description === '' ? '' : html`<div class="prose">${richText(group.description)}</div>`}</div></div>
${above}${listingView(visit, { listing, query, path, ...(without === undefined ? {} : { without }) })}</div>`,
  }
}

/** The way from the top of the tree down to the category of this id or handle. */
function wayTo(tree: readonly StoreCategory[], name: string): StoreCategory[] {
  for (const category of tree) {
    if (category.id === name.toLowerCase() || category.handle === name) return [category]
    const below = wayTo(category.children, name)
    if (below.length > 0) return [category, ...below]
  }
  return []
}

export const collectionPages = [
  definePage({
    method: 'get',
    path: '/collections',
    query: Cursor,
    cache: { class: 'content', tags: () => [COLLECTIONS_TAG], isTimed: true },
    handler: async (visit, { query: { cursor } }) => {
      const { t } = visit
      const query = { limit: PER_PAGE, market: visit.market.code, cursor }
      const { data, next_cursor } = await ask<List<StoreCollection>>(visit.ctx, '/collections', { query })
      const pages = {
        prev: cursor === undefined ? undefined : href(visit, '/collections'),
        next: next_cursor === null ? undefined : href(visit, '/collections', { cursor: next_cursor }),
      }
      return {
        kind: 'document',
        title: t.collections,
        crumbs: [{ name: t.collections, path: '/collections' }],
        body: html`<div class="wrap"><h1>${t.collections}</h1>${data.length === 0 ? html`<p class="nothing">${t.nothingYet}</p>` : collectionGrid(visit, data)}${pagingLinks(visit, pages)}</div>`,
        ...pages,
      }
    },
  }),
  definePage({
    method: 'get',
    path: '/collections/{collection_id}',
    params: z.object({ collection_id: z.string().min(1).max(255) }),
    query: ListingQuery,
    cache: { class: 'listing', tags: () => [...LISTED, COLLECTIONS_TAG], isTimed: true },
    handler: async (visit, { params, query }) => {
      const at = `/collections/${encodeURIComponent(params.collection_id)}`
      const collection = await ask<StoreCollection>(visit.ctx, at)
      const path = `/collections/${encodeURIComponent(collection.handle)}`
      if (collection.handle !== params.collection_id) return redirect(href(visit, path), 301)
      return groupPage(
        visit,
        { ...collection, name: collection.title },
        {
          path,
          query,
          where: { within: { collection: collection.id }, list: { path: `${at}/products` } },
          crumbs: [
            { name: visit.t.collections, path: '/collections' },
            { name: collection.title, path },
          ],
        },
      )
    },
  }),
  definePage({
    method: 'get',
    path: '/products',
    query: ListingQuery,
    cache: { class: 'listing', tags: () => LISTED },
    handler: (visit, { query }) => {
      const { allProducts: name } = visit.t
      const words = { description: '', image_url: '', seo_title: '', seo_description: '' }
      return groupPage(
        visit,
        { ...words, name, handle: '' },
        {
          path: '/products',
          query,
          where: { list: { path: '/products' } },
          crumbs: [{ name, path: '/products' }],
        },
      )
    },
  }),
  definePage({
    method: 'get',
    path: '/categories/{category_id}',
    params: z.object({ category_id: z.string().min(1).max(255) }),
    query: ListingQuery,
    cache: { class: 'listing', tags: () => LISTED },
    handler: async (visit, { params, query }) => {
      const tree = await ask<List<StoreCategory>>(visit.ctx, '/categories', {
        query: { market: visit.market.code },
      })
      const way = wayTo(tree.data, params.category_id)
      const category = way.at(-1)
      if (category === undefined) throw new DomainError('not_found', 'There is no such category.')
      const path = `/categories/${encodeURIComponent(category.handle)}`
      if (category.handle !== params.category_id) return redirect(href(visit, path), 301)
      const crumbs = way.map(({ name, handle }) => ({
        name,
        path: `/categories/${encodeURIComponent(handle)}`,
      }))
      return groupPage(visit, category, {
        path,
        query,
        where: {
          within: { category: category.id },
          list: { path: '/products', query: { category: category.id } },
        },
        without: ['category'],
        crumbs,
        above: tiles(
          visit,
          category.children.map((child) => ({
            ...child,
            title: child.name,
            path: `/categories/${encodeURIComponent(child.handle)}`,
          })),
        ),
      })
    },
  }),
  definePage({
    method: 'get',
    path: '/brands',
    query: Cursor,
    cache: { class: 'content', tags: () => [BRANDS_TAG] },
    handler: async (visit, { query: { cursor } }) => {
      const { t } = visit
      const { data, next_cursor } = await ask<List<StoreBrand>>(visit.ctx, '/brands', {
        query: { limit: PER_PAGE, cursor },
      })
      const pages = {
        prev: cursor === undefined ? undefined : href(visit, '/brands'),
        next: next_cursor === null ? undefined : href(visit, '/brands', { cursor: next_cursor }),
      }
      const shown = data.map(({ name, handle, logo_url }) => ({
        title: name,
        path: `/brands/${encodeURIComponent(handle)}`,
        image_url: logo_url,
      }))
      return {
        kind: 'document',
        title: t.brands,
        crumbs: [{ name: t.brands, path: '/brands' }],
        body: html`<div class="wrap"><h1>${t.brands}</h1>${data.length === 0 ? html`<p class="nothing">${t.nothingYet}</p>` : tiles(visit, shown)}${pagingLinks(visit, pages)}</div>`,
        ...pages,
      }
    },
  }),
  definePage({
    method: 'get',
    path: '/brands/{brand_id}',
    params: z.object({ brand_id: z.string().min(1).max(255) }),
    query: ListingQuery,
    cache: { class: 'listing', tags: () => LISTED },
    handler: async (visit, { params, query }) => {
      const brand = await ask<StoreBrand>(visit.ctx, `/brands/${encodeURIComponent(params.brand_id)}`)
      const path = `/brands/${encodeURIComponent(brand.handle)}`
      if (brand.handle !== params.brand_id) return redirect(href(visit, path), 301)
      return groupPage(
        visit,
        { ...brand, image_url: brand.logo_url },
        {
          path,
          query,
          where: { within: { brand: brand.id }, list: { path: '/products', query: { brand: brand.id } } },
          without: ['brand'],
          crumbs: [
            { name: visit.t.brands, path: '/brands' },
            { name: brand.name, path },
          ],
        },
      )
    },
  }),
]
