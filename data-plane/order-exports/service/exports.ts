// Files of orders: asked for, written by a job, read until they expire.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import type { ByteRange } from '../../../shared/files/files.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import type { SentFile } from '../../../shared/http/route.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import type { OrderFilter } from '../../orders/index.ts'
import { exportOrders } from '../jobs.ts'
import * as queries from '../queries.ts'
import { type Part, piecesOf, sizeOf } from '../rules/parts.ts'
import type { ListQuery, OrderExport } from '../schema.ts'

const KEPT_MS = 7 * 24 * 60 * 60_000

export async function requestExport(ctx: Ctx, filter: OrderFilter): Promise<OrderExport> {
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const at = ctx.now.toISOString()
    const expiresAt = new Date(ctx.now.getTime() + KEPT_MS).toISOString()
    withCommit(queries.insertExport(ctx.tx, ctx.tenantId, id, { filter, at, expiresAt }))
    enqueue(ctx, exportOrders, { order_export_id: id })
    return getExport(ctx, id)
  })
}

const readExport = async (ctx: Ctx, id: string): Promise<queries.ExportRow> => {
  const row = await inRead(ctx, (ctx) => queries.findExport(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw new DomainError('not_found', `There is no order export ${id}.`)
  return row
}

export const getExport = async (ctx: Ctx, id: string): Promise<OrderExport> =>
  toExport(await readExport(ctx, id))

export async function listExports(ctx: Ctx, { limit, cursor }: ListQuery) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const rows = await inRead(ctx, (ctx) => queries.listExports(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit).map(toExport), next_cursor: cursorOf(rows, limit) }
}

/** Throws `not_found`, and `order_export_not_ready` until it is completed. */
export async function sendExport(ctx: Ctx, id: string): Promise<SentFile> {
  const { status, parts, created_at } = await readExport(ctx, id)
  if (status !== 'completed')
    throw new DomainError('order_export_not_ready', `The export ${id} is ${status}.`)
  return {
    type: 'text/csv',
    size: sizeOf(parts),
    etag: `"${id}"`,
    headers: {
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="orders-${created_at.slice(0, 10)}.csv"`,
    },
    open: async (range) => ReadableStream.from(bytesOf(ctx, parts, range)),
  }
}

/** One part after the other, each opened when its turn comes. */
async function* bytesOf(ctx: Ctx, parts: readonly Part[], whole: ByteRange): AsyncGenerator<Uint8Array> {
  for (const { key, range } of piecesOf(parts, whole)) {
    const bytes = await ctx.shard.files.open(key, range)
    if (bytes === undefined) throw new Error(`The part ${key} of an export is gone.`)
    yield* bytes
  }
}

function toExport({
  is_counted: _,
  reached: __,
  pending: ___,
  parts,
  ...row
}: queries.ExportRow): OrderExport {
  return { ...row, size_bytes: sizeOf(parts) }
}
