// What the processes of one machine use together, counted by the first of them. Exact: what was given to one process is not
// there for another.
import type { Answer } from './authority.ts'
import { BURST, CONCURRENT } from './rules.ts'

/** A question about one limit of one store, key or client. */
export type Ask = {
  readonly id: string
  /** Or its key. */
  readonly isStore: boolean
  readonly limit: number
  /** Of what runs at once: how many in all, else how many more. */
  readonly amount: number
  readonly most: number
  /** Of a window, in ms. */
  readonly start: number
  readonly end: number
  /** Of a burst, in a millisecond. */
  readonly refill: number
}

/** What the control database knows of a window. */
export type Known = Pick<Ask, 'id' | 'isStore' | 'limit' | 'start' | 'end'> & { readonly total: number }

export type Tally = {
  /** All or nothing. */
  ask: (ask: Ask, who: number) => Answer
  /** At least so much was used, also before this tally and on other machines. */
  learn: (known: Known) => void
  /** A process has ended, and what ran there. */
  forget: (who: number) => void
}

type Subject = {
  /** When nothing of it matters any more. */
  until: number
  /** By window. */
  readonly starts: number[]
  readonly used: number[]
  tokens: number
  size: number
  tokensAt: number
  /** By process. */
  places: Map<number, number> | undefined
}

/** Then whoever was not asked for longest goes. */
const MAX_KNOWN = 200_000
/** A window that begins so much later than now was a mistaken clock's. */
const AHEAD_MS = 60_000

/** @param now ms since 1970 */
export function createTally({ now = Date.now, max = MAX_KNOWN } = {}): Tally {
  const stores = new Map<string, Subject>()
  /** Apart, so that a flood of addresses makes nobody forget a store. */
  const clients = new Map<string, Subject>()

  const meet = ({ id, isStore }: Pick<Ask, 'id' | 'isStore'>, time: number): Subject => {
    const known = isStore ? stores : clients
    const subject = known.get(id) ?? newSubject()
    known.delete(id)
    let gone = 0
    for (const [oldest, { until, places }] of known) {
      const matters = until > time || (places !== undefined && places.size > 0)
      // Two go for each that may come: to look at all of them would take long.
      if (gone === 2 || (matters && known.size < max)) break
      known.delete(oldest)
      gone += 1
    }
    known.set(id, subject)
    return subject
  }

  return {
    ask: (ask, who) => {
      const time = now()
      const subject = meet(ask, time)
      if (ask.limit === CONCURRENT) return askPlaces(subject, ask, who)
      return ask.limit === BURST ? askBurst(subject, ask, time) : askWindow(subject, ask, time)
    },
    learn: (known) => {
      const time = now()
      const subject = meet(known, time)
      const { limit, start, total } = known
      toWindow(subject, known, time)
      if (subject.starts[limit] === start)
        subject.used[limit] = Math.max(subject.used[limit] as number, total)
    },
    forget: (who) => {
      for (const known of [stores, clients]) for (const { places } of known.values()) places?.delete(who)
    },
  }
}

const newSubject = (): Subject => ({
  until: 0,
  starts: [0, 0, 0, 0],
  used: [0, 0, 0, 0],
  tokens: 0,
  size: 0,
  tokensAt: 0,
  places: undefined,
})

/** Begins the window anew if it is another one. A process that is late by an instant counts in the next one already. */
function toWindow(subject: Subject, { limit, start, end }: Omit<Known, 'total'>, now: number): void {
  const known = subject.starts[limit] as number
  if (start > known || known > now + AHEAD_MS) {
    subject.starts[limit] = start
    subject.used[limit] = 0
  }
  subject.until = Math.max(subject.until, end)
}

function askWindow(subject: Subject, ask: Ask, now: number): Answer {
  toWindow(subject, ask, now)
  const left = ask.most - (subject.used[ask.limit] as number)
  if (ask.amount > left) return { success: false, remaining: Math.max(0, left) }
  subject.used[ask.limit] = (subject.used[ask.limit] as number) + ask.amount
  return { success: true, remaining: left - ask.amount }
}

function askBurst(subject: Subject, { amount, most, refill }: Ask, now: number): Answer {
  // Whoever is allowed more has it now, not when the burst has filled up.
  subject.tokens += Math.max(0, most - subject.size) + Math.max(0, now - subject.tokensAt) * refill
  subject.tokens = Math.min(most, subject.tokens)
  subject.size = most
  subject.tokensAt = now
  subject.until = Math.max(subject.until, now + most / refill)
  const success = amount <= subject.tokens
  if (success) subject.tokens -= amount
  return { success, remaining: Math.floor(subject.tokens) }
}

function askPlaces(subject: Subject, { amount, most }: Ask, who: number): Answer {
  subject.places ??= new Map()
  const { places } = subject
  const held = places.get(who) ?? 0
  let others = -held
  for (const count of places.values()) others += count
  // Fewer than before is always right, also of a limit that there is no more.
  const success = amount <= held || others + amount <= most
  if (success && amount === 0) places.delete(who)
  else if (success) places.set(who, amount)
  return { success, remaining: Math.max(0, most - others - (success ? amount : held)) }
}
