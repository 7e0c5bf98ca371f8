// What the clock and changed settings bring about.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { emit } from '../../../shared/events/events.ts'
import { inventoryLowReported } from '../events.ts'
import * as holds from '../queries/holds.ts'
import { followStoreThreshold, lockLevelsOf } from '../queries/levels.ts'
import { readLowLevels } from '../queries/low.ts'
import { announce, movementsOf, writer } from './ledger.ts'
import { sellingSources } from './locations.ts'
import { give } from './stock.ts'

const BATCH = 500
const MAX_REPORTED = 200
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** Gives back what carts held too long. */
export async function releaseExpired(ctx: Ctx): Promise<void> {
  let found = BATCH
  while (found === BATCH) found = await inTx(ctx, releaseSome)
}

async function releaseSome(ctx: TxCtx): Promise<number> {
  const { tx, tenantId } = ctx
  const { at } = writer(ctx)
  const found = await holds.expiredHolds(tx, tenantId, at, BATCH)
  if (found.length === 0) return 0
  const distinct = (key: 'holder_id' | 'variant_id') => [...new Set(found.map((hold) => hold[key]))]
  const [levels, sources] = await Promise.all([
    lockLevelsOf(tx, tenantId, distinct('variant_id')),
    sellingSources(ctx),
  ])
  const byId = new Map(levels.map((level) => [level.id, level]))
  const among = { holderIds: distinct('holder_id'), levelIds: [...byId.keys()] }
  const expired = await holds.takeExpiredHolds(tx, tenantId, at, among)
  const parts = expired.flatMap(({ holder_id, level_id, quantity }) => {
    const level = byId.get(level_id)
    return level === undefined ? [] : [{ holder_id, level, quantity }]
  })
  await announce(ctx, { levels, sources }, parts)
  give(ctx, parts)
  const movements = parts.flatMap((part) =>
    movementsOf('released', [part], { reason: 'Expired', referenceId: part.holder_id }),
  )
  if (movements.length > 0) withCommit(holds.insertMovements(tx, tenantId, movements, writer(ctx)))
  return found.length
}

/** Tells once of all that is low in the store; of nothing when nothing is. */
export async function reportLow(ctx: Ctx): Promise<void> {
  await inTx(ctx, async (ctx) => {
    const report = await readLowLevels(ctx.tx, ctx.tenantId, MAX_REPORTED)
    if (report.total > 0) emit(ctx, inventoryLowReported, report)
  })
}

/** Gives all levels without a threshold of their own the one that the store has now. May run again from the start. */
export async function applyStoreThreshold(ctx: Ctx): Promise<void> {
  let last: string | undefined = FIRST_ID
  while (last !== undefined) {
    const after: string = last
    last = await inTx(ctx, (ctx) => followStoreThreshold(ctx.tx, ctx.tenantId, after, BATCH))
  }
}
