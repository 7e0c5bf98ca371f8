// Who counts for several processes at once, and whether it answers.
import type { Log } from '../../shared/log.ts'
import type { Usage } from './usage.ts'

export type Answer = {
  readonly success: boolean
  /** What is left for all processes then. */
  readonly remaining: number
}

export type Authority = {
  /** Whether it answers. While it does not, each process goes by its own counts. */
  isUp: () => boolean
  /** Gives this process `amount` more, all or nothing. Rejects when no answer came in time; it is not up then. */
  ask: (usage: Usage, limit: number, amount: number) => Promise<Answer>
  /** Of one that counts what runs at once. */
  places: Places | undefined
  close: () => void
}

export type Places = {
  /** Lets this process run `places` at once, in all. Rejects as `ask` does. */
  hold: (usage: Usage, places: number) => Promise<Answer>
  /** This process goes on with fewer, which needs no answer. */
  release: (usage: Usage, places: number) => void
}

/** A request waits no longer than this for an answer, and then none does until there are answers again. */
export const ANSWER_TIMEOUT_MS = 100
const LOOK_EVERY_MS = 500

export type HealthOptions = {
  log: Log
  /** Hears when the authority is away or slow, and when it answers again. */
  onDegraded: (isDegraded: boolean) => void
}

export type Health = {
  isUp: () => boolean
  /** Fulfilled once it is known whether it answers. */
  known: Promise<void>
  fail: (error: unknown) => void
  look: () => void
  stop: () => void
}

/**
 * @param name as in "… is away"
 * @param ping undefined when there is nobody to ask yet
 */
export function watchHealth(
  name: string,
  ping: () => Promise<unknown> | undefined,
  { log, onDegraded }: HealthOptions,
): Health {
  let isUp = false
  let isDegraded: boolean | undefined
  const known = Promise.withResolvers<void>()
  const tell = (degraded: boolean, reason?: string): void => {
    isUp = !degraded
    known.resolve()
    if (isDegraded === degraded) return
    isDegraded = degraded
    onDegraded(degraded)
    if (degraded) log.warn({ reason }, `${name} is away: each process limits by itself`)
    else log.info(`${name} answers`)
  }
  // The error itself may hold a password: its message names what failed.
  const fail = (error: unknown): void => tell(true, error instanceof Error ? error.message : undefined)
  const look = (): void => void ping()?.then(() => tell(false), fail)
  const looking = setInterval(() => isUp || look(), LOOK_EVERY_MS)
  return { isUp: () => isUp, known: known.promise, fail, look, stop: () => clearInterval(looking) }
}
