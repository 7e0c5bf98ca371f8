// Filters of the list of orders, between the address and the API.
import type { Admin } from '../../../api/client.ts'
import type { Search } from '../../../api/search.ts'

export type OrderFilter = Admin['OrderFilter']
export type OrderSort = NonNullable<Admin['OrderViewInput']['sort']>

export const SORTS = [
  '-placed_at',
  'placed_at',
  '-total',
  'total',
  '-updated_at',
  'updated_at',
] as const satisfies readonly OrderSort[]

const TEXTS = [
  'status',
  'payment_status',
  'fulfillment_status',
  'market',
  'currency',
  'payment_method',
  'customer_id',
  'email',
  'product_id',
  'variant_id',
  'sku',
  'tag',
  'q',
] as const
const NUMBERS = ['number', 'total_from', 'total_to'] as const
/** All parts of the address that filter; `from` and `to` are days. */
export const FILTERS = [...TEXTS, ...NUMBERS, 'from', 'to'] as const

/** Midnight, where the person is, at which a day begins. */
function beginOf(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  const begin = new Date(year ?? Number.NaN, (month ?? Number.NaN) - 1, (date ?? Number.NaN) + later)
  return Number.isNaN(begin.getTime()) ? undefined : begin.toISOString()
}

/** The day of a time where the person is: 2026-05-31. @param earlier days before it */
function dayOf(time: string, earlier = 0): string {
  const at = new Date(time)
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() - earlier)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** What the API is asked for. */
export function filterOf(search: Search): OrderFilter {
  const filter: Record<string, string | number | undefined> = {}
  for (const name of TEXTS) filter[name] = search[name] || undefined
  for (const name of NUMBERS) if (/^\d+$/.test(search[name] ?? '')) filter[name] = Number(search[name])
  if (search.from) filter.placed_from = beginOf(search.from)
  if (search.to) filter.placed_to = beginOf(search.to, 1)
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as OrderFilter
}

/** The address that shows what a saved view filters. */
export function searchOf({ id, filter, sort }: Admin['OrderView']): Search {
  const { placed_from, placed_to, ...others } = filter as Record<string, unknown>
  const search: Record<string, string> = { view: id }
  for (const [name, value] of Object.entries(others)) search[name] = String(value)
  if (placed_from) search.from = dayOf(String(placed_from))
  if (placed_to) search.to = dayOf(String(placed_to), 1)
  if (sort !== '-placed_at') search.sort = sort
  return search
}

export const sortOf = (search: Search): OrderSort =>
  SORTS.find((sort) => sort === search.sort) ?? '-placed_at'

/** Whether two addresses show the same orders in the same order. */
export const isSameView = (one: Search, other: Search): boolean =>
  sortOf(one) === sortOf(other) && FILTERS.every((name) => (one[name] ?? '') === (other[name] ?? ''))
