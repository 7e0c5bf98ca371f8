// When a store may be suspended, resumed, closed and reopened.
import type { TenantStatus } from './schema.ts'

export const REOPENED_WITHIN_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1_000

export type StatusChange = 'suspend' | 'resume' | 'close' | 'reopen'

/** What each makes of a store, and what that must be before. */
const CHANGES: Readonly<Record<StatusChange, { from: readonly TenantStatus[]; to: TenantStatus }>> = {
  suspend: { from: ['active'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'active' },
  close: { from: ['active', 'suspended'], to: 'cancelled' },
  reopen: { from: ['cancelled'], to: 'active' },
}

/**
 * What a store becomes, or why it cannot.
 * @param since when it became what it is; undefined when it has always been so
 */
export function nextStatus(
  change: StatusChange,
  { status, since, now }: { status: TenantStatus; since: Date | undefined; now: Date },
): { status: TenantStatus } | { refusal: string } {
  const { from, to } = CHANGES[change]
  if (!from.includes(status)) return { refusal: `The store is ${WORDS[status]}.` }
  const isLate = since !== undefined && now.getTime() - since.getTime() > REOPENED_WITHIN_DAYS * DAY_MS
  if (change === 'reopen' && isLate)
    return { refusal: `The store was closed more than ${REOPENED_WITHIN_DAYS} days ago.` }
  return { status: to }
}

const WORDS: Readonly<Record<TenantStatus, string>> = {
  active: 'active',
  suspended: 'suspended',
  cancelled: 'closed',
}
