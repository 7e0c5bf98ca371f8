// Writing a file of orders: first they are counted, then written part by part. Each step is kept before the next begins.
import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { newestIdsOf, newestOf } from '../../orders/index.ts'
import * as queries from '../queries.ts'
import { formatOrders } from '../rules/format.ts'

const MAX_ATTEMPTS = 3
const SWEPT_AT_ONCE = 100

export type Run = {
  /** How many steps it may take. */
  steps: number
  /** Orders that one step counts, and that one part of the file holds. */
  countedAtOnce: number
  partOrders: number
  /** Queues the next run. */
  goOnLater: (ctx: TxCtx) => void
}

/**
 * Writes what is left of a file, or as much as one run may. Running it again, even at the same time, goes on where the last
 * step ended. After three runs in a row that broke off the export has failed.
 */
export async function runExport(ctx: Ctx, id: string, run: Run): Promise<void> {
  const started = await inTx(ctx, async (ctx) => {
    const started = await queries.startExport(ctx.tx, ctx.tenantId, id)
    if (started === undefined || started.attempts <= MAX_ATTEMPTS) return started
    const failure = 'The export stopped after repeated errors.'
    await queries.failExport(ctx.tx, ctx.tenantId, id, { failure, at: ctx.now.toISOString() })
    return undefined
  })
  if (started === undefined) return
  for (let left = run.steps; left > 0; left -= 1) {
    const row = await inRead(ctx, (ctx) => queries.findExport(ctx.tx, ctx.tenantId, id))
    if (row?.status !== 'running') return
    if (row.is_counted) await writePart(ctx, row, { number: row.parts.length, run: started.runs, ...run })
    else await countSome(ctx, row, run)
  }
  await inTx(ctx, async (ctx) => {
    await queries.resetAttempts(ctx.tx, ctx.tenantId, id)
    run.goOnLater(ctx)
  })
}

async function countSome(ctx: Ctx, { id, filter, reached }: queries.ExportRow, run: Run): Promise<void> {
  const stretch = { limit: run.countedAtOnce, before: reached }
  const found = await inRead(ctx, (ctx) => newestIdsOf(ctx, filter, stretch))
  const counted = {
    from: reached,
    reached: found.at(-1) ?? null,
    found: found.length,
    done: found.length < run.countedAtOnce,
  }
  await inTx(ctx, (ctx) => queries.addCount(ctx.tx, ctx.tenantId, id, counted))
}

async function writePart(
  ctx: Ctx,
  { id, filter, reached }: queries.ExportRow,
  { number, run, partOrders }: { number: number; run: number; partOrders: number },
): Promise<void> {
  const { files } = ctx.shard
  // Each run has keys of its own: one that was taken for dead does not overwrite what another has stored.
  const key = `${ctx.tenantId}/order-export-${id}-${number}-${run}`
  const begun = await inTx(ctx, (ctx) => queries.beginPart(ctx.tx, ctx.tenantId, id, { key, number }))
  if (begun === undefined) return
  if (begun.before !== null && begun.before !== key) await files.remove(begun.before)
  const orders = await inRead(ctx, (ctx) => newestOf(ctx, filter, { limit: partOrders, before: reached }))
  const size = await store(ctx, key, formatOrders(orders, number === 0))
  const isKept = await inTx(ctx, (ctx) =>
    queries.endPart(ctx.tx, ctx.tenantId, id, {
      part: { key, size },
      reached: orders.at(-1)?.id ?? reached,
      found: orders.length,
      done: orders.length < partOrders,
      at: new Date().toISOString(),
    }),
  )
  if (!isKept) await files.remove(key)
}

/** Gives how many bytes it has. */
async function store(ctx: Ctx, key: string, text: string): Promise<number> {
  const bytes = Buffer.from(text)
  const path = join(tmpdir(), basename(key))
  try {
    await writeFile(path, bytes, { mode: 0o600 })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await ctx.shard.files.put(key, { path, type: 'text/csv', sha256 })
  } finally {
    await rm(path, { force: true })
  }
  return bytes.byteLength
}

/** Deletes files whose time is over. */
export async function deleteExpired(ctx: Ctx): Promise<void> {
  while (true) {
    const rows = await inRead(ctx, (ctx) =>
      queries.expiredExports(ctx.tx, ctx.tenantId, ctx.now.toISOString(), SWEPT_AT_ONCE),
    )
    for (const { id, parts, pending } of rows) {
      for (const key of [...parts.map((part) => part.key), ...(pending === null ? [] : [pending])])
        await ctx.shard.files.remove(key)
      await inTx(ctx, (ctx) => queries.deleteExport(ctx.tx, ctx.tenantId, id))
    }
    if (rows.length < SWEPT_AT_ONCE) return
  }
}
