// A promotion as the form has it, and as the API does.
import type { Admin } from '../../api/client.ts'

type Promotion = Admin['Promotion']
type Input = Admin['PromotionInput']
type Effect = Promotion['effect']
type Condition = Promotion['conditions'][number]

export const KINDS = ['order', 'lines', 'shipping', 'buy_get'] as const
export type Values = {
  name: string
  trigger: 'automatic' | 'code'
  codes: string[]
  kind: (typeof KINDS)[number]
  by: 'percentage' | 'fixed'
  percent: number | string
  /** Minor units of `currency`. */
  amount: number | null
  currency: string
  product_ids: string[]
  collection_ids: string[]
  buy_quantity: number | string
  get_quantity: number | string
  min_subtotal: number | null
  min_quantity: number | string
  markets: string[]
  first_order: boolean
  starts_at: string
  ends_at: string
  usage_limit: number | string
  customer_limit: number | string
  exclusive: boolean
}

export const emptyValues = (currency: string): Values => ({
  name: '',
  trigger: 'code',
  codes: [],
  kind: 'order',
  by: 'percentage',
  percent: 10,
  amount: null,
  currency,
  product_ids: [],
  collection_ids: [],
  buy_quantity: 2,
  get_quantity: 1,
  min_subtotal: null,
  min_quantity: '',
  markets: [],
  first_order: false,
  starts_at: '',
  ends_at: '',
  usage_limit: '',
  customer_limit: '',
  exclusive: false,
})

const number = (value: number | string): number | null => (value === '' ? null : Number(value))

/** What the API takes. Dates of the form are moments in the browser's time zone. */
export function toInput(values: Values): Omit<Input, 'trigger' | 'codes'> {
  const usesMoney =
    values.min_subtotal !== null ||
    (values.by === 'fixed' && !(values.kind === 'shipping' && values.amount === 0))
  return {
    name: values.name,
    effect: effectOf(values),
    conditions: conditionsOf(values),
    currency: usesMoney ? values.currency : null,
    starts_at: values.starts_at === '' ? null : new Date(values.starts_at).toISOString(),
    ends_at: values.ends_at === '' ? null : new Date(values.ends_at).toISOString(),
    usage_limit: number(values.usage_limit),
    customer_limit: number(values.customer_limit),
    stacking: values.exclusive ? 'exclusive' : 'combine',
  }
}

const filterOf = ({ product_ids, collection_ids }: Values) => ({
  ...(product_ids.length > 0 && { product_ids }),
  ...(collection_ids.length > 0 && { collection_ids }),
})

function effectOf(values: Values): Effect {
  const value =
    values.by === 'percentage'
      ? { kind: 'percentage' as const, ppm: Math.round(Number(values.percent) * 10_000) }
      : { kind: 'fixed' as const, amount: values.amount ?? 0 }
  const filter = filterOf(values)
  if (values.kind === 'order' || values.kind === 'shipping') return { kind: values.kind, value }
  if (values.kind === 'lines')
    return { kind: 'lines', filter, value, allocation: 'each', max_quantity: null, only: 'all' }
  return {
    kind: 'buy_get',
    buy: filter,
    buy_quantity: Number(values.buy_quantity),
    get: filter,
    get_quantity: Number(values.get_quantity),
    within: 'all',
    value,
    max_sets: null,
  }
}

function conditionsOf(values: Values): Condition[] {
  const quantity = number(values.min_quantity)
  return [
    ...(values.min_subtotal === null
      ? []
      : [{ kind: 'min_subtotal' as const, amount: values.min_subtotal, filter: {} }]),
    ...(quantity === null ? [] : [{ kind: 'min_quantity' as const, quantity, filter: {} }]),
    ...(values.markets.length === 0 ? [] : [{ kind: 'market' as const, codes: values.markets }]),
    ...(values.first_order ? [{ kind: 'first_order' as const }] : []),
  ]
}

/**
 * What the form shows of a promotion. `isPlain`: whether that is all of it; terms that only the API can write stay as they are.
 * @param localTime writes a moment as the form's date fields have it
 */
export function fromPromotion(
  promotion: Promotion,
  { currency, localTime }: { currency: string; localTime: (time: string | null) => string },
): { values: Values; isPlain: boolean } {
  const { effect, conditions } = promotion
  const values: Values = {
    ...emptyValues(promotion.currency ?? currency),
    name: promotion.name,
    trigger: promotion.trigger,
    ...shownOf(effect),
    min_subtotal: conditions.find((condition) => condition.kind === 'min_subtotal')?.amount ?? null,
    min_quantity: conditions.find((condition) => condition.kind === 'min_quantity')?.quantity ?? '',
    markets: conditions.find((condition) => condition.kind === 'market')?.codes ?? [],
    first_order: conditions.some((condition) => condition.kind === 'first_order'),
    starts_at: localTime(promotion.starts_at),
    ends_at: localTime(promotion.ends_at),
    usage_limit: promotion.usage_limit ?? '',
    customer_limit: promotion.customer_limit ?? '',
    exclusive: promotion.stacking === 'exclusive',
  }
  const again = toInput(values)
  return { values, isPlain: same(again.effect, effect) && same(again.conditions, conditions) }
}

function shownOf(effect: Effect): Partial<Values> {
  const { kind, value } = effect
  const shown: Partial<Values> =
    value.kind === 'percentage'
      ? { by: 'percentage', percent: value.ppm / 10_000 }
      : value.kind === 'fixed'
        ? { by: 'fixed', amount: value.amount }
        : {}
  if (kind === 'order' || kind === 'shipping') return { ...shown, kind }
  if (kind === 'total') return shown
  const { product_ids = [], collection_ids = [] } = kind === 'lines' ? effect.filter : effect.buy
  if (kind === 'lines') return { ...shown, kind, product_ids, collection_ids }
  const { buy_quantity, get_quantity } = effect
  return { ...shown, kind, product_ids, collection_ids, buy_quantity, get_quantity }
}

/** Alike but for the order of fields. */
function same(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .filter(([, inner]) => inner !== undefined && !(Array.isArray(inner) && inner.length === 0))
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)])
        : value
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}
