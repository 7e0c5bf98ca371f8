// How often the database may be asked for what is not in memory. Who tries keys or host names at random soon asks in vain.
import { DomainError } from '../../shared/errors.ts'
import { type Client, networkOf } from '../../shared/http/client.ts'

const WINDOW_MS = 10_000
/** So many times the clients of one network may look for what does not exist, within that time. */
export const MAX_FRUITLESS = 300
/** So much is looked for at once. */
export const MAX_UNDERWAY = 1_000

/** Looks for something on behalf of a client. Throws `too_many_requests` or `unavailable` rather than ask too much. */
export type LookWithin = <T>(
  client: () => Client,
  look: () => Promise<T | undefined>,
) => Promise<T | undefined>

export function lookupBounds(): LookWithin {
  /** In this window and by network: those that found nothing, or that have not found anything yet. */
  let fruitless = new Map<string, number>()
  let windowEnds = 0
  let underway = 0
  return async (client, look) => {
    const now = Date.now()
    if (now >= windowEnds) {
      fruitless = new Map()
      windowEnds = now + WINDOW_MS
    }
    const counts = fruitless
    const network = networkOf(client().address)
    const count = (by: 1 | -1) => counts.set(network, (counts.get(network) ?? 0) + by)
    if ((counts.get(network) ?? 0) >= MAX_FRUITLESS)
      throw new DomainError('too_many_requests', 'Too many wrong keys or addresses came from your network.', {
        retryAfter: Math.ceil((windowEnds - now) / 1_000),
      })
    if (underway >= MAX_UNDERWAY)
      throw new DomainError('unavailable', 'Too many new callers at once. Try again.', { retryAfter: 1 })
    underway += 1
    count(1)
    let wasInVain = false
    try {
      const found = await look()
      wasInVain = found === undefined
      return found
    } finally {
      underway -= 1
      if (!wasInVain) count(-1)
    }
  }
}
