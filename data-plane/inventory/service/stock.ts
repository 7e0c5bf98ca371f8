// Stock as it is set by the catalog, held by carts and taken by orders. Whatever moves is in the ledger with the same commit.
import { type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { giveTo, takeFrom } from '../../balances/index.ts'
import * as holds from '../queries/holds.ts'
import * as queries from '../queries/levels.ts'
import {
  allocate,
  type Hold,
  type Part,
  type Shortage,
  type Strategy,
  sellable,
  settle,
  summed,
  type Want,
  writeOff,
} from '../rules.ts'
import { announce, movementsOf, type Stock, writer } from './ledger.ts'
import { sellingSources } from './locations.ts'

/** Locks all levels of some variants. What an order does with a variant comes after that, so whoever changes variants begins with it. */
export const lockLevels = async (ctx: TxCtx, variantIds: readonly string[]): Promise<void> => {
  if (variantIds.length > 0) await queries.lockLevelsOf(ctx.tx, ctx.tenantId, variantIds)
}

/** Sets what is tracked and how much there is; levels that exist must be locked. Throws `invalid_input` for negative stock that may not be sold. */
export async function setLevels(ctx: TxCtx, levels: readonly queries.LevelChange[]): Promise<void> {
  const negative = () => fieldError('variants', 'Stock below zero needs the inventory policy "continue".')
  const tooLow = await onViolation({ inventory_levels_never_overdrawn: negative }, () =>
    queries.upsertLevels(ctx.tx, ctx.tenantId, levels, writer(ctx)),
  )
  if (tooLow !== undefined) throw negative()
}

/** What there is of each variant. */
export async function stockOf(ctx: ReadCtx, variantIds: readonly string[]): Promise<Stock> {
  const [levels, sources] = await Promise.all([
    queries.readLevels(ctx.tx, ctx.tenantId, variantIds),
    sellingSources(ctx),
  ])
  return { levels, sources }
}

/** Throws `insufficient_inventory` when `want` could not be taken from `stock`. */
export function assertInStock({ levels, sources }: Stock, want: Want): void {
  const decision = allocate(levels, [want], { strategy: 'priority', country: undefined, sources })
  if (!decision.ok) throw insufficient(decision.shortages)
}

/** How much of a variant can be sold at the locations that sell. */
export const sellableOf = ({ levels, sources }: Stock, variantId: string): number =>
  levels
    .filter((level) => level.variant_id === variantId && sources.some(({ id }) => id === level.location_id))
    .reduce((sum, level) => sum + sellable(level), 0)

/** Stock that is locked until the transaction ends, and what a cart holds of it. */
export type LockedStock = Stock & { holds: readonly Hold[] }

/**
 * Locks all levels of some variants. Stock comes first among the balances that a transaction locks.
 * @param cart whose holds will be used, in a store that reserves for carts; or an order
 */
export async function lockStock(
  ctx: TxCtx,
  variants: queries.VariantSelect,
  cart?: holds.CartSelect,
): Promise<LockedStock> {
  const { tx, tenantId } = ctx
  const all = cart === undefined ? variants : holds.alsoHeldBy(tenantId, cart, variants)
  const [levels, held, sources] = await Promise.all([
    queries.lockLevels(tx, tenantId, all),
    // After the lock: nobody changes them without it.
    cart === undefined ? [] : holds.readHolds(tx, tenantId, cart),
    sellingSources(ctx),
  ])
  return { levels, holds: held, sources }
}

/** Where an order's goods come from: `used` from what its cart holds, of which `left` is not needed. Nothing is written yet. */
export type Allocation = {
  stock: Stock
  taken: readonly Part[]
  used: readonly Part[]
  left: readonly Part[]
}
/** `country`: where the goods go; undefined when nothing is shipped. */
export type Preference = { strategy: Strategy; country: string | undefined }

/** Decides where all of `wants` come from. Throws `insufficient_inventory` that names each variant at fault. */
export function allocateStock(stock: LockedStock, wants: readonly Want[], by: Preference): Allocation {
  const { used, left, rest } = settle(stock.levels, stock.holds, wants)
  const decision = allocate(stock.levels, rest, { ...by, sources: stock.sources })
  if (!decision.ok) throw insufficient(withHeld(decision.shortages, used))
  return { stock, taken: decision.parts, used, left }
}

/** Takes what was allocated for an order, together with the commit. What its cart holds beyond that is free again. */
export async function takeStock(
  ctx: TxCtx,
  { stock, taken, used, left }: Allocation,
  { orderId, cartId }: { orderId: string; cartId: string },
): Promise<void> {
  const { tx, tenantId } = ctx
  const sold = summed([...taken, ...used])
  const released = [...used, ...left]
  await announce(ctx, stock, [...minus(taken), ...left])
  if (sold.length > 0) withCommit(holds.insertSale(tx, tenantId, { orderId, sold }, writer(ctx)))
  take(ctx, stock, taken)
  if (released.length === 0) return
  const movements = movementsOf('released', released, { reason: 'Ordered', referenceId: cartId })
  withCommit(
    holds.insertMovements(tx, tenantId, movements, writer(ctx)),
    holds.deleteHolds(tx, tenantId, cartId),
  )
  give(ctx, left)
}

/**
 * Makes a cart hold so much of a variant, 0 for none, for `minutes` from now, together with the commit; all else that it
 * holds is kept as long. The cart must be locked. Throws `insufficient_inventory`.
 */
export async function holdForCart(
  ctx: TxCtx,
  { cartId, variantId, quantity }: Want & { cartId: string },
  { minutes, ...by }: Preference & { minutes: number },
): Promise<void> {
  const { tx, tenantId } = ctx
  const [levels, held, sources] = await Promise.all([
    queries.lockLevelsOf(tx, tenantId, [variantId]),
    holds.readHolds(tx, tenantId, cartId),
    sellingSources(ctx),
  ])
  const { used, left, rest } = settle(levels, held, [{ variantId, quantity }])
  const decision = allocate(levels, rest, { ...by, sources })
  if (!decision.ok) throw insufficient(withHeld(decision.shortages, used))
  const { parts } = decision
  await announce(ctx, { levels, sources }, [...minus(parts), ...left])
  const total = new Map(left.map(({ level }) => [level.id, 0]))
  for (const part of [...used, ...parts])
    total.set(part.level.id, (total.get(part.level.id) ?? 0) + part.quantity)
  const note = { reason: 'Cart', referenceId: cartId }
  const movements = [...movementsOf('reserved', parts, note), ...movementsOf('released', left, note)]
  take(ctx, { levels, sources }, parts)
  give(ctx, left)
  withCommit(
    holds.putHolds(tx, tenantId, cartId, {
      holds: [...total].map(([level_id, quantity]) => ({ level_id, quantity })),
      expiresAt: new Date(ctx.now.getTime() + minutes * 60_000).toISOString(),
    }),
    ...(movements.length > 0 ? [holds.insertMovements(tx, tenantId, movements, writer(ctx))] : []),
  )
}

/** Locks what an order holds, and all other stock of the same variants. */
export const lockHolds = (ctx: TxCtx, orderId: string): Promise<LockedStock> =>
  lockStock(ctx, holds.noVariants, orderId)

/**
 * Ends what an order holds, together with the commit. It is available again; or, without `restock`, what is on hand of it
 * is gone, by an adjustment, and only what was sold beyond stock is available again. @param held from `lockHolds`
 */
export async function endHolds(
  ctx: TxCtx,
  held: LockedStock,
  { orderId, restock }: { orderId: string; restock: boolean },
): Promise<void> {
  const { tx, tenantId } = ctx
  if (held.holds.length === 0) return
  const { left: parts } = settle(held.levels, held.holds, [])
  const { lost, left } = restock ? { lost: [], left: parts } : writeOff(parts)
  await announce(ctx, held, left)
  give(ctx, left)
  const movements = [
    ...movementsOf('released', left, { reason: 'Cancelled', referenceId: orderId }),
    ...lostMovements(lost, orderId),
  ]
  const deltas = lost.map(({ level, quantity }) => ({ id: level.id, onHand: -quantity, available: 0 }))
  withCommit(
    holds.deleteHolds(tx, tenantId, orderId),
    holds.insertMovements(tx, tenantId, movements, writer(ctx)),
    ...(lost.length > 0 ? [queries.changeLevels(tx, tenantId, deltas)] : []),
  )
}

const lostMovements = (lost: readonly Part[], orderId: string): holds.Movement[] =>
  lost.map(({ level: { variant_id, location_id }, quantity }) => ({
    variant_id,
    location_id,
    kind: 'adjusted',
    on_hand: -quantity,
    available: 0,
    reason: 'Cancelled, not restocked',
    reference_id: orderId,
  }))

/** Takes what was allocated, together with the commit. */
export function take(ctx: TxCtx, { levels }: Stock, parts: readonly Part[]): void {
  const short = takeFrom(ctx, { stock: levels }, 'stock', amounts(parts))
  if (short.length > 0) throw new Error('What was allocated is not there.')
}

/** Makes what was held available again, together with the commit. */
export function give(ctx: TxCtx, parts: readonly Part[]): void {
  giveTo(ctx, 'stock', amounts(summed(parts)))
}

const amounts = (parts: readonly Part[]) =>
  parts.map(({ level, quantity }) => ({ id: level.id, amount: quantity }))

const minus = (parts: readonly Part[]): Part[] =>
  parts.map(({ level, quantity }) => ({ level, quantity: -quantity }))

/** Shortages as those who hold some already see them. */
const withHeld = (shortages: readonly Shortage[], held: readonly Part[]): Shortage[] =>
  shortages.map(({ variantId, wanted, available }) => {
    const own = held
      .filter(({ level }) => level.variant_id === variantId)
      .reduce((sum, part) => sum + part.quantity, 0)
    return { variantId, wanted: wanted + own, available: available + own }
  })

function insufficient(shortages: readonly Shortage[]): DomainError {
  return new DomainError('insufficient_inventory', 'There is not enough stock.', {
    issues: shortages.map(({ variantId, wanted, available }) => ({
      path: `line_items.${variantId}`,
      message: `${wanted} wanted, ${available} available`,
    })),
  })
}
