// Goods of an order that leave their shelf, and those that come back to it before they were sent.
import { type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import * as queries from '../queries/fulfil.ts'
import { insertMovements, type Movement } from '../queries/holds.ts'
import { changeLevels, lockLevelsOf } from '../queries/levels.ts'
import { type Level, type Part, settle } from '../rules.ts'
import { announce, writer } from './ledger.ts'
import { sellingSources } from './locations.ts'
import { give, type LockedStock } from './stock.ts'

/** What an order holds of each variant at each location. */
export const heldAt = (ctx: ReadCtx, orderId: string): Promise<queries.HeldAt[]> =>
  queries.readHeldAt(ctx.tx, ctx.tenantId, orderId)

type Leaving = { orderId: string; fulfillmentId: string; locationId: string }

/**
 * Takes what an order holds at a location from its shelf, up to these quantities, together with the commit. It may be sold
 * beyond stock: then less than nothing is on hand until the count is put right. Gives what was taken of each variant.
 * @param held from `lockHolds`
 */
export function fulfilStock(
  ctx: TxCtx,
  held: LockedStock,
  wanted: ReadonlyMap<string, number>,
  { orderId, fulfillmentId, locationId }: Leaving,
): Map<string, number> {
  const { tx, tenantId } = ctx
  const parts = settle(held.levels, held.holds, []).left.flatMap(({ level, quantity }) => {
    const take = level.location_id === locationId ? Math.min(quantity, wanted.get(level.variant_id) ?? 0) : 0
    return take > 0 ? [{ level, quantity: take }] : []
  })
  if (parts.length === 0) return new Map()
  withCommit(
    ...parts.map(({ level, quantity }) =>
      queries.lowerHold(tx, { tenantId, orderId, levelId: level.id, quantity }),
    ),
    changeLevels(tx, tenantId, parts.map(leaves)),
    insertMovements(tx, tenantId, movementsOf(parts, 'out', { orderId, fulfillmentId }), writer(ctx)),
  )
  return new Map(parts.map(({ level, quantity }) => [level.variant_id, quantity]))
}

/** What comes back of a variant: what its order holds again, and what is free. */
export type ComingBack = { variantId: string; held: number; free: number }

/** Puts what was taken for an order, and did not leave, back on its shelf, together with the commit. */
export async function unfulfilStock(
  ctx: TxCtx,
  coming: readonly ComingBack[],
  { orderId, fulfillmentId, locationId }: Leaving,
): Promise<void> {
  const { tx, tenantId } = ctx
  if (coming.length === 0) return
  const [levels, sources] = await Promise.all([
    lockLevelsOf(
      tx,
      tenantId,
      coming.map(({ variantId }) => variantId),
    ),
    sellingSources(ctx),
  ])
  // A variant that was deleted meanwhile has no shelf any more.
  const places = coming.flatMap(({ variantId, held, free }) => {
    const level = levels.find((level) => level.variant_id === variantId && level.location_id === locationId)
    return level === undefined ? [] : [{ level, held, free }]
  })
  const all = places.map(({ level, held, free }) => ({ level, quantity: held + free }))
  const free = partsOf(places.map(({ level, free }) => ({ level, quantity: free })))
  if (all.length === 0) return
  await announce(ctx, { levels, sources }, free)
  give(ctx, free)
  withCommit(
    ...partsOf(places.map(({ level, held }) => ({ level, quantity: held }))).map(({ level, quantity }) =>
      queries.raiseHold(tx, { tenantId, orderId, levelId: level.id, quantity }),
    ),
    changeLevels(tx, tenantId, all.map(comesBack)),
    insertMovements(
      tx,
      tenantId,
      [
        ...movementsOf(all, 'back', { orderId, fulfillmentId }),
        ...free.map((part) => released(part, orderId)),
      ],
      writer(ctx),
    ),
  )
}

const partsOf = (parts: readonly Part[]): Part[] => parts.filter(({ quantity }) => quantity > 0)
const leaves = ({ level, quantity }: Part) => ({ id: level.id, onHand: -quantity, available: 0 })
const comesBack = ({ level, quantity }: Part) => ({ id: level.id, onHand: quantity, available: 0 })
const placeOf = ({ variant_id, location_id }: Level) => ({ variant_id, location_id })

const movementsOf = (
  parts: readonly Part[],
  way: 'out' | 'back',
  { orderId, fulfillmentId }: Omit<Leaving, 'locationId'>,
): Movement[] =>
  parts.map(({ level, quantity }) => ({
    ...placeOf(level),
    kind: 'fulfilled',
    on_hand: way === 'out' ? -quantity : quantity,
    available: 0,
    reason: `${way === 'out' ? 'Fulfillment' : 'Cancelled fulfillment'} ${fulfillmentId}`,
    reference_id: orderId,
  }))

const released = ({ level, quantity }: Part, orderId: string): Movement => ({
  ...placeOf(level),
  kind: 'released',
  on_hand: 0,
  available: quantity,
  reason: 'No longer ordered',
  reference_id: orderId,
})
