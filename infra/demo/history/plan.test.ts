import { describe, expect, test } from 'vitest'
import { demoStores, variantsOf } from '../store-data.ts'
import { HISTORY_DAYS, planHistory, type Step } from './plan.ts'

const opened = new Date('2026-06-01T12:00:00.000Z')
const stores = demoStores('full')
const planOf = (slug: string, at = opened, days = HISTORY_DAYS): Step[] => {
  const store = stores.find((store) => store.slug === slug)
  if (store === undefined) throw new Error(`There is no ${slug}.`)
  return planHistory(store, { opened: at, days, code: 'WELCOME10' })
}
const DAY = 86_400_000

describe.each(stores.map(({ slug }) => slug))('what %s sold', (slug) => {
  const steps = planOf(slug)

  test('is the same each time, and in the order in which it happened', () => {
    expect(planOf(slug)).toEqual(steps)
    expect(steps.map(({ at }) => at.getTime())).toEqual(
      steps.map(({ at }) => at.getTime()).sort((one, other) => one - other),
    )
  })

  test('is several hundred orders in half a year, more at the end, the last ones just now', () => {
    const orders = steps
      .filter(({ kind }) => kind === 'order')
      .map(({ at }) => opened.getTime() - at.getTime())
    expect(orders.length).toBeGreaterThan(300)
    expect(Math.max(...orders)).toBeLessThanOrEqual(HISTORY_DAYS * DAY)
    expect(Math.min(...orders)).toBeGreaterThanOrEqual(0)
    expect(Math.min(...orders)).toBeLessThan(DAY / 24)
    const half = (HISTORY_DAYS * DAY) / 2
    expect(orders.filter((ago) => ago < half).length).toBeGreaterThan(
      orders.filter((ago) => ago > half).length,
    )
  })

  test('was on the shelf', () => {
    const store = stores.find((store) => store.slug === slug)
    const left = new Map(
      store?.products.flatMap((product) =>
        variantsOf(product).map(({ sku }) => [sku, product.stock] as const),
      ),
    )
    for (const step of steps) {
      if (step.kind !== 'order' && step.kind !== 'restock') continue
      for (const { sku, quantity } of step.basket)
        left.set(sku, (left.get(sku) ?? Number.NaN) + (step.kind === 'order' ? -quantity : quantity))
    }
    expect([...left].filter(([, quantity]) => !(quantity >= 0))).toEqual([])
  })

  test('was sent before it was delivered, and paid before it was refunded', () => {
    const since = new Map<string, number>()
    for (const step of steps) if ('order' in step) since.set(`${step.kind} ${step.order}`, step.at.getTime())
    const before = {
      ship: 'order',
      deliver: 'ship',
      return: 'deliver',
      receive: 'return',
      refund: 'deliver',
      cancel: 'order',
    }
    for (const [key, at] of since) {
      const [kind = '', order] = key.split(' ')
      const first = before[kind as keyof typeof before]
      if (first !== undefined) expect(since.get(`${first} ${order}`), key).toBeLessThan(at)
    }
  })
})

test('the shelves have variants with codes of their own', () => {
  for (const { products } of stores) {
    const skus = products.flatMap((product) => variantsOf(product).map(({ sku }) => sku))
    expect(new Set(skus).size).toBe(skus.length)
  }
})
