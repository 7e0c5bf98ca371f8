// A price list as its form has it, and what changes by saving it.
import type { Admin } from '../../../api/client.ts'
import { localTime } from '../../../i18n/local-time.ts'

export type PriceList = Admin['PriceList']
export type ListPrice = Admin['ListPrice']
type PriceInput = Admin['ListPricesInput']['prices'][number]
type Rules = ListPrice['rules']

/** Prices of one variant from a quantity on, in each currency. */
export type PriceRow = {
  key: string
  variant_id: string
  /** Beside those of the list; only programs give prices rules of their own. */
  rules: Rules
  from: number | string
  /** Null: as far as the next row, or without an end. */
  to: number | null
  amounts: Record<string, number | null>
}

export type PriceListValues = {
  name: string
  description: string
  type: PriceList['type']
  status: PriceList['status']
  starts_at: string
  ends_at: string
  priority: number | string
  markets: string[]
  groups: string[]
  /** About attributes that only programs know. */
  others: Rules
  rows: PriceRow[]
}

export const newPriceList = (): PriceListValues => ({
  name: '',
  description: '',
  type: 'sale',
  status: 'draft',
  starts_at: '',
  ends_at: '',
  priority: 0,
  markets: [],
  groups: [],
  others: {},
  rows: [],
})

export function valuesOf(list: PriceList, rows: PriceRow[]): PriceListValues {
  const { market = [], customer_group = [], ...others } = list.rules
  const { name, description, type, status, priority } = list
  return {
    ...{ name, description, type, status, priority, others, rows },
    starts_at: localTime(list.starts_at),
    ends_at: localTime(list.ends_at),
    markets: market,
    groups: customer_group,
  }
}

/** All but the prices, as the API takes it. */
export function inputOf({
  rows: _,
  markets,
  groups,
  others,
  ...values
}: PriceListValues): Admin['PriceListInput'] {
  return {
    ...values,
    priority: Number(values.priority),
    starts_at: timeOf(values.starts_at),
    ends_at: timeOf(values.ends_at),
    rules: {
      ...others,
      ...(markets.length > 0 && { market: markets }),
      ...(groups.length > 0 && { customer_group: groups }),
    },
  }
}

const timeOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())

/** How a list stands now. */
export function stateOf(
  { status, starts_at, ends_at }: Pick<PriceList, 'status' | 'starts_at' | 'ends_at'>,
  now: number,
): 'draft' | 'scheduled' | 'active' | 'ended' {
  if (status === 'draft') return 'draft'
  if (ends_at !== null && Date.parse(ends_at) <= now) return 'ended'
  return starts_at !== null && Date.parse(starts_at) > now ? 'scheduled' : 'active'
}

const buyersOf = (variantId: string, rules: Rules): string => `${variantId} ${JSON.stringify(rules)}`
const placeOf = ({ variant_id, rules, currency, min_quantity }: PriceInput): string =>
  `${buyersOf(variant_id, rules ?? {})} ${currency} ${min_quantity ?? 1}`

/** The end of a price that is not told: before the next of its kind begins. */
const endBefore = (from: number, others: readonly number[]): number | null => {
  const next = Math.min(...others.filter((other) => other > from))
  return Number.isFinite(next) ? next - 1 : null
}

/** Prices by variant and quantity: variants in the order of their first price, each by its quantities. */
export function rowsOf(prices: readonly ListPrice[]): PriceRow[] {
  const kinds = Map.groupBy(prices, (price) => `${buyersOf(price.variant_id, price.rules)} ${price.currency}`)
  const rows = new Map<string, PriceRow>()
  for (const price of prices) {
    const { variant_id, rules, currency, amount, min_quantity, max_quantity } = price
    const buyers = buyersOf(variant_id, rules)
    const begins = (kinds.get(`${buyers} ${currency}`) ?? []).map((other) => other.min_quantity)
    const to = max_quantity === endBefore(min_quantity, begins) ? null : max_quantity
    const key = `${buyers} ${min_quantity} ${to}`
    const row = rows.get(key) ?? { key, variant_id, rules, from: min_quantity, to, amounts: {} }
    rows.set(key, { ...row, amounts: { ...row.amounts, [currency]: amount } })
  }
  const byVariant = Map.groupBy(rows.values(), ({ variant_id }) => variant_id)
  return [...byVariant.values()].flatMap((own) => own.sort((a, b) => Number(a.from) - Number(b.from)))
}

export const newRow = (variant_id: string, from: number | string = 1): PriceRow => ({
  key: crypto.randomUUID(),
  ...{ variant_id, rules: {}, from, to: null, amounts: {} },
})

/** Another quantity of the row's variant, behind it. */
export const withStep = (rows: readonly PriceRow[], index: number): PriceRow[] => {
  const row = rows[index]
  if (row === undefined) return [...rows]
  const step = { ...newRow(row.variant_id, ''), rules: row.rules }
  return rows.toSpliced(index, 1, { ...row, to: null }, step)
}

/** A price to be written, and the field that it stands in. */
type Put = { price: PriceInput; path: string }

/** What must be written so that a list that has `stored` has what the rows say: those that are as they were are left out. */
export function changesOf(
  stored: readonly ListPrice[],
  rows: readonly PriceRow[],
): { put: Put[]; remove: string[] } {
  const wanted = rows.flatMap((row, index) =>
    Object.entries(row.amounts).flatMap(([currency, amount]): Put[] => {
      if (amount === null) return []
      const begins = rows.flatMap((other) =>
        buyersOf(other.variant_id, other.rules) === buyersOf(row.variant_id, row.rules) &&
        typeof other.amounts[currency] === 'number'
          ? [Number(other.from)]
          : [],
      )
      const { variant_id, rules } = row
      const min_quantity = Number(row.from)
      const max_quantity = row.to ?? endBefore(min_quantity, begins)
      const price = { variant_id, currency, amount, min_quantity, max_quantity, rules }
      return [{ price, path: `rows.${index}` }]
    }),
  )
  const before = new Map(stored.map((price) => [placeOf(price), price]))
  const places = new Set(wanted.map(({ price }) => placeOf(price)))
  return {
    put: wanted.filter(({ price }) => {
      const had = before.get(placeOf(price))
      return had?.amount !== price.amount || had.max_quantity !== price.max_quantity
    }),
    remove: stored.flatMap((price) => (places.has(placeOf(price)) ? [] : [price.id])),
  }
}

/** What a list has after a change of it. */
export function afterChange(
  stored: readonly ListPrice[],
  { remove, put }: { remove: readonly string[]; put: readonly ListPrice[] },
): ListPrice[] {
  const places = new Set(put.map(placeOf))
  return [...stored.filter((price) => !remove.includes(price.id) && !places.has(placeOf(price))), ...put]
}

/** The path of a fault of a written price, as the form has it. */
export function formPath(put: readonly Put[], path: string): string {
  const [, index, field] = /^prices\.(\d+)\.(\w+)/.exec(path) ?? []
  const one = put[Number(index)]
  if (one === undefined) return path
  const isOfQuantity = field === 'min_quantity' || field === 'max_quantity'
  return isOfQuantity ? `${one.path}.from` : `${one.path}.amounts.${one.price.currency}`
}

/** So much less than a price, in its minor units. */
export const lessPercent = (amount: number, percent: number): number =>
  Math.max(0, Math.round((amount * (100 - percent)) / 100))
