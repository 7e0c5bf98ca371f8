// What is to be done with a subscription, and when.
import { addDays } from './dates.ts'

export const STATUSES = [
  'trialing',
  'active',
  'past_due',
  'paused',
  'unpaid',
  'cancelled',
  'completed',
] as const
type Status = (typeof STATUSES)[number]

/** Times are RFC 3339 in UTC. */
export type State = {
  status: Status
  /** When the period ends that was paid for: the next renewal. */
  period_end: string
  /** How many cycles are still to be ordered; null: no end. */
  cycles_left: number | null
  cancel_at_period_end: boolean
  paused_until: string | null
  /** When a renewal that failed is tried again. */
  retry_at: string | null
}

export type Action = 'renew' | 'resume' | 'cancel' | 'complete'
/** What comes next by itself, and when; undefined: nothing does. */
export function nextAction(state: State): { action: Action; at: string } | undefined {
  const { status, period_end, cycles_left, cancel_at_period_end, paused_until, retry_at } = state
  if (status === 'paused') return paused_until === null ? undefined : { action: 'resume', at: paused_until }
  if (status === 'unpaid' || status === 'cancelled' || status === 'completed') return undefined
  if (cancel_at_period_end) return { action: 'cancel', at: period_end }
  if (cycles_left === 0) return { action: 'complete', at: period_end }
  return { action: 'renew', at: retry_at ?? period_end }
}

export const dueAction = (state: State, now: Date): Action | undefined => {
  const next = nextAction(state)
  return next !== undefined && Date.parse(next.at) <= now.getTime() ? next.action : undefined
}

/** Which statuses each change may begin with. */
const ALLOWED = {
  change: ['trialing', 'active', 'past_due', 'paused'],
  pause: ['trialing', 'active'],
  resume: ['paused'],
  skip: ['trialing', 'active'],
  cancel: ['trialing', 'active', 'past_due', 'paused', 'unpaid'],
  retry: ['past_due', 'unpaid'],
  pay: ['trialing', 'active', 'past_due', 'paused', 'unpaid'],
} as const satisfies Record<string, readonly Status[]>

export type Change = keyof typeof ALLOWED

/** Why a change cannot be made in this status; undefined: it can. */
export function refusalOf(what: Change, { status }: Pick<State, 'status'>): string | undefined {
  const allowed: readonly Status[] = ALLOWED[what]
  if (allowed.includes(status)) return undefined
  return `This subscription is ${status}; this is for one that is ${allowed.join(' or ')}.`
}

export type Dunning = { retry_days: readonly number[]; final_action: 'cancel' | 'unpaid' }
export const DEFAULT_DUNNING: Dunning = { retry_days: [1, 3, 5, 7], final_action: 'cancel' }

/**
 * When a renewal is tried again that has now failed for the `attempts`-th time; undefined: no more.
 * @param first when it was first tried
 */
export function retryAt({ retry_days }: Dunning, attempts: number, first: Date): Date | undefined {
  const days = retry_days[attempts - 1]
  return days === undefined ? undefined : addDays(first, days)
}

/** Why a renewal failed: there was no money, or there were no goods. */
const LACKS_GOODS = ['insufficient_inventory', 'product_unavailable', 'checkout_incomplete'] as const
export const isLackOfGoods = (code: string): boolean => (LACKS_GOODS as readonly string[]).includes(code)
