// What becomes of a domain after a check, and what its store is told.
import type { Verdict } from './records.ts'

export type State = {
  status: 'pending' | 'verified' | 'failed' | 'quarantined' | 'removed'
  created_at: string
  verified_at: string | null
  failing_since: string | null
  warned_at: string | null
}
export type News = 'failing' | 'last_day' | 'quarantined'
export type Next = Pick<State, 'status' | 'verified_at' | 'failing_since' | 'warned_at'> & {
  /** Null: not by itself. */
  next_check_at: string | null
  news: News | undefined
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** So long a claim is looked at by itself, this often. */
const PENDING_MS = 3 * DAY
const PENDING_EVERY_MS = 10 * MINUTE
const VERIFIED_EVERY_MS = DAY
/** A name whose records are missing is looked at this often, and still served for so long … */
const FAILING_EVERY_MS = HOUR
const GRACE_MS = 3 * DAY
const WARN_MS = 2 * DAY
/** … and then given so long to come back by itself. */
const GIVE_UP_MS = 33 * DAY
/** When the name servers gave no answer. */
const RETRY_MS = 10 * MINUTE

/** What a check makes of a domain. Without a verdict nothing changes but a claim that took too long. */
export function afterCheck(state: State, verdict: Verdict, now: Date): Next {
  const { status, verified_at, failing_since, warned_at } = state
  const at = now.toISOString()
  const inMs = (ms: number) => new Date(now.getTime() + ms).toISOString()
  const msSince = (time: string) => now.getTime() - Date.parse(time)
  const same = { status, verified_at, failing_since, warned_at, news: undefined }
  if (verdict === 'proved') {
    return {
      status: 'verified',
      verified_at: status === 'verified' ? verified_at : at,
      failing_since: null,
      warned_at: null,
      next_check_at: inMs(VERIFIED_EVERY_MS),
      news: undefined,
    }
  }
  if (status === 'pending') {
    return msSince(state.created_at) >= PENDING_MS
      ? { ...same, status: 'failed', next_check_at: null }
      : { ...same, next_check_at: inMs(PENDING_EVERY_MS) }
  }
  if (status === 'failed' || status === 'removed') return { ...same, next_check_at: null }
  if (verdict === 'unknown') return { ...same, next_check_at: inMs(RETRY_MS) }
  const since = failing_since ?? at
  const failing = { ...same, failing_since: since, next_check_at: inMs(FAILING_EVERY_MS) }
  if (status === 'quarantined')
    return msSince(since) >= GIVE_UP_MS ? { ...failing, status: 'failed', next_check_at: null } : failing
  if (msSince(since) >= GRACE_MS) return { ...failing, status: 'quarantined', news: 'quarantined' }
  if (failing_since === null) return { ...failing, news: 'failing' }
  if (msSince(since) >= WARN_MS && warned_at === null) return { ...failing, warned_at: at, news: 'last_day' }
  return failing
}

/** @param fault what is to be changed in DNS */
export function mailAbout(
  news: News | 'taken',
  hostname: string,
  fault: string | null,
): { template: string; subject: string; body: string } {
  const [subject, body] = {
    failing: [
      `${hostname}: DNS records are missing`,
      `Your store is still served at ${hostname}, but DNS no longer shows that the name is yours. It goes on for three days.`,
    ],
    last_day: [
      `${hostname} will not be served from tomorrow`,
      `The DNS records of ${hostname} have been missing for two days. In one day your store stops answering there.`,
    ],
    quarantined: [
      `${hostname} is no longer served`,
      `The DNS records of ${hostname} have been missing for three days, so your store does not answer there any more. It will again soon after they are back.`,
    ],
    taken: [
      `${hostname} now belongs to another store`,
      `Another store proved by DNS that ${hostname} is its own, so yours does not answer there any more. If the name is yours, see who can change its DNS; your domain has a new TXT record to prove it by.`,
    ],
  }[news] as [string, string]
  return { template: `domain_${news}`, subject, body: fault === null ? body : `${body}\n\n${fault}` }
}
