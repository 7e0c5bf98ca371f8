// What every change of stock leaves behind: its movement, and word to those who go by it.
import type { Ctx, TxCtx } from '../../../shared/context.ts'
import { emit } from '../../../shared/events/events.ts'
import { availabilityChanged, inventoryLow } from '../events.ts'
import type { Movement } from '../queries/holds.ts'
import { productsOf } from '../queries/levels.ts'
import { availabilityFlips, type Level, lowAfter, type Part, type Source } from '../rules.ts'

/** All levels of some variants, and the locations that sell. */
export type Stock = { levels: readonly Level[]; sources: readonly Source[] }

/** Who moves stock, and when. */
export const writer = ({ principal: { kind, id }, now }: Ctx) => ({
  actor: id === '' ? kind : `${kind}:${id}`,
  at: now.toISOString(),
})

export type Note = { reason: string; referenceId: string }

/** What becomes held or free again: on hand it stays. */
export const movementsOf = (
  kind: 'reserved' | 'released',
  parts: readonly Part[],
  { reason, referenceId }: Note,
): Movement[] =>
  parts.map(({ level: { variant_id, location_id }, quantity }) => ({
    variant_id,
    location_id,
    kind,
    on_hand: 0,
    available: kind === 'released' ? quantity : -quantity,
    reason,
    reference_id: referenceId,
  }))

/**
 * Tells of stock that runs low, and of variants that can no longer be sold or can again.
 * @param changes by how much each level's available stock changes; may be negative
 */
export async function announce(
  ctx: TxCtx,
  { levels, sources }: Stock,
  changes: readonly Part[],
): Promise<void> {
  for (const { level, available } of lowAfter(changes)) {
    const { variant_id, location_id } = level
    emit(ctx, inventoryLow, { variant_id, location_id, available })
  }
  const flips = availabilityFlips(levels, changes, sources)
  if (flips.length === 0) return
  const products = await productsOf(
    ctx.tx,
    ctx.tenantId,
    flips.map((flip) => flip.variantId),
  )
  for (const { variantId, available } of flips) {
    const product = products.find((product) => product.variant_id === variantId)
    if (product !== undefined) emit(ctx, availabilityChanged, { ...product, available })
  }
}
