// From the fields of the dialog to what the API is asked to do.
import type { Admin } from '../../../api/client.ts'

export const KINDS = [
  'prices',
  'addTags',
  'removeTags',
  'addCategory',
  'removeCategory',
  'addToCollection',
  'removeFromCollection',
  'brand',
] as const
export type BulkKind = (typeof KINDS)[number]

export type BulkValues = {
  /** Of prices: 10 raises them by a tenth. */
  percent: number | string
  /** Only prices in it; null: all. */
  currency: string | null
  tags: string[]
  /** The category, collection or brand. */
  chosen: string | null
}

export const KIND_FIELDS: Record<BulkKind, 'percent' | 'tags' | 'choice'> = {
  prices: 'percent',
  addTags: 'tags',
  removeTags: 'tags',
  addCategory: 'choice',
  removeCategory: 'choice',
  addToCollection: 'choice',
  removeFromCollection: 'choice',
  brand: 'choice',
}

export function operationOf(
  kind: BulkKind,
  { percent, currency, tags, chosen }: BulkValues,
): Admin['BulkOperation'] {
  const id = chosen ?? ''
  switch (kind) {
    case 'prices':
      return {
        op: 'change_prices_by_percent',
        basis_points: Math.round(Number(percent) * 100),
        ...(currency === null ? {} : { currency }),
      }
    case 'addTags':
      return { op: 'add_tags', tags }
    case 'removeTags':
      return { op: 'remove_tags', tags }
    case 'addCategory':
      return { op: 'add_categories', category_ids: [id] }
    case 'removeCategory':
      return { op: 'remove_categories', category_ids: [id] }
    case 'addToCollection':
      return { op: 'add_to_collection', collection_id: id }
    case 'removeFromCollection':
      return { op: 'remove_from_collection', collection_id: id }
    case 'brand':
      return { op: 'set', brand_id: chosen }
  }
}
