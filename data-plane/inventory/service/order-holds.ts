// How the stock that an order holds follows the edits of its lines.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { insertMovements } from '../queries/holds.ts'
import { putOrderHolds } from '../queries/order-holds.ts'
import type { Want } from '../rules.ts'
import { announce, movementsOf, writer } from './ledger.ts'
import { type Allocation, allocateStock, give, type LockedStock, type Preference, take } from './stock.ts'

/**
 * Decides where what an order needs more comes from, and what it no longer needs. Nothing is written yet.
 * Throws `insufficient_inventory`.
 * @param held from `lockStock` with the order and all of the variants
 * @param changes units of each variant, negative for fewer; a variant may appear once
 */
export function reallocateStock(held: LockedStock, changes: readonly Want[], by: Preference): Allocation {
  const wanted = new Map<string, number>()
  const variantOf = new Map(held.levels.map((level) => [level.id, level.variant_id]))
  for (const { level_id, quantity } of held.holds) {
    const variantId = variantOf.get(level_id)
    if (variantId !== undefined) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  }
  for (const { variantId, quantity } of changes)
    wanted.set(variantId, Math.max(0, (wanted.get(variantId) ?? 0) + quantity))
  const wants = [...wanted].map(([variantId, quantity]) => ({ variantId, quantity }))
  return allocateStock(
    held,
    wants.filter(({ quantity }) => quantity > 0),
    by,
  )
}

/** Takes and gives back what `reallocateStock` decided, together with the commit. */
export async function changeHolds(
  ctx: TxCtx,
  { stock, taken, used, left }: Allocation,
  orderId: string,
): Promise<void> {
  const touched = [...taken, ...left]
  if (touched.length === 0) return
  const { tx, tenantId } = ctx
  const free = taken.map(({ level, quantity }) => ({ level, quantity: -quantity }))
  await announce(ctx, stock, [...free, ...left])
  const total = new Map(touched.map(({ level }) => [level.id, 0]))
  for (const { level, quantity } of [...used, ...taken]) {
    const before = total.get(level.id)
    if (before !== undefined) total.set(level.id, before + quantity)
  }
  const note = { reason: 'Order edited', referenceId: orderId }
  const sold = movementsOf('reserved', taken, note).map((movement) => ({
    ...movement,
    kind: 'sold' as const,
  }))
  take(ctx, stock, taken)
  give(ctx, left)
  withCommit(
    putOrderHolds(
      tx,
      tenantId,
      orderId,
      [...total].map(([level_id, quantity]) => ({ level_id, quantity })),
    ),
    insertMovements(tx, tenantId, [...sold, ...movementsOf('released', left, note)], writer(ctx)),
  )
}
