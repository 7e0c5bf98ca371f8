// What pages of several areas let one choose from: categories, collections and markets.
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from './client.ts'
import { useStore } from './session.ts'

type Page<Row> = { data: Row[]; next_cursor?: string | null }

/** Reads a list to its end, a hundred at a time; 5,000 at most, which is more than anybody chooses from. */
export async function allOf<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): Promise<Row[]> {
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

export const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label)

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

/** The markets; nothing for staff who may not see them. */
export function useMarkets() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'markets', 'all'],
    queryFn: () => dataOf(admin.GET('/admin/v1/markets', { params: { query: { limit: 100 } } })),
    enabled: can('store:read'),
  })
}
