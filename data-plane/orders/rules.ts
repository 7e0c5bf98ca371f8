// Where an order stands, as it follows from its sums. The database computes the same in generated columns.

/** Minor units of the order's currency. `credited`: what is no longer owed of the total. */
export type Sums = { total: number; credited: number; authorized: number; paid: number; refunded: number }

export const ORDER_STATUSES = ['open', 'cancelled'] as const
export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export function paymentStatusOf(
  { total, credited, authorized, paid, refunded }: Sums,
  isCancelled: boolean,
): PaymentStatus {
  const owed = total - credited
  if (refunded > 0) return refunded >= paid ? 'refunded' : 'partially_refunded'
  if (isCancelled && paid === 0) return 'voided'
  if (paid >= owed) return 'paid'
  if (paid + authorized >= owed) return 'authorized'
  return paid > 0 ? 'partially_paid' : 'pending'
}

/** Still to be paid, and never less than nothing. */
export const outstandingOf = ({ total, credited, paid, refunded }: Sums): number =>
  Math.max(0, total - credited - (paid - refunded))

/** Paid beyond what is owed, and not given back yet. */
export const refundDueOf = ({ total, credited, paid, refunded }: Sums): number =>
  Math.max(0, paid - refunded - (total - credited))

export const FULFILLMENT_STATUSES = ['unfulfilled', 'partially_fulfilled', 'fulfilled'] as const

/** What an order is found by. */
export type Searchable = {
  shipping_address: { name: string } | null
  lines: readonly { title: string; sku: string | null }[]
  tags: readonly string[]
}

const MAX_WORDS = 40
const MAX_WORD_LENGTH = 50

/** The words of a text as they are stored and looked for: in lower case, each once. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    (
      text
        .normalize('NFKC')
        .toLowerCase()
        .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
    ).map((word) => word.slice(0, MAX_WORD_LENGTH)),
  ),
]
export const skuTerm = (sku: string): string => `sku:${sku.toLowerCase().slice(0, 100)}`
export const tagTerm = (tag: string): string => `tag:${tag.toLowerCase()}`

/** The words of the recipient and the products, the SKUs and the tags: each of them finds the order. */
export function termsOf({ shipping_address, lines, tags }: Searchable): string[] {
  const texts = [shipping_address?.name ?? '', ...lines.map(({ title }) => title)]
  const skus = lines.flatMap(({ sku }) => (sku === null ? [] : [skuTerm(sku)]))
  return [...new Set([...wordsOf(texts.join(' ')).slice(0, MAX_WORDS), ...skus, ...tags.map(tagTerm)])].sort()
}

/** Ids are made as orders are placed, and at most so much later. */
const SLACK_MS = 10 * 60_000

/**
 * The ids that orders of a span of time have: by these they are found without looking at newer ones. From `placed_from`
 * on and before `placed_to`, both RFC 3339.
 */
export function timeRangeOf({
  placed_from,
  placed_to,
}: {
  placed_from?: string | undefined
  placed_to?: string | undefined
}): { id_from?: string; id_to?: string } {
  return {
    ...(placed_from !== undefined && { id_from: firstIdAt(Date.parse(placed_from)) }),
    ...(placed_to !== undefined && { id_to: firstIdAt(Date.parse(placed_to) + SLACK_MS) }),
  }
}

/** The lowest UUIDv7 of a time. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.min(ms, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
