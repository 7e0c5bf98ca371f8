// A point in time as requests give it.
import { z } from 'zod'

/** RFC 3339 with any offset, between 1970 and 9999; gives it in UTC with milliseconds, as answers show it. */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => isOfOurTime(text), 'must be between 1970 and 9999')
  .transform(utcOf)
  .meta({ example: '2099-12-31T23:00:00.000Z' })

/** What is no time at all is told by the format alone. */
function isOfOurTime(text: string): boolean {
  const year = new Date(text).getUTCFullYear()
  return Number.isNaN(year) || (year >= 1970 && year <= 9999)
}

function utcOf(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}
