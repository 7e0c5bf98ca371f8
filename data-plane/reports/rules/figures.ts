// From sums to what a report shows.
import { FIGURES, noSums, type Sums } from './counting.ts'

export type Figures = {
  orders: number
  units: number
  gross_sales: number
  discounts: number
  refunds: number
  net_sales: number
  shipping: number
  tax: number
  total_sales: number
  average_order_value: number | null
  new_customer_orders: number
  returning_customer_orders: number
  checkouts_begun: number
  checkouts_completed: number
  conversion_ppm: number | null
}

export function toFigures(sums: Sums): Figures {
  const { orders, checkouts_begun, checkouts_completed } = sums
  return {
    orders,
    units: sums.units - sums.refunded_units,
    gross_sales: sums.gross,
    discounts: sums.discounts,
    refunds: sums.refunds,
    net_sales: sums.net - sums.refunded_net,
    shipping: sums.shipping,
    tax: sums.tax - sums.refunded_tax,
    total_sales: sums.total - sums.refunds,
    average_order_value: orders === 0 ? null : Math.round(sums.total / orders),
    new_customer_orders: sums.first_orders,
    returning_customer_orders: orders - sums.first_orders,
    ...{ checkouts_begun, checkouts_completed },
    conversion_ppm:
      checkouts_begun === 0 ? null : Math.round((checkouts_completed * 1_000_000) / checkouts_begun),
  }
}

export function added(all: readonly Sums[]): Sums {
  const total = noSums()
  for (const sums of all) for (const figure of FIGURES) total[figure] += sums[figure]
  return total
}

/** The store's own currency first, as it is there when nothing was sold too; then those in which most orders came. */
export function orderedCurrencies(
  found: readonly { currency: string; orders: number }[],
  own: string,
): string[] {
  const orders = new Map<string, number>([[own, Number.POSITIVE_INFINITY]])
  for (const { currency, orders: count } of found) orders.set(currency, (orders.get(currency) ?? 0) + count)
  return [...orders]
    .toSorted(([a, ordersOfA], [b, ordersOfB]) =>
      ordersOfA === ordersOfB ? (a < b ? -1 : 1) : ordersOfB - ordersOfA,
    )
    .map(([currency]) => currency)
}
