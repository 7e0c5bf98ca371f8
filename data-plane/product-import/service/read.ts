import { z } from 'zod'
import { type Ctx, inRead } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { validate } from '../../../shared/http/input.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries.ts'
import type { ListQuery, ProductImport } from '../schema.ts'

export async function getImport(ctx: Ctx, id: string): Promise<ProductImport> {
  const found = await inRead(ctx, (ctx) => queries.findImport(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw new DomainError('not_found', `There is no product import ${id}.`)
  return found
}

export async function listImports(ctx: Ctx, { limit, cursor }: ListQuery) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listImports(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** What is wrong with the file of an import, in the order of its rows. */
export async function listImportErrors(ctx: Ctx, importId: string, { limit, cursor }: ListQuery) {
  const after = readErrorCursor(cursor)
  const rows = await inRead(ctx, async (ctx) => {
    await getImport(ctx, importId)
    return queries.listErrors(ctx.tx, ctx.tenantId, importId, { limit: limit + 1, after })
  })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: rows.slice(0, limit).map(({ id: _id, ...error }) => error),
    next_cursor: last === undefined ? null : Buffer.from(`${last.row}/${last.id}`).toString('base64url'),
  }
}

const ErrorPosition = z.tuple(
  [
    z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
    z.uuid(),
  ],
  'is not a cursor of this list',
)

function readErrorCursor(cursor: string | undefined): { row: number; id: string } | undefined {
  if (cursor === undefined) return undefined
  const parts = Buffer.from(cursor, 'base64url').toString().split('/')
  const [row, id] = validate(z.object({ cursor: ErrorPosition }), { cursor: parts }).cursor
  return { row, id }
}
