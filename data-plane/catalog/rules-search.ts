// What a search finds among products that may fit, in which order, and what it tells of them. Amounts in minor units.
import type { Facets, ProductSearch } from './schema-search.ts'

const MAX_TERM = 50
const MAX_WORDS = 10
const MAX_VALUES = 50

/** The words of a text, as products are found by them. */
const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter((word) => word !== '')
      .map((word) => word.slice(0, MAX_TERM)),
  ),
]

type Named = {
  title: string
  vendor: string
  product_type: string
  tags: readonly string[]
  skus: readonly (string | null)[]
}

/** What a product is found by: its words, and its SKUs as they are. */
export const termsOf = ({ title, vendor, product_type, tags, skus }: Named): string[] => [
  ...new Set([
    ...wordsOf([title, vendor, product_type, ...tags].join(' ')),
    ...skus.flatMap((sku) => (sku === null || sku === '' ? [] : sku.toLowerCase().slice(0, MAX_TERM))),
  ]),
]

/** The words of a search; a SKU among them stays whole. */
export const wordsAsked = (q: string): string[] =>
  [
    ...new Set(
      q
        .trim()
        .split(/\s+/)
        .flatMap((part) => (/\p{N}/u.test(part) && /[-_./]/.test(part) ? part.toLowerCase() : wordsOf(part))),
    ),
  ]
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)

type Money = { amount: number; currency: string }
type Variant = { options: Readonly<Record<string, string>>; available: boolean; price: Money | null }

/** A product as far as a search looks at it. */
export type Candidate = Named & {
  id: string
  category_ids: readonly string[]
  brand_id: string | null
  variants: readonly Variant[]
}

type Wanted = {
  words: readonly string[]
  categoryId: string | undefined
  brandIds: readonly string[] | undefined
  tags: readonly string[]
  options: ReadonlyMap<string, readonly string[]>
  from: number | undefined
  to: number | undefined
  isAvailable: boolean
}

export const listOf = (value: string | readonly string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat()

/** `Size:M` and `Size:L` as what is wanted of the option `Size`. */
export function optionsAsked(options: ProductSearch['option']): ReadonlyMap<string, readonly string[]> {
  const pairs = listOf(options).map((text) => {
    const at = text.indexOf(':')
    return [text.slice(0, Math.max(0, at)), text.slice(at + 1)] as const
  })
  const grouped = Map.groupBy(pairs, ([name]) => name)
  return new Map([...grouped].map(([name, values]) => [name, values.map(([, value]) => value)]))
}

type Check = (candidate: Candidate) => boolean

/** One check for each group of filters. */
function checksOf(wanted: Wanted): ReadonlyMap<string, Check> {
  const {
    words,
    categoryId,
    brandIds,
    tags,
    options,
    from = 0,
    to = Number.POSITIVE_INFINITY,
    isAvailable,
  } = wanted
  const checks = new Map<string, Check>()
  if (words.length > 0)
    checks.set('words', (candidate) => {
      const terms = termsOf(candidate)
      return words.every((word) => terms.some((term) => term.startsWith(word)))
    })
  if (categoryId !== undefined)
    checks.set('category', ({ category_ids }) => category_ids.includes(categoryId))
  if (brandIds !== undefined)
    checks.set('brand', ({ brand_id }) => brand_id !== null && brandIds.includes(brand_id))
  if (tags.length > 0) checks.set('tag', (candidate) => tags.some((tag) => candidate.tags.includes(tag)))
  for (const [name, values] of options)
    checks.set(`option ${name}`, ({ variants }) =>
      variants.some((variant) => values.includes(variant.options[name] ?? '')),
    )
  if (wanted.from !== undefined || wanted.to !== undefined)
    checks.set('price', ({ variants }) =>
      variants.some(({ price }) => price !== null && price.amount >= from && price.amount <= to),
    )
  if (isAvailable) checks.set('available', ({ variants }) => variants.some((variant) => variant.available))
  return checks
}

const lowest = ({ variants }: Candidate): number =>
  Math.min(...variants.flatMap(({ price }) => (price === null ? [] : price.amount)))

/** How well a product fits words: those of its title count, and whole ones more than beginnings. */
function relevance({ title }: Candidate, words: readonly string[]): number {
  const own = wordsOf(title)
  return words.reduce(
    (sum, word) => sum + (own.includes(word) ? 3 : own.some((term) => term.startsWith(word)) ? 2 : 0),
    own[0] !== undefined && words[0] !== undefined && own[0].startsWith(words[0]) ? 1 : 0,
  )
}

/** @param found in the order in which they were looked up */
function sorted(
  found: readonly Candidate[],
  sort: ProductSearch['sort'],
  words: readonly string[],
): Candidate[] {
  const byPrice = (a: Candidate, b: Candidate) => {
    const [first, second] = [lowest(a), lowest(b)]
    return first === second ? 0 : first - second
  }
  switch (sort) {
    case 'newest':
      return [...found].sort((a, b) => (a.id < b.id ? 1 : -1))
    case 'price_asc':
      return [...found].sort(byPrice)
    case 'price_desc':
      // What has no price here stays last.
      return [...found].sort((a, b) =>
        Number.isFinite(lowest(a)) && Number.isFinite(lowest(b)) ? byPrice(b, a) : byPrice(a, b),
      )
    case 'title':
      return [...found].sort((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1))
    default:
      return words.length === 0
        ? [...found]
        : [...found].sort((a, b) => relevance(b, words) - relevance(a, words))
  }
}

const counted = (values: Iterable<string>): { value: string; count: number }[] => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)
}

/** What is found, and how many of each kind there would be with one choice more. Groups by their ids. */
export function search(
  candidates: readonly Candidate[],
  wanted: Wanted,
  sort: ProductSearch['sort'],
): {
  found: Candidate[]
  facets: Omit<Facets, 'categories' | 'brands'> &
    Record<'categories' | 'brands', { value: string; count: number }[]>
} {
  const checks = checksOf(wanted)
  // A choice in a group widens that group, so its own filter does not count there.
  const without = (group: string) =>
    candidates.filter((candidate) => [...checks].every(([name, check]) => name === group || check(candidate)))
  const found = without('')
  const names = [
    ...new Set(found.flatMap(({ variants }) => variants.flatMap(({ options }) => Object.keys(options)))),
  ]
  const prices = without('price').flatMap(({ variants }) =>
    variants.flatMap(({ price }) => price?.amount ?? []),
  )
  return {
    found: sorted(found, sort, wanted.words),
    facets: {
      categories: counted(without('category').flatMap(({ category_ids }) => category_ids)),
      brands: counted(without('brand').flatMap(({ brand_id }) => brand_id ?? [])),
      tags: counted(without('tag').flatMap(({ tags }) => [...new Set(tags)])),
      options: names.map((name) => ({
        name,
        values: counted(
          without(`option ${name}`).flatMap(({ variants }) => [
            ...new Set(variants.flatMap(({ options }) => options[name] ?? [])),
          ]),
        ),
      })),
      available: without('available').filter(({ variants }) => variants.some(({ available }) => available))
        .length,
      price: prices.length === 0 ? null : { from: Math.min(...prices), to: Math.max(...prices) },
    },
  }
}
