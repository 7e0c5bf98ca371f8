// Which products belong to a collection, and in which order.
import type { Condition, Rule, Sort } from './schema.ts'

/** What conditions and orders look at. */
export type Facts = {
  id: string
  title: string
  product_type: string
  vendor: string
  brand_id: string | null
  tags: readonly string[]
  /** With all above them. */
  category_ids: readonly string[]
  prices: readonly { amount: number; currency: string }[]
  /** In units; null when it has no bounds. */
  stock: number | null
}

export const matchesRule = ({ match, conditions }: Rule, product: Facts): boolean =>
  match === 'all'
    ? conditions.every((condition) => meets(condition, product))
    : conditions.some((condition) => meets(condition, product))

function meets(condition: Condition, product: Facts): boolean {
  switch (condition.field) {
    case 'title':
    case 'product_type':
    case 'vendor':
      return compareText(condition.operator, product[condition.field], condition.value)
    case 'tag': {
      const wanted = condition.value.toLowerCase()
      return isOrNot(
        condition.operator,
        product.tags.some((tag) => tag.toLowerCase() === wanted),
      )
    }
    case 'brand':
      return isOrNot(condition.operator, product.brand_id === condition.brand_id)
    case 'category':
      return isOrNot(condition.operator, product.category_ids.includes(condition.category_id))
    case 'price':
      return product.prices.some(
        (price) =>
          price.currency === condition.currency &&
          compare(condition.operator, price.amount, condition.amount),
      )
    case 'stock':
      return compare(condition.operator, product.stock ?? Number.POSITIVE_INFINITY, condition.quantity)
    default:
      return false
  }
}

const isOrNot = (operator: 'equals' | 'not_equals', is: boolean): boolean => (operator === 'equals') === is

function compare(operator: 'equals' | 'greater_than' | 'less_than', value: number, bound: number): boolean {
  if (operator === 'equals') return value === bound
  return operator === 'greater_than' ? value > bound : value < bound
}

type TextOperator = Extract<Condition, { field: 'title' | 'product_type' | 'vendor' }>['operator']

function compareText(operator: TextOperator, text: string, part: string): boolean {
  const [value, wanted] = [text.toLowerCase(), part.toLowerCase()]
  switch (operator) {
    case 'equals':
      return value === wanted
    case 'not_equals':
      return value !== wanted
    case 'contains':
      return value.includes(wanted)
    case 'not_contains':
      return !value.includes(wanted)
    case 'starts_with':
      return value.startsWith(wanted)
    case 'ends_with':
      return value.endsWith(wanted)
    default:
      return false
  }
}

/** Whether stock decides, which changes without an edit of the product. */
export const asksForStock = (rule: Rule): boolean =>
  rule.conditions.some((condition) => condition.field === 'stock')

const TITLE_CHARACTERS = 64
const DEAREST = 10 ** 11

/** What a collection is sorted by, as text in the order of its code points; equal ones follow by product id. */
export function sortKey(
  { sort, sort_currency }: { sort: Sort; sort_currency: string | null },
  product: Facts,
  position: number,
): string {
  const prices = product.prices.filter((price) => price.currency === sort_currency)
  const lowest = prices.length === 0 ? undefined : Math.min(...prices.map((price) => price.amount))
  switch (sort) {
    case 'manual':
      return placeKey(position)
    case 'title':
      return [...product.title.toLowerCase()].slice(0, TITLE_CHARACTERS).join('')
    // What has no price comes last.
    case 'price_asc':
      return padded(lowest ?? DEAREST)
    case 'price_desc':
      return padded(lowest === undefined ? DEAREST : DEAREST - 1 - lowest)
    // A UUIDv7 begins with the milliseconds in which it was made.
    case 'newest':
      return padded(2 ** 48 - 1 - Number.parseInt(product.id.replace('-', '').slice(0, 12), 16))
    default:
      return ''
  }
}

/** The key of a place in the order by hand. */
export const placeKey = (position: number): string => padded(position)

const padded = (value: number): string => String(value).padStart(16, '0')

/**
 * The products of a collection after some were put behind one of them, at the front (null) or at the end (undefined).
 * Those that it had already move. Undefined when it does not have the one behind which they are to stand.
 */
export function putBehind(
  order: readonly string[],
  products: readonly string[],
  after: string | null | undefined,
): string[] | undefined {
  const moving = new Set(products)
  const rest = order.filter((id) => !moving.has(id))
  if (after === undefined) return [...rest, ...products]
  const at = after === null ? 0 : rest.indexOf(after) + 1
  if (after !== null && at === 0) return undefined
  return [...rest.slice(0, at), ...products, ...rest.slice(at)]
}

type Period = { starts_at: string | null; ends_at: string | null }

/** Whether shoppers see a collection now; its times in RFC 3339, UTC. */
export const isActive = ({ starts_at, ends_at }: Period, now: Date): boolean =>
  (starts_at === null || Date.parse(starts_at) <= now.getTime()) &&
  (ends_at === null || now.getTime() < Date.parse(ends_at))

type Definition = { id: string; rule: Rule | null; sort: Sort; sort_currency: string | null }
type Membership = { collection_id: string; product_id: string; position: number; sort_key: string }

/**
 * What changes in who belongs to these collections, and where.
 * @param current memberships of the products, those in other collections being left alone
 */
export function planMemberships(
  definitions: readonly Definition[],
  products: readonly Facts[],
  current: readonly Membership[],
): { put: Membership[]; remove: Membership[] } {
  const keyOf = (collectionId: string, productId: string) => `${collectionId} ${productId}`
  const known = new Map(current.map((member) => [keyOf(member.collection_id, member.product_id), member]))
  const plan = { put: [] as Membership[], remove: [] as Membership[] }
  for (const definition of definitions) {
    for (const product of products) {
      const before = known.get(keyOf(definition.id, product.id))
      const belongs = definition.rule === null ? before !== undefined : matchesRule(definition.rule, product)
      if (!belongs) {
        if (before !== undefined) plan.remove.push(before)
        continue
      }
      const position = before?.position ?? 0
      const sort_key = sortKey(definition, product, position)
      if (before?.sort_key !== sort_key)
        plan.put.push({ collection_id: definition.id, product_id: product.id, position, sort_key })
    }
  }
  return plan
}
