// A collection as its form has it.
import type { UseFormReturnType } from '@mantine/form'
import type { Admin } from '../../../api/client.ts'
import { handleOf, marketsOf } from './page-values.ts'

type Collection = Admin['Collection']
type CollectionInput = Admin['CollectionInput']
type Condition = Admin['CollectionCondition']

export const FIELDS = [
  'tag',
  'title',
  'product_type',
  'vendor',
  'brand',
  'category',
  'price',
  'stock',
] as const
export type Field = (typeof FIELDS)[number]

export const OPERATORS = {
  tag: ['equals', 'not_equals'],
  title: ['contains', 'not_contains', 'equals', 'not_equals', 'starts_with', 'ends_with'],
  product_type: ['equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with'],
  vendor: ['equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with'],
  brand: ['equals', 'not_equals'],
  category: ['equals', 'not_equals'],
  price: ['less_than', 'greater_than', 'equals'],
  stock: ['greater_than', 'less_than', 'equals'],
} as const satisfies Record<Field, readonly string[]>

export type ConditionValues = {
  field: Field
  operator: (typeof OPERATORS)[Field][number]
  /** A text, or the id of a brand or category. */
  value: string
  /** Of stock, or a price in minor units. */
  number: number | null
  currency: string
}

export type CollectionValues = {
  title: string
  handle: string
  description: string
  image_url: string
  /** Whether products belong to it by rules, which stays as it is once it is made. */
  isByRule: boolean
  match: 'all' | 'any'
  conditions: ConditionValues[]
  sort: Collection['sort']
  sort_currency: string | null
  /** As fields for date and time have it, in the browser's time zone; empty: no bound. */
  starts_at: string
  ends_at: string
  markets: string[]
  seo_title: string
  seo_description: string
}

export type CollectionForm = UseFormReturnType<CollectionValues>

export const newCondition = (currency: string, field: Field = 'tag'): ConditionValues => ({
  field,
  operator: OPERATORS[field][0],
  value: '',
  number: null,
  currency,
})

export const newCollection = (currency: string): CollectionValues => ({
  title: '',
  handle: '',
  description: '',
  image_url: '',
  isByRule: false,
  match: 'all',
  conditions: [newCondition(currency)],
  sort: 'manual',
  sort_currency: null,
  starts_at: '',
  ends_at: '',
  markets: [],
  seo_title: '',
  seo_description: '',
})

/** @param currency that prices in new conditions are in */
export function valuesOf(collection: Collection, currency: string): CollectionValues {
  const { rule, starts_at, ends_at, markets, title, handle, description, image_url } = collection
  const { sort, sort_currency, seo_title, seo_description } = collection
  return {
    ...{ title, handle, description, image_url, sort, sort_currency, seo_title, seo_description },
    isByRule: rule !== null,
    match: rule?.match ?? 'all',
    conditions: rule?.conditions.map((condition) => conditionValues(condition, currency)) ?? [],
    starts_at: localOf(starts_at),
    ends_at: localOf(ends_at),
    markets: markets ?? [],
  }
}

function conditionValues(condition: Condition, currency: string): ConditionValues {
  const { field, operator } = condition
  const empty = { field, operator, value: '', number: null, currency }
  if (condition.field === 'brand') return { ...empty, value: condition.brand_id }
  if (condition.field === 'category') return { ...empty, value: condition.category_id }
  if (condition.field === 'stock') return { ...empty, number: condition.quantity }
  if (condition.field === 'price') return { ...empty, number: condition.amount, currency: condition.currency }
  return { ...empty, value: condition.value }
}

export function inputOf(values: CollectionValues): CollectionInput {
  const { isByRule, match, conditions, handle, starts_at, ends_at, markets, ...rest } = values
  return {
    ...rest,
    ...handleOf(handle),
    starts_at: momentOf(starts_at),
    ends_at: momentOf(ends_at),
    markets: marketsOf(markets),
    sort_currency: rest.sort === 'price_asc' || rest.sort === 'price_desc' ? rest.sort_currency : null,
    ...(isByRule ? { rule: { match, conditions: conditions.map(conditionOf) } } : {}),
  }
}

function conditionOf({ field, operator, value, number, currency }: ConditionValues): Condition {
  const amount = number ?? 0
  const by: Record<string, unknown> =
    field === 'brand'
      ? { brand_id: value }
      : field === 'category'
        ? { category_id: value }
        : field === 'stock'
          ? { quantity: amount }
          : field === 'price'
            ? { amount, currency }
            : { value: value.trim() }
  // Which operators a field has is held by OPERATORS.
  return { field, operator, ...by } as Condition
}

/** Where the form has what the API names otherwise. */
export const formPaths = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => n).flatMap((n) => [
      ...['value', 'brand_id', 'category_id'].map((name) => [
        `rule.conditions.${n}.${name}`,
        `conditions.${n}.value`,
      ]),
      ...['amount', 'quantity'].map((name) => [`rule.conditions.${n}.${name}`, `conditions.${n}.number`]),
    ]),
  )

const two = (number: number): string => String(number).padStart(2, '0')

function localOf(moment: string | null): string {
  if (moment === null) return ''
  const date = new Date(moment)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

const momentOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())
