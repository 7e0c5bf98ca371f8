// Cursors of lists: those that run from the newest id downwards, and those in the order of a key and then of the id.

import { z } from 'zod'
import { fieldError } from '../errors.ts'
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

export type KeyPosition = { id: string; key: string }

const KEYED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/([^\0]*))?$/s

/** Where a list goes on that is in the order of a key. Throws `invalid_input` for a cursor that we did not make. */
export function readKeyCursor(
  cursor: string | undefined,
  isKey: (key: string) => boolean = () => true,
): KeyPosition | undefined {
  if (cursor === undefined) return undefined
  const [, id = '', key = ''] = KEYED.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (id === '' || !isKey(key)) throw fieldError('cursor', 'is not a cursor of this list')
  return { id, key }
}

export const keyCursor = ({ id, key }: KeyPosition): string =>
  Buffer.from(`${id}/${key}`).toString('base64url')
