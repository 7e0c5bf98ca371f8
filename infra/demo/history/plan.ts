// What happened at a demo store in the half year before it was opened: drawn from a seed, and always the same for a moment.
import { pick, poisson, randomOf, seedOf } from '../random.ts'
import { type DemoProduct, type DemoStore, type DemoVariant, variantsOf } from '../store-data.ts'
import { type Praise, praiseFor } from './praise.ts'
import { rhythmOf } from './rhythm.ts'
import { shopperOf } from './shoppers.ts'

/** Line items, by SKU. */
type Basket = readonly { sku: string; quantity: number }[]
type Visit = { shopper: number; basket: Basket; market: string }

export type Step = { at: Date } & (
  | { kind: 'join'; shopper: number }
  | ({ kind: 'leave'; far: boolean } & Visit)
  | ({ kind: 'order'; order: number; code: string | undefined; method: string; express: boolean } & Visit)
  | { kind: 'pay'; order: number }
  | { kind: 'ship'; order: number }
  | { kind: 'deliver'; order: number }
  | { kind: 'receive'; order: number }
  | { kind: 'cancel'; order: number; reason: string }
  | { kind: 'refund'; order: number; sku: string; reason: string }
  | { kind: 'return'; order: number; sku: string; reason: string }
  | { kind: 'review'; order: number; shopper: number; sku: string; praise: Praise }
  | { kind: 'restock'; basket: Basket }
)
type Placed = Extract<Step, { kind: 'order' }>

/** How far the history goes back. */
export const HISTORY_DAYS = 182

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** So that somebody always orders just before the store is looked at. */
const LAST_ORDERS = [18 * MINUTE, 96 * MINUTE, 233 * MINUTE, 410 * MINUTE]
const NEW_SHOPPER = 0.44
/** Which share of the shoppers has an account from the first order on. */
const HAS_ACCOUNT = 0.6

/**
 * All that happened, the earliest first. @param opened the moment up to which it goes @param days over how many days
 * @param code what some shoppers enter with their first order
 */
