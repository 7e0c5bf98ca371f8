// Counting what is really there. What moves between counting and applying is no difference.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries/documents.ts'
import {
  MAX_COUNT_LINES,
  type StockCount,
  type StockCountFilter,
  type StockCountInput,
  type StockCountLines,
} from '../schema.ts'
import { listLocations } from './locations.ts'
import { lockPlaces, moveStock } from './places.ts'

export async function startCount(ctx: Ctx, { location_id, note }: StockCountInput): Promise<StockCount> {
  return inTx(ctx, async (ctx) => {
    const { data: locations } = await listLocations(ctx)
    if (!locations.some((location) => location.id === location_id))
      throw fieldError('location_id', 'There is no such location.')
    const at = ctx.now.toISOString()
    const stamps = { created_at: at, updated_at: at }
    const count: StockCount = { id: uuidv7(), location_id, status: 'open', note, lines: [], ...stamps }
    withCommit(queries.insertCount(ctx.tx, ctx.tenantId, count))
    return count
  })
}

export async function getCount(ctx: Ctx, id: string): Promise<StockCount> {
  const found = await inRead(ctx, (ctx) => queries.findCount(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noCount(id)
  return found
}

export async function listCounts(ctx: Ctx, { limit, cursor, ...filter }: StockCountFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listCounts(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Records what was counted; a variant that was counted before is counted anew. Throws `count_not_open` or `count_full`. */
export async function recordCount(ctx: Ctx, id: string, input: StockCountLines): Promise<StockCount> {
  return inTx(ctx, async (ctx) => {
    const count = await lockOpen(ctx, id)
    const { lines: placed } = await lockAll(ctx, count.location_id, input.lines)
    const recorded = placed.map(({ variant_id, counted, level }) => ({
      variant_id,
      expected: level.on_hand,
      counted,
    }))
    const again = new Set(recorded.map((line) => line.variant_id))
    const lines = [...count.lines.filter((line) => !again.has(line.variant_id)), ...recorded]
    if (lines.length > MAX_COUNT_LINES)
      throw new DomainError('count_full', `A count has at most ${MAX_COUNT_LINES} lines. Start another one.`)
    withCommit(queries.putCountLines(ctx.tx, ctx.tenantId, id, recorded))
    return save(ctx, { ...count, lines: lines.sort((a, b) => (a.variant_id < b.variant_id ? -1 : 1)) })
  })
}

/** Changes stock by the differences. Throws `count_not_open`, or `insufficient_inventory` where orders hold what is missing. */
export async function applyCount(ctx: Ctx, id: string): Promise<StockCount> {
  return inTx(ctx, async (ctx) => {
    const count = await lockOpen(ctx, id)
    if (count.lines.length > 0) {
      const { stock, lines: placed } = await lockAll(ctx, count.location_id, count.lines)
      const moves = placed.map(({ level, counted, expected, path }) => ({
        ...{ level, kind: 'counted' as const, path },
        change: counted - expected,
      }))
      await moveStock(ctx, stock, moves, { reason: count.note, referenceId: id })
    }
    return save(ctx, { ...count, status: 'applied' })
  })
}

/** Drops a count. Throws `count_not_open`. */
export async function cancelCount(ctx: Ctx, id: string): Promise<StockCount> {
  return inTx(ctx, async (ctx) => save(ctx, { ...(await lockOpen(ctx, id)), status: 'cancelled' }))
}

const lockAll = <L extends { variant_id: string }>(ctx: TxCtx, location_id: string, lines: readonly L[]) =>
  lockPlaces(
    ctx,
    lines.map((line, i) => ({ ...line, location_id, path: `lines.${i}`, locationPath: 'location_id' })),
  )

async function lockOpen(ctx: TxCtx, id: string): Promise<StockCount> {
  const count = await queries.lockCount(ctx.tx, ctx.tenantId, id)
  if (count === undefined) throw noCount(id)
  if (count.status !== 'open') throw new DomainError('count_not_open', `This count is ${count.status}.`)
  return count
}

function save(ctx: TxCtx, count: StockCount): StockCount {
  const saved = { ...count, updated_at: ctx.now.toISOString() }
  withCommit(queries.updateCount(ctx.tx, ctx.tenantId, saved))
  return saved
}

const noCount = (id: string) => new DomainError('not_found', `There is no count ${id}.`)
