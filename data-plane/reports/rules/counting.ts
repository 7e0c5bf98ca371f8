// What an order, or a cart that came to a checkout, adds to the sums, and what changes there when it is another one now.
import { keysOf, type Unit } from './calendar.ts'

export const FIGURES = [
  'orders',
  'units',
  'gross',
  'discounts',
  'shipping',
  'tax',
  'total',
  'net',
  'refunds',
  'refunded_units',
  'refunded_tax',
  'refunded_net',
  'first_orders',
  'checkouts_begun',
  'checkouts_completed',
] as const
/** Counts, and amounts in minor units of one currency. */
export type Sums = Record<(typeof FIGURES)[number], number>

/** What happened at one time, in one currency and market. Figures that are zero are absent. */
export type Fact = {
  at: string
  currency: string
  market: string
  figures: Partial<Sums>
  /** Of each product: id, units, revenue. */
  products: [string, number, number][]
}
export type Counted = { time_zone: string; facts: Fact[] }

export type OrderFacts = {
  id: string
  status: 'open' | 'cancelled'
  placed_at: string
  currency: string
  market: string
  gross: number
  discounts: number
  shipping: number
  tax: number
  total: number
  is_first: boolean
  /** Product, quantity, and its amount after discounts without tax. */
  lines: [string, number, number][]
  refunds: { at: string; amount: number; tax: number; lines: [string, number, number][] }[]
}

/** An order counts when it was placed, as it is now; a refund when it was made; nothing of an order that was cancelled. */
export function factsOfOrder(order: OrderFacts): Fact[] {
  if (order.status === 'cancelled') return []
  const { currency, market, gross, discounts, shipping, tax, total } = order
  const of = { currency, market }
  const placed: Fact = {
    ...of,
    at: order.placed_at,
    figures: {
      ...{ orders: 1, units: sumOf(order.lines, 1), gross, discounts, shipping, tax, total },
      ...{ net: sumOf(order.lines, 2), first_orders: order.is_first ? 1 : 0 },
    },
    products: order.lines,
  }
  const refunded = order.refunds.map(
    ({ at, amount, tax, lines }): Fact => ({
      ...of,
      at,
      figures: {
        ...{ refunds: amount, refunded_units: sumOf(lines, 1) },
        ...{ refunded_tax: tax, refunded_net: sumOf(lines, 2) },
      },
      products: lines.map(([id, units, revenue]) => [id, -units, -revenue]),
    }),
  )
  return [placed, ...refunded]
}

export type CartFacts = {
  id: string
  begun_at: string
  currency: string
  market: string
  is_completed: boolean
}

/** A cart counts once, when its first checkout began, however many were made of it. */
export const factsOfCart = ({ begun_at, currency, market, is_completed }: CartFacts): Fact[] => [
  {
    ...{ at: begun_at, currency, market },
    figures: { checkouts_begun: 1, checkouts_completed: is_completed ? 1 : 0 },
    products: [],
  },
]

const sumOf = (lines: readonly [string, number, number][], column: 1 | 2): number =>
  lines.reduce((sum, line) => sum + line[column], 0)

type SumChange = { unit: Unit; start: string; currency: string; market_code: string } & Sums
type ProductChange = {
  unit: Unit
  start: string
  currency: string
  product_id: string
  units: number
  revenue: number
}
export type Change = { sums: SumChange[]; products: ProductChange[] }

const UNITS: readonly Unit[] = ['hour', 'day', 'month']

/** What is to be added to which sums so that they hold `after` in place of `before`, without what stays as it is. */
export function changeFrom(pairs: readonly { before: Counted; after: Counted }[]): Change {
  const sums = new Map<string, SumChange>()
  const products = new Map<string, ProductChange>()
  for (const { before, after } of pairs) {
    addTo(sums, products, before, -1)
    addTo(sums, products, after, 1)
  }
  return {
    sums: [...sums.values()].filter((change) => FIGURES.some((figure) => change[figure] !== 0)),
    products: [...products.values()].filter(({ units, revenue }) => units !== 0 || revenue !== 0),
  }
}

function addTo(
  sums: Map<string, SumChange>,
  products: Map<string, ProductChange>,
  { time_zone, facts }: Counted,
  sign: 1 | -1,
): void {
  for (const { at, currency, market, figures, products: lines } of facts) {
    const keys = keysOf(new Date(at), time_zone)
    for (const unit of UNITS) {
      const start = keys[unit]
      const key = `${unit} ${start} ${currency} ${market}`
      const change = sums.get(key) ?? { unit, start, currency, market_code: market, ...noSums() }
      for (const figure of FIGURES) change[figure] += sign * (figures[figure] ?? 0)
      sums.set(key, change)
      if (unit === 'hour') continue
      for (const [product_id, units, revenue] of lines) {
        const key = `${unit} ${start} ${currency} ${product_id}`
        const sold = products.get(key) ?? { unit, start, currency, product_id, units: 0, revenue: 0 }
        sold.units += sign * units
        sold.revenue += sign * revenue
        products.set(key, sold)
      }
    }
  }
}

export const noSums = (): Sums => Object.fromEntries(FIGURES.map((figure) => [figure, 0])) as Sums
