import { type Ctx, inRead } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries.ts'
import type { BulkEdit, ListQuery } from '../schema.ts'

export async function getEdit(ctx: Ctx, id: string): Promise<BulkEdit> {
  const found = await inRead(ctx, (ctx) => queries.findEdit(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw new DomainError('not_found', `There is no bulk edit ${id}.`)
  return found
}

export async function listEdits(ctx: Ctx, { limit, cursor }: ListQuery) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listEdits(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Why products of an edit were left as they are. */
export async function listEditErrors(ctx: Ctx, id: string, { limit, cursor }: ListQuery) {
  const after = readCursor(cursor)
  const rows = await inRead(ctx, async (ctx) => {
    await getEdit(ctx, id)
    return queries.listErrors(ctx.tx, ctx.tenantId, { id, limit: limit + 1, after })
  })
  return {
    data: rows.slice(0, limit).map(({ id: _id, ...error }) => error),
    next_cursor: cursorOf(rows, limit),
  }
}
