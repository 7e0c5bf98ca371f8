// Stock that staff move: levels at given places, and the change of them.
import { type Ctx, inRead, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as holds from '../queries/holds.ts'
import * as queries from '../queries/levels.ts'
import { inStock, type Level } from '../rules.ts'
import type { MovementKind, StockLevelFilter, StockMovementFilter } from '../schema.ts'
import { announce, type Note, type Stock, writer } from './ledger.ts'
import { listLocations, sellingSources } from './locations.ts'

const MAX_UNITS = 1_000_000_000

/** A line of the request, as far as it names a place. */
export type Line = { variant_id: string; location_id: string; path: string; locationPath: string }
export type Placed<L> = { stock: Stock; lines: (L & { level: Level })[] }

/**
 * Locks the levels of all lines, and makes those that never were. Throws `invalid_input` at the line's path when a place
 * appears twice, or its variant or location does not exist.
 */
export async function lockPlaces<L extends Line>(ctx: TxCtx, lines: readonly L[]): Promise<Placed<L>> {
  assertOnce(lines)
  const places = lines.map(({ variant_id, location_id }) => ({ variant_id, location_id }))
  const variantIds = [...new Set(places.map((place) => place.variant_id))]
  const lock = () => queries.lockLevelsOf(ctx.tx, ctx.tenantId, variantIds)
  // Once more at the end, for those that are new: by this or by whoever held the lock before.
  const [, , levels, sources, { data: locations }] = await Promise.all([
    lock(),
    queries.insertMissingLevels(ctx.tx, ctx.tenantId, places),
    lock(),
    sellingSources(ctx),
    listLocations(ctx),
  ])
  const known = new Set(locations.map((location) => location.id))
  const placed = lines.map((line) => {
    if (!known.has(line.location_id)) throw fieldError(line.locationPath, 'There is no such location.')
    const level = levels.find(
      (level) => level.variant_id === line.variant_id && level.location_id === line.location_id,
    )
    if (level === undefined) throw fieldError(`${line.path}.variant_id`, 'There is no such variant.')
    return { ...line, level }
  })
  return { stock: { levels, sources }, lines: placed }
}

function assertOnce(lines: readonly Line[]): void {
  const seen = new Set<string>()
  for (const { variant_id, location_id, path } of lines) {
    const place = `${variant_id} ${location_id}`
    if (seen.has(place)) throw fieldError(`${path}.variant_id`, 'Another line names the same stock.')
    seen.add(place)
  }
}

/** `change` of what is on hand and available alike. */
export type Move = { level: Level; kind: MovementKind; change: number; path: string }

/** Moves stock together with the commit. Throws `insufficient_inventory` when more would leave than is there and free. */
export async function moveStock(ctx: TxCtx, stock: Stock, moves: readonly Move[], note: Note): Promise<void> {
  const short = moves.filter(({ level, change }) => level.tracked && change < 0 && -change > inStock(level))
  if (short.length > 0) {
    throw new DomainError('insufficient_inventory', 'There is not enough stock that nobody holds.', {
      issues: short.map(({ level, change, path }) => ({
        path,
        message: `${-change} wanted, ${inStock(level)} available`,
      })),
    })
  }
  const full = moves.find(
    ({ level, change }) =>
      Math.abs(level.on_hand + change) > MAX_UNITS || level.available + change > MAX_UNITS,
  )
  if (full !== undefined) throw fieldError(full.path, `A location holds at most ${MAX_UNITS} of a variant.`)
  const moving = moves.filter(({ change }) => change !== 0)
  await announce(
    ctx,
    stock,
    moving.map(({ level, change }) => ({ level, quantity: change })),
  )
  if (moving.length === 0) return
  const movements = moving.map(({ level: { variant_id, location_id }, kind, change }) => ({
    variant_id,
    location_id,
    kind,
    on_hand: change,
    available: change,
    reason: note.reason,
    reference_id: note.referenceId,
  }))
  withCommit(
    queries.changeLevels(
      ctx.tx,
      ctx.tenantId,
      moving.map(({ level, change }) => ({ id: level.id, onHand: change, available: change })),
    ),
    holds.insertMovements(ctx.tx, ctx.tenantId, movements, writer(ctx)),
  )
}

export async function listLevels(ctx: Ctx, { limit, cursor, ...filter }: StockLevelFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listLevels(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function listMovements(ctx: Ctx, { limit, cursor, ...filter }: StockMovementFilter) {
  const rows = await inRead(ctx, (ctx) =>
    holds.listMovements(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}
