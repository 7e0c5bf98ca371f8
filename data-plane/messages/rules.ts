// What the mails say.
import { formatDecimal } from '../../shared/money/money.ts'

export type OrderSummary = {
  number: number
  currency: string
  line_items: readonly { quantity: number; title: string; variant_title: string; total: { amount: number } }[]
  totals: { total: { amount: number } }
}

export function orderConfirmation(storeName: string, order: OrderSummary): { subject: string; body: string } {
  const price = (amount: number) => `${formatDecimal(amount, order.currency)} ${order.currency}`
  const lines = order.line_items.map(
    (line) => `${line.quantity} × ${line.title} (${line.variant_title}): ${price(line.total.amount)}`,
  )
  return {
    subject: `${storeName}: your order #${order.number}`,
    body: [
      `Thank you for your order #${order.number}.`,
      '',
      ...lines,
      '',
      `Total: ${price(order.totals.total.amount)}`,
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
