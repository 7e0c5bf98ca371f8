// Orders as lines of a CSV file, in the columns of Shopify's order export where it has them. Pure.
import { stringify } from 'csv-stringify/sync'
import { formatDecimal } from '../../../shared/money/money.ts'
import type { Order } from '../schema.ts'

type Line = Order['line_items'][number]
type Money = { amount: number; currency: string }

const decimal = ({ amount, currency }: Money): string => formatDecimal(amount, currency)
const address = (field: keyof NonNullable<Order['shipping_address']>) => (order: Order) =>
  order.shipping_address?.[field] ?? ''

/** Said once for each order, on its first line. */
const ORDER_COLUMNS: Readonly<Record<string, (order: Order) => string>> = {
  Status: (order) => order.status,
  'Financial Status': (order) => order.payment_status,
  'Fulfillment Status': (order) => order.fulfillment_status,
  Currency: (order) => order.currency,
  Subtotal: (order) => decimal(order.totals.subtotal),
  Shipping: (order) => decimal(order.totals.shipping),
  Taxes: (order) => decimal(order.totals.tax),
  Total: (order) => decimal(order.totals.total),
  'Discount Code': (order) => order.discounts.map(({ code, name }) => code ?? name).join(', '),
  'Discount Amount': (order) => decimal(order.totals.discount),
  'Shipping Method': (order) => order.shipping_method ?? '',
  'Created at': (order) => order.placed_at,
}
/** What the variant of a product without options is called. */
const NO_TITLES: ReadonlySet<string> = new Set(['', 'Default Title'])

const LINE_COLUMNS: Readonly<Record<string, (line: Line) => string>> = {
  'Lineitem quantity': (line) => String(line.quantity),
  'Lineitem name': ({ title, variant_title }) =>
    NO_TITLES.has(variant_title) ? title : `${title} - ${variant_title}`,
  'Lineitem price': (line) => decimal(line.unit_price),
  'Lineitem compare at price': (line) => decimal(line.original_unit_price),
  'Lineitem sku': (line) => line.sku ?? '',
  'Lineitem fulfillment status': (line) =>
    line.fulfilled_quantity === 0
      ? 'pending'
      : line.fulfilled_quantity < line.quantity
        ? 'partial'
        : 'fulfilled',
  'Lineitem discount': (line) => decimal(line.discount),
  'Lineitem tax': (line) => decimal(line.tax),
  'Lineitem total': (line) => decimal(line.total),
}
const LAST_COLUMNS: Readonly<Record<string, (order: Order) => string>> = {
  'Shipping Name': address('name'),
  'Shipping Address1': address('line1'),
  'Shipping Address2': address('line2'),
  'Shipping Company': address('company'),
  'Shipping City': address('city'),
  'Shipping Zip': address('postal_code'),
  'Shipping Province': address('state'),
  'Shipping Country': address('country'),
  'Shipping Phone': address('phone'),
  Notes: (order) => order.note ?? '',
  'Cancelled at': (order) => order.cancelled_at ?? '',
  'Payment Method': (order) => order.payment_method,
  'Paid Amount': (order) => decimal(order.paid),
  'Refunded Amount': (order) => decimal(order.refunded),
  'Outstanding Balance': (order) => decimal(order.outstanding),
  Id: (order) => order.id,
  Tags: (order) => order.tags.join(', '),
  Market: (order) => order.market,
}

const HEADER = [
  'Name',
  'Email',
  ...Object.keys(ORDER_COLUMNS),
  ...Object.keys(LINE_COLUMNS),
  ...Object.keys(LAST_COLUMNS),
]

/** One line for each line of an order; what is said of the order stands on its first. */
function recordsOf(order: Order): string[][] {
  return order.line_items.map((line, i) => {
    const ofOrder = (columns: typeof ORDER_COLUMNS) =>
      Object.values(columns).map((read) => (i === 0 ? read(order) : ''))
    return [
      `#${order.number}`,
      order.email,
      ...ofOrder(ORDER_COLUMNS),
      ...Object.values(LINE_COLUMNS).map((read) => read(line)),
      ...ofOrder(LAST_COLUMNS),
    ]
  })
}

/** Begins a formula in one spreadsheet or another (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** A cell that a spreadsheet takes as text: one that would begin a formula gets an apostrophe before it. */
const safe = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell)

/** The lines of some orders, after the header if they are the first. */
export function formatOrders(orders: readonly Order[], isFirst: boolean): string {
  const records = orders.flatMap(recordsOf).map((record) => record.map(safe))
  return stringify(isFirst ? [HEADER, ...records] : records, {
    // A bare carriage return would read back as the end of a line.
    quoted_match: /\r/,
  })
}
