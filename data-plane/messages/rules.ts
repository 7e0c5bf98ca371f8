// What the mails say.
import { formatDecimal } from '../../shared/money/money.ts'

type Amount = { amount: number }

export type OrderSummary = {
  number: number
  currency: string
  payment_status: 'pending' | 'paid'
  line_items: readonly { quantity: number; title: string; variant_title: string; subtotal: Amount }[]
  totals: Record<
    'subtotal' | 'discount' | 'shipping' | 'tax' | 'tax_included' | 'rounding' | 'total' | 'due',
    Amount
  >
}
/** What gift cards and store credit paid, as the steps of the order's explanation, which take it off. */
export type Balance = { rule: string; amount: Amount }

/** Lines as priced, then what adds up from them to the total, and what was paid by balances; what is nothing is left out. */
export function orderConfirmation(
  storeName: string,
  { number, currency, payment_status, line_items, totals }: OrderSummary,
  balances: readonly Balance[],
): { subject: string; body: string } {
  const price = (amount: number) => `${formatDecimal(amount, currency)} ${currency}`
  const lines = line_items.map(
    ({ quantity, title, variant_title, subtotal }) =>
      `${quantity} × ${title} (${variant_title}): ${price(subtotal.amount)}`,
  )
  const shown = (sums: readonly (readonly [name: string, amount: number])[]) =>
    sums.filter(([, amount]) => amount !== 0).map(([name, amount]) => `${name}: ${price(amount)}`)
  const { subtotal, discount, shipping, tax, tax_included, rounding, total, due } = totals
  const sums = shown([
    ['Discount', -discount.amount],
    ['Shipping', shipping.amount],
    ['Tax', tax.amount - tax_included.amount],
    ['Rounding', rounding.amount],
  ])
  const paid = shown(
    balances.map(({ rule, amount }) => [rule === 'gift_card' ? 'Gift card' : 'Store credit', amount.amount]),
  )
  const left = `${payment_status === 'paid' ? 'Paid' : 'Left to pay'}: ${price(due.amount)}`
  return {
    subject: `${storeName}: your order #${number}`,
    body: [
      `Thank you for your order #${number}.`,
      '',
      ...lines,
      '',
      `Subtotal: ${price(subtotal.amount)}`,
      ...sums,
      `Total: ${price(total.amount)}`,
      ...shown([['Tax included', tax_included.amount]]),
      ...(paid.length > 0 ? ['', ...paid, left] : []),
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

export type LowStockReport = {
  total: number
  levels: readonly { variant_id: string; sku: string | null; available: number }[]
}

/** Names each variant by its SKU, where it has one. */
export function lowStockReport(
  storeName: string,
  { total, levels }: LowStockReport,
): { subject: string; body: string } {
  const lines = levels.map(({ sku, variant_id, available }) => `${sku ?? variant_id}: ${available} left`)
  const more = total - levels.length
  return {
    subject: `${storeName}: ${total} running low`,
    body: [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
  }
}

const LINK_MAILS = {
  password_reset: {
    subject: 'choose a new password',
    path: '/account/reset-password',
    says: 'By this link you can choose a new password within an hour. If you did not ask for it, nothing has changed.',
  },
  invitation: {
    subject: 'your account',
    path: '/account/reset-password',
    says: 'An account was made for you. By this link you can choose a password within seven days.',
  },
  verification: {
    subject: 'confirm your e-mail address',
    path: '/account/verify-email',
    says: 'By this link you confirm within three days that this address is yours.',
  },
} as const
export type LinkMail = keyof typeof LINK_MAILS

export function linkMail(
  kind: LinkMail,
  to: { storeName: string; storefrontUrl: string; firstName: string; token: string },
): { subject: string; body: string } {
  const { subject, path, says } = LINK_MAILS[kind]
  const greeting = to.firstName === '' ? 'Hello,' : `Hello ${to.firstName},`
  return {
    subject: `${to.storeName}: ${subject}`,
    body: [greeting, '', says, '', `${to.storefrontUrl}${path}?token=${to.token}`].join('\n'),
  }
}

export type CancelledOrder = {
  number: number
  currency: string
  totals: { total: Amount; due: Amount }
  refund_due: Amount
}

/** Says where the money goes. Why it was cancelled, staff say themselves. */
export function orderCancellation(
  storeName: string,
  { number, currency, totals, refund_due }: CancelledOrder,
): { subject: string; body: string } {
  const sums = [
    ['Given back to gift cards and store credit', totals.total.amount - totals.due.amount],
    ['To be refunded', refund_due.amount],
  ] as const
  const shown = sums.flatMap(([name, amount]) =>
    amount > 0 ? [`${name}: ${formatDecimal(amount, currency)} ${currency}`] : [],
  )
  return {
    subject: `${storeName}: your order #${number} was cancelled`,
    body: [`Your order #${number} was cancelled.`, ...(shown.length > 0 ? ['', ...shown] : [])].join('\n'),
  }
}
