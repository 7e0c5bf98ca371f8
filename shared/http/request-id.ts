// Ids of requests are UUIDs of version 7 (RFC 9562, 5.7), so that each tells when its request came.
import { randomUUID } from 'node:crypto'

let millisecond = 0
let prefix = ''

/** A new id. Made of a random UUID, because it is on the way of every request and a library takes ten times as long. */
export function newRequestId(): string {
  const now = Date.now()
  if (now !== millisecond) {
    millisecond = now
    prefix = timePart(now)
  }
  return `${prefix}7${randomUUID().slice(15)}`
}

/** The smallest id of this time (ms since 1970), for ranges. */
export const firstIdAt = (ms: number): string => `${timePart(ms)}0000-0000-000000000000`

/** When an id was made (ms since 1970); undefined for one that does not tell. */
export function timeOfId(id: string): number | undefined {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined
}

function timePart(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-`
}
