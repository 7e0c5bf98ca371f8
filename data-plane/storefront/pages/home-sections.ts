// What the sections of the home page show, from the store API.
import type { StoreProduct } from '../../catalog/index.ts'
import type { StoreCollection } from '../../collections/index.ts'
import { ask, find } from '../ask.ts'
import type { Section } from '../theme.ts'
import { termsOf, type Visit } from '../visit.ts'

export type Loaded = {
  section: Section
  products: readonly StoreProduct[]
  collections: readonly StoreCollection[]
}

const MAX_COLLECTIONS = 12
const MAX_PRODUCTS = 8

type List<T> = { data: T[] }

/** The theme's sections with what they show; those with nothing to show are left out. */
export async function loadSections(visit: Visit): Promise<Loaded[]> {
  const loaded = await Promise.all(visit.theme.home.map((section) => load(visit, section)))
  return loaded.flat()
}

async function load(visit: Visit, section: Section): Promise<Loaded[]> {
  const none = { section, products: [], collections: [] }
  switch (section.kind) {
    case 'featured_collection': {
      const products = await productsOf(visit, section)
      return products.length === 0 ? [] : [{ ...none, products }]
    }
    case 'featured_products': {
      const products = await someProducts(visit, section.product_ids)
      return products.length === 0 ? [] : [{ ...none, products }]
    }
    case 'collection_list': {
      const collections = await someCollections(visit, section.collection_ids)
      return collections.length === 0 ? [] : [{ ...none, collections }]
    }
    default:
      return [none]
  }
}

async function productsOf(
  visit: Visit,
  { collection_id, limit }: { collection_id: string | null; limit: number },
): Promise<StoreProduct[]> {
  const query = { limit, ...termsOf(visit) }
  const path = collection_id === null ? '/products' : `/collections/${collection_id}/products`
  return (await find<List<StoreProduct>>(visit.ctx, path, { query }))?.data ?? []
}

async function someProducts(visit: Visit, ids: readonly string[]): Promise<StoreProduct[]> {
  if (ids.length === 0) return productsOf(visit, { collection_id: null, limit: MAX_PRODUCTS })
  const found = await Promise.all(
    ids.map((id) => find<StoreProduct>(visit.ctx, `/products/${id}`, { query: termsOf(visit) })),
  )
  return found.flatMap((product) => product ?? [])
}

async function someCollections(visit: Visit, ids: readonly string[]): Promise<StoreCollection[]> {
  if (ids.length === 0) {
    const query = { limit: MAX_COLLECTIONS, market: visit.market.code }
    return (await ask<List<StoreCollection>>(visit.ctx, '/collections', { query })).data
  }
  const found = await Promise.all(ids.map((id) => find<StoreCollection>(visit.ctx, `/collections/${id}`)))
  return found.flatMap((collection) => collection ?? [])
}
