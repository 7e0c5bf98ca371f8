// Stock: set by the catalog, taken by orders.
import { type ReadCtx, type TxCtx, withCommit } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { availabilityChanged, inventoryLow } from './events.ts'
import {
  type LevelChange,
  lockLevels,
  productsOf,
  readLevels,
  subtractLevels,
  upsertLevels,
  type VariantSelect,
} from './queries.ts'
import { decideTake, type Level, type Shortage, soldOutBy, type Want } from './rules.ts'

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

/** What there is of each variant. */
export const stockOf = (ctx: ReadCtx, variantIds: readonly string[]): Promise<Level[]> =>
  readLevels(ctx.tx, ctx.tenantId, variantIds)

/** The same, locked until the transaction ends. */
export const lockStock = (ctx: TxCtx, variants: VariantSelect): Promise<Level[]> =>
  lockLevels(ctx.tx, ctx.tenantId, variants)

/**
 * Takes stock for all of `wants`, or for none of them, together with the commit; a variant may appear once.
 * Throws `insufficient_inventory` that names each variant at fault.
 * @param locked from `lockStock` @param threshold in units: where stock counts as low
 */
export async function takeStock(
  ctx: TxCtx,
  locked: readonly Level[],
  wants: readonly Want[],
  threshold: number,
): Promise<void> {
  const decision = decideTake(locked, wants, threshold)
  if (!decision.ok) throw insufficient(decision.shortages)
  const soldOut = soldOutBy(locked, decision.takes)
  const products = soldOut.length === 0 ? [] : await productsOf(ctx.tx, ctx.tenantId, soldOut)
  for (const product of products) emit(ctx, availabilityChanged, { ...product, available: false })
  if (decision.takes.length > 0) withCommit(subtractLevels(ctx.tx, ctx.tenantId, decision.takes))
  for (const { variantId, available } of decision.low)
    emit(ctx, inventoryLow, { variant_id: variantId, available })
}

/** Throws `insufficient_inventory` when `want` could not be taken from `stock`. */
export function assertInStock(stock: readonly Level[], want: Want): void {
  const decision = decideTake(stock, [want], 0)
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
