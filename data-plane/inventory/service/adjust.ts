// Staff say what came in, went lost or came back, and how a variant's stock is to be treated.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { availabilityChanged } from '../events.ts'
import * as queries from '../queries/levels.ts'
import { sellable } from '../rules.ts'
import type { AdjustmentInput, StockItemPatch, StockLevel } from '../schema.ts'
import { sellingSources } from './locations.ts'
import { lockPlaces, moveStock } from './places.ts'

/** All of the lines or none. Gives the levels as they are then. */
export async function adjustStock(
  ctx: Ctx,
  { kind, reason, lines }: AdjustmentInput,
): Promise<{ id: string; levels: StockLevel[] }> {
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const { stock, lines: placed } = await lockPlaces(
      ctx,
      lines.map((line, i) => ({ ...line, path: `lines.${i}`, locationPath: `lines.${i}.location_id` })),
    )
    const moves = placed.map(({ level, change, path }) => ({ level, kind, change, path: `${path}.change` }))
    await moveStock(ctx, stock, moves, { reason, referenceId: id })
    const ids = placed.map(({ level }) => level.id)
    return { id, levels: await queries.readStockLevels(ctx.tx, ctx.tenantId, ids) }
  })
}

/** Changes how a variant's stock is treated, at all its locations. Throws `not_found`. */
export async function updateItem(
  ctx: Ctx,
  variantId: string,
  patch: StockItemPatch,
): Promise<{ data: StockLevel[] }> {
  return inTx(ctx, async (ctx) => {
    const { tx, tenantId } = ctx
    const [before, after, sources] = await Promise.all([
      queries.lockLevelsOf(tx, tenantId, [variantId]),
      queries.updateItem(tx, tenantId, variantId, patch),
      sellingSources(ctx),
    ])
    if (before.length === 0) throw new DomainError('not_found', `There is no variant ${variantId}.`)
    const selling = new Set(sources.map((source) => source.id))
    const isSold = (levels: typeof before) =>
      levels.some((level) => selling.has(level.location_id) && sellable(level) > 0)
    if (isSold(before) !== isSold(after)) {
      for (const product of await queries.productsOf(tx, tenantId, [variantId]))
        emit(ctx, availabilityChanged, { ...product, available: isSold(after) })
    }
    const ids = after.map((level) => level.id)
    return { data: await queries.readStockLevels(tx, tenantId, ids) }
  })
}
