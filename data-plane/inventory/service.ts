// Stock: set by the catalog, taken by orders.
import type { TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { lowStockThreshold } from '../store/index.ts'
import { inventoryLow } from './events.ts'
import { type LevelChange, lockLevels, readLevels, subtractLevels, upsertLevels } from './queries.ts'
import { decideTake, type Shortage, type Want } from './rules.ts'

/** Sets what is tracked and how much there is. Throws `invalid_input` for negative stock that may not be sold. */
export async function setLevels(ctx: TxCtx, levels: readonly LevelChange[]): Promise<void> {
  await onViolation(
    {
      inventory_never_oversold: () =>
        fieldError('variants', 'Stock below zero needs the inventory policy "continue".'),
    },
    () => upsertLevels(ctx.tx, ctx.tenantId, levels),
  )
}

/**
 * Takes stock for all of `wants`, or for none of them, within the caller's transaction; a variant may appear once.
 * Throws `insufficient_inventory` that names each variant at fault.
 */
export async function takeStock(ctx: TxCtx, wants: readonly Want[]): Promise<void> {
  const levels = await lockLevels(
    ctx.tx,
    ctx.tenantId,
    wants.map((want) => want.variantId),
  )
  const decision = decideTake(levels, wants, await lowStockThreshold(ctx))
  if (!decision.ok) throw insufficient(decision.shortages)
  if (decision.takes.length > 0) await subtractLevels(ctx.tx, ctx.tenantId, decision.takes)
  for (const { variantId, available } of decision.low)
    emit(ctx, inventoryLow, { variant_id: variantId, available })
}

/** Throws `insufficient_inventory` when `want` could not be taken now; takes nothing. */
export async function assertInStock(ctx: TxCtx, want: Want): Promise<void> {
  const decision = decideTake(await readLevels(ctx.tx, ctx.tenantId, [want.variantId]), [want], 0)
  if (!decision.ok) throw insufficient(decision.shortages)
}

function insufficient(shortages: readonly Shortage[]): DomainError {
  return new DomainError('insufficient_inventory', 'There is not enough stock.', {
    issues: shortages.map(({ variantId, wanted, available }) => ({
      path: `line_items.${variantId}`,
      message: `${wanted} wanted, ${available} available`,
    })),
  })
}
