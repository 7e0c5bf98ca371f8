// The store's event log, for staff and integrators to read.
import { type Ctx, inRead } from '../../shared/context.ts'
import type { EventCountFilter } from '../../shared/contracts/event-counts.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import * as queries from './queries.ts'

export async function listEvents(
  ctx: Ctx,
  filter: { limit: number; cursor?: string | undefined; name?: string | undefined },
) {
  const { limit, cursor, name } = filter
  const rows = await inRead(ctx, (ctx) =>
    queries.listEvents(ctx.tx, ctx.tenantId, { limit: limit + 1, before: readCursor(cursor), name }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export const countEvents = async (ctx: Ctx, filter: EventCountFilter) => ({
  data: await inRead(ctx, ({ tx, tenantId }) => queries.countEvents(tx, tenantId, filter)),
})
