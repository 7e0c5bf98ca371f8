// A list of products that can be narrowed and sorted: as it is in its own order to its very end, else as a search.
import { z } from 'zod'
import { exponentOf } from '../../../shared/money/currencies.ts'
import type { ProductSearchPage, StoreProduct } from '../../catalog/index.ts'
import { ask } from '../ask.ts'
import { lenient } from '../page.ts'
import { href, termsOf, type Visit } from '../visit.ts'

export const PER_PAGE = 24

const some = lenient(z.union([z.string().min(1).max(360), z.array(z.string().min(1).max(360)).max(50)]))
const decimal = lenient(z.coerce.number().min(0).max(1_000_000_000))
const SORTS = ['relevance', 'newest', 'price_asc', 'price_desc', 'title'] as const

/** What visitors choose of a list; prices in whole units of their currency. */
export const ListingQuery = z.object({
  q: lenient(z.string().trim().max(200)),
  category: lenient(z.string().min(1).max(255)),
  brand: some,
  tag: some,
  option: some,
  min: decimal,
  max: decimal,
  available: lenient(z.enum(['true'])),
  sort: lenient(z.enum(SORTS)),
  page: lenient(z.coerce.number().int().min(2).max(1_000)),
  cursor: lenient(z.string().max(2_000)),
})
export type ListingQuery = z.output<typeof ListingQuery>
export type Sort = (typeof SORTS)[number]

export type Listing = {
  products: StoreProduct[]
  /** Undefined: not counted. */
  total: number | undefined
  isPartial: boolean
  facets: ProductSearchPage['facets']
  prev: string | undefined
  next: string | undefined
}

type Where = {
  path: string
  /** What the list is of, for the search. */
  within?: { collection?: string; category?: string; brand?: string }
  /** The API's list of the same in its own order; undefined: there is only the search. */
  list?: { path: string; query?: Record<string, string> } | undefined
}

/** Whether anything is chosen that narrows a list. */
export const isNarrowed = ({ category, brand, tag, option, min, max, available }: ListingQuery): boolean =>
  [category, brand, tag, option, min, max, available].some((value) => value !== undefined && value !== '')

/** Every choice as query parameters, but for the place in the list. */
export const choicesOf = ({ page: _p, cursor: _c, ...choices }: ListingQuery) => choices

/** What stands on one page of a list. */
export async function loadListing(
  visit: Visit,
  { path, within = {}, list }: Where,
  query: ListingQuery,
): Promise<Listing> {
  const { ctx, currency } = visit
  const minor = (amount: number | undefined) =>
    amount === undefined ? undefined : Math.round(amount * 10 ** exponentOf(currency))
  const isSearch =
    list === undefined || isNarrowed(query) || query.sort !== undefined || query.q !== undefined
  const { q, category, brand, tag, option, min, max, available, sort, page = 1 } = query
  const searched = ask<ProductSearchPage>(ctx, '/product-search', {
    query: {
      ...termsOf(visit),
      ...{ q: q === '' ? undefined : q, category, brand, tag, option, available, sort },
      price_from: minor(min),
      price_to: minor(max),
      ...within,
      page: isSearch ? page : 1,
      // Else only what could be chosen is asked for.
      limit: isSearch ? PER_PAGE : 1,
    },
  })
  const at = (place: { page?: number; cursor?: string }) =>
    href(visit, path, { ...choicesOf(query), ...place } as Record<string, string>)
  if (isSearch) {
    const { data, total, is_partial, pages, facets } = await searched
    return {
      products: data,
      total,
      isPartial: is_partial,
      facets,
      prev: page > 1 ? at(page > 2 ? { page: page - 1 } : {}) : undefined,
      next: page < pages ? at({ page: page + 1 }) : undefined,
    }
  }
  const { cursor } = query
  const [{ facets, total, is_partial }, { data, next_cursor }] = await Promise.all([
    searched,
    ask<{ data: StoreProduct[]; next_cursor: string | null }>(ctx, list.path, {
      query: { limit: PER_PAGE, cursor, ...termsOf(visit), ...list.query },
    }),
  ])
  return {
    products: data,
    total: is_partial ? undefined : total,
    isPartial: is_partial,
    facets,
    prev: cursor === undefined ? undefined : at({}),
    next: next_cursor === null ? undefined : at({ cursor: next_cursor }),
  }
}
