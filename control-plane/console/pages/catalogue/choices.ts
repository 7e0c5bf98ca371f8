// What products can be given: categories, collections, brands, currencies, tax classes; and where the shop is.
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'

type Page<Row> = { data: Row[]; next_cursor?: string | null }

/** Reads a list to its end, a hundred at a time; 5,000 at most, which is more than anybody chooses from. */
async function allOf<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  for (let page = 0; page < 50; page++) {
    const { data, next_cursor } = await read(cursor)
    rows.push(...data)
    if (next_cursor === null || next_cursor === undefined) break
    cursor = next_cursor
  }
  return rows
}

export type Choice = { readonly value: string; readonly label: string }

const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label)

/** All categories, in no order. */
export function useCategories() {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'categories', 'all'],
    queryFn: () =>
      allOf<Admin['Category']>((cursor) =>
        dataOf(admin.GET('/admin/v1/categories', { params: { query: { limit: 100, cursor } } })),
      ),
  })
}

/** Categories by their path: "Clothing › Shirts". */
export function useCategoryChoices(): Choice[] {
  const all = useCategories().data ?? []
  const names = new Map(all.map(({ id, name }) => [id, name]))
  return all
    .map(({ id, name, path }) => ({
      value: id,
      label: [...path.filter((above) => above !== id).map((above) => names.get(above) ?? ''), name].join(
        ' › ',
      ),
    }))
    .toSorted(byLabel)
}

/** All collections, the newest first. */
export function useCollections() {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'collections', 'all'],
    queryFn: () =>
      allOf<Admin['Collection']>((cursor) =>
        dataOf(admin.GET('/admin/v1/collections', { params: { query: { limit: 100, cursor } } })),
      ),
  })
}

/** @param isManual only those that products are put into by hand */
export function useCollectionChoices(isManual = false): Choice[] {
  return (useCollections().data ?? [])
    .filter(({ rule }) => !isManual || rule === null)
    .map(({ id, title }) => ({ value: id, label: title }))
    .toSorted(byLabel)
}

export function useBrandChoices(): Choice[] {
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'brands', 'all'],
    queryFn: () =>
      allOf<Admin['Brand']>((cursor) =>
        dataOf(admin.GET('/admin/v1/brands', { params: { query: { limit: 100, cursor } } })),
      ),
  })
  return (data ?? []).map(({ id, name }) => ({ value: id, label: name })).toSorted(byLabel)
}

/** The store's settings; nothing for staff who may not see them. */
export function useSettings() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'store'],
    queryFn: () => dataOf(admin.GET('/admin/v1/store')),
    enabled: can('store:read'),
  })
}

/** The markets; nothing for staff who may not see them. */
export function useMarkets() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'markets', 'all'],
    queryFn: () => dataOf(admin.GET('/admin/v1/markets', { params: { query: { limit: 100 } } })),
    enabled: can('store:read'),
  })
}

/** The currencies that the store's markets sell in, that of the default market first. */
export function useCurrencies() {
  const { data, isLoading } = useMarkets()
  const markets = (data?.data ?? []).toSorted((a, b) => Number(b.is_default) - Number(a.is_default))
  return {
    currencies: [...new Set(markets.flatMap(({ currency, currencies }) => [currency, ...currencies]))],
    isLoading,
  }
}

/** Makes addresses of the hosted shop: `shopUrl('/products/tea')`; undefined while it is not known where the shop is. */
export function useShopUrl(): (path: string) => string | undefined {
  const { data } = useSettings()
  const address = data?.storefront_url ?? data?.own_url
  return (path) => (address === undefined || address === null ? undefined : new URL(path, address).href)
}
