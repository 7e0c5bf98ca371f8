// Searching, and what a search could lead to while it is typed.
import { html } from 'hono/html'
import { z } from 'zod'
import { BRANDS_TAG } from '../../brands/events.ts'
import { productTags } from '../../catalog/events.ts'
import type { ProductSearchPage } from '../../catalog/index.ts'
import { CATEGORIES_TAG } from '../../categories/events.ts'
import { PRICES_TAG } from '../../currencies/events.ts'
import { ask } from '../ask.ts'
import { definePage, lenient } from '../page.ts'
import { priceRange } from '../rules/products.ts'
import { marketField } from '../views/layout.ts'
import { listingView } from '../views/listing.ts'
import { fill, money } from '../views/text.ts'
import { href, termsOf } from '../visit.ts'
import { ListingQuery, loadListing } from './listing.ts'

const MAX_SUGGESTIONS = 6
const TAGS = [...productTags(), PRICES_TAG, CATEGORIES_TAG, BRANDS_TAG]

export const searchPages = [
  definePage({
    method: 'get',
    path: '/search',
    query: ListingQuery,
    cache: { class: 'search', tags: () => TAGS },
    handler: async (visit, { query }) => {
      const { t } = visit
      const { q = '' } = query
      const listing = await loadListing(visit, { path: '/search' }, query)
      const title = q === '' ? t.search : fill(t.resultsFor, { query: q })
      return {
        kind: 'document',
        title,
        noindex: true,
        body: html`<div class="wrap"><h1>${title}</h1>
<form class="search wide" action="${href(visit, '/search')}">${marketField(visit)}<label class="hidden" for="q-page">${t.searchFor}</label><input id="q-page" type="search" name="q" maxlength="100" value="${q}" placeholder="${t.searchFor}"><button>${t.search}</button></form>
${listingView(visit, { listing, query, path: '/search' })}</div>`,
        prev: listing.prev,
        next: listing.next,
      }
    },
  }),
  definePage({
    method: 'get',
    path: '/search/suggestions',
    query: z.object({ q: lenient(z.string().trim().max(100)) }),
    cache: { class: 'search', tags: () => TAGS },
    handler: async (visit, { query: { q = '' } }) => {
      if (q === '') return { kind: 'json', value: { data: [] } }
      const found = await ask<ProductSearchPage>(visit.ctx, '/product-search', {
        query: { q, limit: MAX_SUGGESTIONS, ...termsOf(visit) },
      })
      const data = found.data.map(({ title, handle, images, variants }) => {
        const range = priceRange(variants)
        return {
          title,
          url: href(visit, `/products/${encodeURIComponent(handle)}`),
          picture: images[0]?.url ?? null,
          price: range === undefined ? '' : money(visit, range.lowest),
        }
      })
      return { kind: 'json', value: { data } }
    },
  }),
]
