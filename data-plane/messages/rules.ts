// What the mails say.
import { formatDecimal } from '../../shared/money/money.ts'

type Amount = { amount: number }

export type OrderSummary = {
  number: number
  currency: string
  line_items: readonly {
    quantity: number
    title: string
    variant_title: string
    tax: Amount
    total: Amount
  }[]
  totals: { subtotal: Amount; discount: Amount; shipping: Amount; tax: Amount; total: Amount }
}

/** Lines are listed before tax, and what is nothing is left out. */
export function orderConfirmation(storeName: string, order: OrderSummary): { subject: string; body: string } {
  const price = (amount: number) => `${formatDecimal(amount, order.currency)} ${order.currency}`
  const lines = order.line_items.map(
    ({ quantity, title, variant_title, tax, total }) =>
      `${quantity} × ${title} (${variant_title}): ${price(total.amount - tax.amount)}`,
  )
  const { discount, shipping, tax, total } = order.totals
  const sums = [
    ['Discount', -discount.amount],
    ['Shipping', shipping.amount],
    ['Tax', tax.amount],
  ] as const
  const shown = sums.filter(([, amount]) => amount !== 0).map(([name, amount]) => `${name}: ${price(amount)}`)
  return {
    subject: `${storeName}: your order #${order.number}`,
    body: [
      `Thank you for your order #${order.number}.`,
      '',
      ...lines,
      '',
      ...shown,
      `Total: ${price(total.amount)}`,
    ].join('\n'),
  }
}

export function lowStockNotice(
  storeName: string,
  variantId: string,
  available: number,
): { subject: string; body: string } {
  return {
    subject: `${storeName}: stock is running low`,
    body: `Variant ${variantId} has ${available} left.`,
  }
}
