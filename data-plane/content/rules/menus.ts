// What menus lead to, and which of it a reader sees.
import type { MenuItem, MenuTarget } from '../schema.ts'
import { textIn } from './languages.ts'

/** Something of the store's that a menu can lead to. */
export type Place = {
  kind: 'collection' | 'category' | 'product' | 'page'
  id: string
  title: string
  handle: string
  /** Null: all. */
  markets: readonly string[] | null
  /** RFC 3339, UTC; of collections. */
  starts_at: string | null
  ends_at: string | null
}

export type MenuLink = { label: string; href: string; children: { label: string; href: string }[] }

const PATHS = { collection: '/collections', category: '/categories', product: '/products', page: '/pages' }

const pathOf = ({ kind, handle }: Pick<Place, 'kind' | 'handle'>): string =>
  `${PATHS[kind]}/${encodeURIComponent(handle)}`

/** The id that a link names; undefined for an address. */
export function idOf(target: MenuTarget): string | undefined {
  switch (target.kind) {
    case 'collection':
      return target.collection_id
    case 'category':
      return target.category_id
    case 'product':
      return target.product_id
    case 'page':
      return target.page_id
    default:
      return undefined
  }
}

/** Everything of the store's that a menu names, with where. */
export const namedInMenu = (
  items: readonly MenuItem[],
): { path: string; kind: Place['kind']; id: string }[] =>
  items.flatMap((item, i) => [
    ...named(item.target, `${i}.target`),
    ...item.children.flatMap((child, k) => named(child.target, `${i}.children.${k}.target`)),
  ])

function named(target: MenuTarget, path: string): { path: string; kind: Place['kind']; id: string }[] {
  const id = idOf(target)
  return id === undefined || target.kind === 'url'
    ? []
    : [{ path: `${path}.${target.kind}_id`, kind: target.kind, id }]
}

export type Reader = { languages: readonly string[]; market: string | undefined; now: Date }

/** Whether a reader of this market may see it now. */
const isShown = ({ markets, starts_at, ends_at }: Place, { market, now }: Reader): boolean =>
  (market === undefined || markets === null || markets.includes(market)) &&
  (starts_at === null || Date.parse(starts_at) <= now.getTime()) &&
  (ends_at === null || now.getTime() < Date.parse(ends_at))

/** A menu as a reader sees it: links without a label have the name of what they lead to, and those that lead nowhere are left out. */
export function menuFor(
  items: readonly MenuItem[],
  places: ReadonlyMap<string, Place>,
  reader: Reader,
): MenuLink[] {
  const linkTo = ({ label, target }: Pick<MenuItem, 'label' | 'target'>) => {
    const own = textIn(label, reader.languages)
    if (target.kind === 'url') return own === '' ? undefined : { label: own, href: target.url }
    const place = places.get(idOf(target) ?? '')
    if (place === undefined || !isShown(place, reader)) return undefined
    return { label: own === '' ? place.title : own, href: pathOf(place) }
  }
  return items.flatMap((item) => {
    const link = linkTo(item)
    const children = item.children.flatMap((child) => linkTo(child) ?? [])
    return link === undefined ? [] : [{ ...link, children }]
  })
}

const MOST = 8
const MOST_CHILDREN = 12

export type CategoryPlace = Place & { parent_id: string | null }

/** The header of a store that made none: its top categories with those below them, then its collections. */
export function defaultHeader(
  categories: readonly CategoryPlace[],
  collections: readonly Place[],
  reader: Reader,
): MenuLink[] {
  const shown = categories.filter((category) => isShown(category, reader))
  const link = (place: Place) => ({ label: place.title, href: pathOf(place) })
  const tops = shown.filter(({ parent_id }) => parent_id === null)
  const below = (id: string) => shown.filter(({ parent_id }) => parent_id === id).slice(0, MOST_CHILDREN)
  return [
    ...tops.map((top) => ({ ...link(top), children: below(top.id).map(link) })),
    ...collections.filter((one) => isShown(one, reader)).map((one) => ({ ...link(one), children: [] })),
  ].slice(0, MOST)
}

/** The footer of a store that made none: its first pages. */
export const defaultFooter = (pages: readonly Place[]): MenuLink[] =>
  pages.slice(0, MOST_CHILDREN).map((page) => ({ label: page.title, href: pathOf(page), children: [] }))
