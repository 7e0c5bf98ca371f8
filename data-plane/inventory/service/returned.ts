// Goods of an order that come back, or are not to be sent after all.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import * as holds from '../queries/holds.ts'
import { insertMissingLevels } from '../queries/levels.ts'
import { reduceHolds, theseVariants } from '../queries/returned.ts'
import { settle, summed, type Want } from '../rules.ts'
import { announce, movementsOf, type Note, writer } from './ledger.ts'
import { listLocations } from './locations.ts'
import { type Move, moveStock } from './places.ts'
import { give, type LockedStock, lockStock } from './stock.ts'

/** Units of a variant that come back to a location, the store's default one without. `path`: of their field in the request. */
export type Comeback = Want & { locationId: string | undefined; path: string }
export type ComingBack = { stock: LockedStock; comebacks: readonly (Comeback & { locationId: string })[] }

/**
 * Locks what an order holds and where goods come back to. Throws `invalid_input` at `path.location_id` for a location that
 * does not exist.
 */
export async function lockComebacks(
  ctx: TxCtx,
  orderId: string,
  comebacks: readonly Comeback[],
): Promise<ComingBack> {
  const lock = () => lockStock(ctx, theseVariants(comebacks.map(({ variantId }) => variantId)), orderId)
  if (comebacks.length === 0) return { stock: await lock(), comebacks: [] }
  const { data: locations } = await listLocations(ctx)
  const fallback = locations.find(({ is_default }) => is_default)?.id
  const placed = comebacks.map((comeback) => {
    const locationId = locations.find(({ id }) => id === (comeback.locationId ?? fallback))?.id
    if (locationId === undefined)
      throw fieldError(`${comeback.path}.location_id`, 'There is no such location.')
    return { ...comeback, locationId }
  })
  const places = placed.map(({ variantId, locationId }) => ({
    variant_id: variantId,
    location_id: locationId,
  }))
  // Once more at the end, for levels that are new.
  const [, , stock] = await Promise.all([lock(), insertMissingLevels(ctx.tx, ctx.tenantId, places), lock()])
  return { stock, comebacks: placed }
}

/** Puts goods that came back on sale again, together with the commit; of those that are not tracked nothing is counted. */
export async function takeBack(ctx: TxCtx, { stock, comebacks }: ComingBack, note: Note): Promise<void> {
  const moves = new Map<string, Move>()
  for (const { variantId, quantity, locationId, path } of comebacks) {
    const level = stock.levels.find(
      (level) => level.variant_id === variantId && level.location_id === locationId,
    )
    if (level === undefined || !level.tracked) continue
    const change = (moves.get(level.id)?.change ?? 0) + quantity
    moves.set(level.id, { level, kind: 'returned', change, path })
  }
  await moveStock(ctx, stock, [...moves.values()], note)
}

/** Makes goods that an order holds available again, together with the commit. */
export async function releaseHeld(
  ctx: TxCtx,
  stock: LockedStock,
  { wants, orderId, reason }: { wants: readonly Want[]; orderId: string; reason: string },
): Promise<void> {
  const parts = summed(settle(stock.levels, stock.holds, wants).used)
  if (parts.length === 0) return
  await announce(ctx, stock, parts)
  give(ctx, parts)
  const released = parts.map(({ level, quantity }) => ({ level_id: level.id, quantity }))
  const all = released.flatMap(({ level_id, quantity }) =>
    stock.holds.some((hold) => hold.level_id === level_id && hold.quantity === quantity) ? [level_id] : [],
  )
  withCommit(
    reduceHolds(ctx.tx, ctx.tenantId, orderId, { parts: released, all }),
    holds.insertMovements(
      ctx.tx,
      ctx.tenantId,
      movementsOf('released', parts, { reason, referenceId: orderId }),
      writer(ctx),
    ),
  )
}
