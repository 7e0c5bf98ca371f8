// Cursors of lists that run from the newest id downwards.

import { z } from 'zod'
import { validate } from './input.ts'

/** The id after which a page goes on. Throws `invalid_input` for a cursor that we did not make. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString()
  return validate(z.object({ cursor: z.uuid('is not a cursor of this list') }), { cursor: id }).cursor
}

/** The cursor behind the first `limit` rows, or null when there are no more. */
export function cursorOf(rows: readonly { id: string }[], limit: number): string | null {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return last === undefined ? null : Buffer.from(last.id).toString('base64url')
}