export function planHistory(
  store: DemoStore,
  { opened, days, code }: { opened: Date; days: number; code: string },
): Step[] {
  const random = randomOf(seedOf(store.slug))
  const moments = rhythmOf(store.market, random, { opened, days })
  for (const ago of LAST_ORDERS) moments.push({ at: opened.getTime() - ago, isOrder: true })
  moments.sort((one, other) => one.at - other.at)

  const shelf = openShelf(store, random)
  const steps: Step[] = []
  const shoppers: { orders: number }[] = []
  let orders = 0
  for (const { at, isOrder } of moments) {
    const delivered = shelf.receive(at)
    if (delivered.length > 0) steps.push({ at: new Date(at - MINUTE), kind: 'restock', basket: delivered })
    const isNew = shoppers.length === 0 || random() < NEW_SHOPPER
    if (isNew) shoppers.push({ orders: 0 })
    const shopper = isNew ? shoppers.length : 1 + Math.floor(random() ** 1.6 * shoppers.length)
    const visit = { shopper, market: shopperOf(shopper, store.market).market }
    const basket = shelf.fill(at, isOrder)
    if (basket.length === 0) continue
    if (isNew && random() < HAS_ACCOUNT) steps.push({ at: new Date(at - 2 * MINUTE), kind: 'join', shopper })
    if (!isOrder) {
      steps.push({ at: new Date(at), kind: 'leave', far: random() < 0.8, ...visit, basket })
      continue
    }
    const known = shoppers[shopper - 1] ?? { orders: 0 }
    const entersCode = known.orders === 0 && random() < 0.28
    known.orders += 1
    orders += 1
    const isCash = visit.market === 'in' && random() < 0.3
    const order: Placed = {
      ...{ at: new Date(at), kind: 'order', order: orders, ...visit, basket },
      ...{ code: entersCode ? code : undefined, method: isCash ? 'cash_on_delivery' : 'test' },
      express: visit.market === store.market && random() < 0.14,
    }
    steps.push(order, ...afterwards(order, store, random))
  }
  const until = opened.getTime()
  return oncePerReviewer(steps)
    .filter(({ at }) => at.getTime() <= until)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

/** Nobody reviews a product twice. */
function oncePerReviewer(steps: readonly Step[]): Step[] {
  const seen = new Set<string>()
  return steps.filter((step) => {
    if (step.kind !== 'review') return true
    const key = `${step.shopper} ${step.sku.split('-')[0]}`
    return !seen.has(key) && seen.add(key)
  })
}

const CANCEL_REASONS = ['customer', 'customer', 'inventory', 'other'] as const

/** What becomes of an order. */
function afterwards(
  { at, order, shopper, basket, method }: Placed,
  store: DemoStore,
  random: () => number,
): Step[] {
  const time = at.getTime()
  const sku = basket[0]?.sku ?? ''
  const fate = random()
  const later = (days: number, spread: number) => days * DAY + random() * spread * DAY
  if (fate < 0.03) {
    const reason = pick(random, CANCEL_REASONS)
    return [{ at: new Date(time + (1 + random() * 5) * HOUR), kind: 'cancel', order, reason }]
  }
  const shipped = workingTime(time + later(0.6, 1.2))
  const delivered = shipped + later(2, 3.5)
  const steps: Step[] = [{ at: new Date(shipped), kind: 'ship', order }]
  if (method === 'cash_on_delivery') steps.push({ at: new Date(delivered - HOUR), kind: 'pay', order })
  steps.push({ at: new Date(delivered), kind: 'deliver', order })
  if (fate < 0.065)
    steps.push({ at: new Date(delivered + later(0.5, 2)), kind: 'refund', order, sku, reason: 'damaged' })
  else if (fate < 0.115) {
    const asked = delivered + later(1, 5)
    steps.push({ at: new Date(asked), kind: 'return', order, sku, reason: 'unwanted' })
    steps.push({ at: new Date(workingTime(asked + later(4, 3))), kind: 'receive', order })
  } else if (fate < 0.36)
    steps.push({
      ...{ at: new Date(delivered + later(1, 8)), kind: 'review', order, shopper, sku },
      praise: praiseFor(store.market, random),
    })
  return steps
}

/** Moved to between nine and five on a day that is no Sunday, in UTC. */
function workingTime(time: number): number {
  const hour = new Date(time).getUTCHours()
  const at = time + (hour < 9 ? (9 - hour) * HOUR : hour >= 17 ? (33 - hour) * HOUR : 0)
  return new Date(at).getUTCDay() === 0 ? at + DAY : at
}

const LOW = 6

/** What is on the shelf: nothing is sold that is not there, and what runs low is ordered anew. */
function openShelf(store: DemoStore, random: () => number) {
  const left = new Map<string, number>()
  const due: { at: number; sku: string; quantity: number }[] = []
  const byProduct = new Map<DemoProduct, DemoVariant[]>(
    store.products.map((product) => [product, variantsOf(product)]),
  )
  for (const [product, variants] of byProduct) for (const { sku } of variants) left.set(sku, product.stock)

  /** Takes what a shopper wants; `sell` is false for those who only look. */
  const take = (at: number, sell: boolean) => {
    const product = pick(random, store.products, ({ popularity }) => popularity)
    const { sku } = pick(random, byProduct.get(product) ?? [])
    const wanted = random() < 0.72 ? 1 : 2 + Math.floor(random() * 2)
    const there = left.get(sku) ?? 0
    if (there < wanted) return undefined
    if (!sell) return { sku, quantity: wanted }
    left.set(sku, there - wanted)
    if (there - wanted <= LOW && !due.some((order) => order.sku === sku))
      due.push({ at: at + (4 + random() * 16) * DAY, sku, quantity: Math.ceil(product.stock / 2) })
    return { sku, quantity: wanted }
  }
  return {
    fill(at: number, sell: boolean): Basket {
      const wanted = Array.from({ length: 1 + Math.min(4, poisson(random, 0.9)) }, () => take(at, sell))
      const bySku = new Map<string, number>()
      for (const line of wanted)
        if (line !== undefined) bySku.set(line.sku, (bySku.get(line.sku) ?? 0) + line.quantity)
      return [...bySku].map(([sku, quantity]) => ({ sku, quantity }))
    },
    receive(now: number): Basket {
      const arrived = due.filter(({ at }) => at <= now)
      for (const order of arrived) {
        due.splice(due.indexOf(order), 1)
        left.set(order.sku, (left.get(order.sku) ?? 0) + order.quantity)
      }
      return arrived.map(({ sku, quantity }) => ({ sku, quantity }))
    },
  }
}
