// How a fulfilment goes on: forward only, and back to nothing as long as it has not left.

/** In the order in which they come about. */
export const STATUSES = [
  'requested',
  'pending',
  'cancelling',
  'shipped',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'cancelled',
] as const
export type Status = (typeof STATUSES)[number]

/** Those that somebody can report, in the order in which they come about. */
export const REPORTED = ['pending', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'] as const
export type Reported = (typeof REPORTED)[number]

const rankOf = (status: Status): number => STATUSES.indexOf(status)

/** Whether goods have left. */
export const hasLeft = (status: Status): boolean =>
  status !== 'cancelled' && rankOf(status) >= rankOf('shipped')

/** Whether it can be cancelled still. */
export const isHere = (status: Status): boolean => status === 'requested' || status === 'pending'

/** Whether `to` is news after `from`. What is being cancelled may turn out to have left; what was cancelled stays so. */
export function isNews(from: Status, to: Reported): boolean {
  if (from === 'cancelled') return false
  return rankOf(to) > rankOf(from)
}

/** As shoppers see it: who packs it is not their business. */
export const shownStatus = (status: Status): Status =>
  status === 'requested' || status === 'cancelling' ? 'pending' : status
