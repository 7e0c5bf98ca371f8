// Goods on their way from one location to another: they leave when they are sent, and are there when they are received.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries/documents.ts'
import type {
  MovementKind,
  StockTransfer,
  StockTransferFilter,
  StockTransferInput,
  TransferReceipt,
} from '../schema.ts'
import { listLocations } from './locations.ts'
import { lockPlaces, moveStock } from './places.ts'

/** Notes down what is to be sent. Nothing moves yet. */
export async function createTransfer(ctx: Ctx, input: StockTransferInput): Promise<StockTransfer> {
  return inTx(ctx, async (ctx) => {
    const { from_location_id, to_location_id, note, lines } = input
    const { data: locations } = await listLocations(ctx)
    for (const [path, id] of Object.entries({ from_location_id, to_location_id }))
      if (!locations.some((location) => location.id === id))
        throw fieldError(path, 'There is no such location.')
    if (from_location_id === to_location_id)
      throw fieldError('to_location_id', 'must be another location than the one it comes from')
    const placed = (location_id: string, locationPath: string) =>
      lines.map(({ variant_id }, i) => ({ variant_id, location_id, path: `lines.${i}`, locationPath }))
    // Makes sure that all of them exist, and that there is room for them at the other end.
    await lockPlaces(ctx, [
      ...placed(from_location_id, 'from_location_id'),
      ...placed(to_location_id, 'to_location_id'),
    ])
    const at = ctx.now.toISOString()
    const transfer: StockTransfer = {
      ...{
        id: uuidv7(),
        from_location_id,
        to_location_id,
        status: 'draft',
        note,
        created_at: at,
        updated_at: at,
      },
      lines: lines.map((line) => ({ ...line, received: 0 })),
    }
    withCommit(queries.insertTransfer(ctx.tx, ctx.tenantId, transfer))
    return transfer
  })
}

export async function getTransfer(ctx: Ctx, id: string): Promise<StockTransfer> {
  const found = await inRead(ctx, (ctx) => queries.findTransfer(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noTransfer(id)
  return found
}

export async function listTransfers(ctx: Ctx, { limit, cursor, ...filter }: StockTransferFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listTransfers(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Takes the goods from where they are. Throws `transfer_not_open` or `insufficient_inventory`. */
export async function sendTransfer(ctx: Ctx, id: string): Promise<StockTransfer> {
  return inTx(ctx, async (ctx) => {
    const transfer = await lockAs(ctx, id, ['draft'])
    const leaving = transfer.lines.map(({ variant_id, quantity }) => ({ variant_id, change: -quantity }))
    await move(ctx, transfer, { kind: 'transfer_out', at: transfer.from_location_id, lines: leaving })
    return save(ctx, { ...transfer, status: 'in_transit' })
  })
}

/** Puts what has arrived where it was sent to. Throws `transfer_not_open`, or `invalid_input` for more than is on its way. */
export async function receiveTransfer(ctx: Ctx, id: string, input: TransferReceipt): Promise<StockTransfer> {
  return inTx(ctx, async (ctx) => {
    const transfer = await lockAs(ctx, id, ['in_transit'])
    const arrived = input.lines === undefined ? openLines(transfer) : named(transfer, input.lines)
    await move(ctx, transfer, { kind: 'transfer_in', at: transfer.to_location_id, lines: arrived })
    const changes = new Map(arrived.map(({ variant_id, change }) => [variant_id, change]))
    const lines = transfer.lines.map((line) => ({
      ...line,
      received: line.received + (changes.get(line.variant_id) ?? 0),
    }))
    const isDone = lines.every((line) => line.received === line.quantity)
    return save(ctx, { ...transfer, lines, status: isDone ? 'received' : 'in_transit' })
  })
}

/** What has been sent and not received goes back to where it came from. Throws `transfer_not_open`. */
export async function cancelTransfer(ctx: Ctx, id: string): Promise<StockTransfer> {
  return inTx(ctx, async (ctx) => {
    const transfer = await lockAs(ctx, id, ['draft', 'in_transit'])
    const back = transfer.status === 'draft' ? [] : openLines(transfer)
    await move(ctx, transfer, { kind: 'transfer_in', at: transfer.from_location_id, lines: back })
    return save(ctx, { ...transfer, status: 'cancelled' })
  })
}

type Change = { variant_id: string; change: number }

const openLines = ({ lines }: StockTransfer): Change[] =>
  lines.flatMap(({ variant_id, quantity, received }) =>
    quantity > received ? [{ variant_id, change: quantity - received }] : [],
  )

function named(transfer: StockTransfer, lines: NonNullable<TransferReceipt['lines']>): Change[] {
  return lines.map(({ variant_id, quantity }, i) => {
    const line = transfer.lines.find((line) => line.variant_id === variant_id)
    if (line === undefined) throw fieldError(`lines.${i}.variant_id`, 'is not in this transfer')
    const open = line.quantity - line.received
    if (quantity > open) throw fieldError(`lines.${i}.quantity`, `Only ${open} are still on their way.`)
    return { variant_id, change: quantity }
  })
}

async function move(
  ctx: TxCtx,
  transfer: StockTransfer,
  { kind, at: location_id, lines }: { kind: MovementKind; at: string; lines: readonly Change[] },
): Promise<void> {
  if (lines.length === 0) return
  const { stock, lines: placed } = await lockPlaces(
    ctx,
    lines.map((line, i) => ({ ...line, location_id, path: `lines.${i}`, locationPath: 'location_id' })),
  )
  const moves = placed.map(({ level, change, path }) => ({ level, kind, change, path }))
  await moveStock(ctx, stock, moves, { reason: transfer.note, referenceId: transfer.id })
}

async function lockAs(
  ctx: TxCtx,
  id: string,
  allowed: readonly StockTransfer['status'][],
): Promise<StockTransfer> {
  const transfer = await queries.lockTransfer(ctx.tx, ctx.tenantId, id)
  if (transfer === undefined) throw noTransfer(id)
  if (!allowed.includes(transfer.status))
    throw new DomainError('transfer_not_open', `This transfer is ${transfer.status.replace('_', ' ')}.`)
  return transfer
}

function save(ctx: TxCtx, transfer: StockTransfer): StockTransfer {
  const saved = { ...transfer, updated_at: ctx.now.toISOString() }
  withCommit(queries.updateTransfer(ctx.tx, ctx.tenantId, saved))
  return saved
}

const noTransfer = (id: string) => new DomainError('not_found', `There is no transfer ${id}.`)
