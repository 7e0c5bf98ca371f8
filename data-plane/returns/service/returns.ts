// Returns: asked for by shoppers or made by staff, approved or declined, received and closed.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { addToTimeline, getOrder, lockOrder } from '../../orders/index.ts'
import { getStore } from '../../store/index.ts'
import { returnApproved, returnClosed, returnDeclined, returnRequested } from '../events.ts'
import * as queries from '../queries.ts'
import { isInWindow, returnable } from '../rules.ts'
import type { Return, ReturnFilter, ReturnInput, ReturnPatch, ReturnRequest } from '../schema.ts'
import { addReplacements } from './exchange.ts'

/**
 * A shopper asks to return what left, within the store's window. Throws `return_window_closed`, `order_cancelled`, or
 * `invalid_input` for more than may be returned.
 */
export async function requestReturn(ctx: Ctx, orderId: string, input: ReturnRequest): Promise<Return> {
  return inTx(ctx, async (ctx) => {
    const [order, { return_days }, movedAt] = await Promise.all([
      lockOrder(ctx, orderId),
      getStore(ctx),
      queries.movedAt(ctx.tx, ctx.tenantId, orderId),
    ])
    assertOpen(order.status)
    if (movedAt === undefined || !isInWindow(new Date(movedAt), return_days, ctx.now))
      throw new DomainError('return_window_closed', 'It is too late to return goods of this order.')
    const row = await insert(ctx, orderId, input, { status: 'requested', requested_by: 'shopper' })
    emit(ctx, returnRequested, { order_id: orderId, return_id: row.id })
    return toReturn(ctx, row)
  })
}

/** Staff make a return, which is approved at once, whatever the window says. Throws what `approveReturn` does. */
export async function createReturn(ctx: Ctx, orderId: string, input: ReturnInput): Promise<Return> {
  return inTx(ctx, async (ctx) => {
    assertOpen((await lockOrder(ctx, orderId)).status)
    const row = await insert(ctx, orderId, input, { status: 'approved', requested_by: 'staff' })
    return toReturn(ctx, await approve(ctx, row))
  })
}

function assertOpen(status: 'open' | 'cancelled'): void {
  if (status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
}

async function insert(
  ctx: TxCtx,
  orderId: string,
  { line_items, replacements, ...fields }: ReturnInput,
  by: Pick<Return, 'status' | 'requested_by'>,
): Promise<queries.ReturnRow> {
  await assertReturnable(ctx, orderId, line_items)
  const twice = replacements.findIndex(
    ({ variant_id }, i) => replacements.findIndex((other) => other.variant_id === variant_id) < i,
  )
  if (twice >= 0)
    throw fieldError(`replacements.${twice}.variant_id`, 'Another entry names the same variant.')
  const at = ctx.now.toISOString()
  const received = {
    restocked_quantity: 0,
    dismissed_quantity: 0,
    written_off_quantity: 0,
    refunded_quantity: 0,
  }
  const row: queries.ReturnRow = {
    ...{ id: uuidv7(), order_id: orderId, ...by, note: '', decline_note: null, label_url: null },
    ...{ tracking_carrier: null, tracking_number: null, tracking_url: null, ...defined(fields) },
    line_items: line_items.map((line) => ({ ...line, ...received })),
    replacements: replacements.map((replacement) => ({ ...replacement, line_item_id: null })),
    ...{ created_at: at, updated_at: at },
  }
  if (replacements.length > 0) await assertOnSale(ctx, row)
  withCommit(queries.insertReturn(ctx.tx, ctx.tenantId, row))
  addToTimeline(ctx, orderId, 'return.requested', { return_id: row.id })
  return row
}

async function assertReturnable(
  ctx: TxCtx,
  orderId: string,
  wanted: ReturnRequest['line_items'],
): Promise<void> {
  const [lines, others] = await Promise.all([
    queries.sentLines(ctx.tx, ctx.tenantId, orderId),
    queries.linesOfReturns(ctx.tx, ctx.tenantId, orderId),
  ])
  const seen = new Set<string>()
  for (const [i, { line_item_id, quantity }] of wanted.entries()) {
    const line = lines.find(({ id }) => id === line_item_id)
    if (line === undefined) throw fieldError(`line_items.${i}.line_item_id`, 'This order has no such line.')
    if (seen.has(line_item_id))
      throw fieldError(`line_items.${i}.line_item_id`, 'Another entry names the same line.')
    seen.add(line_item_id)
    const own = others.filter((other) => other.line_item_id === line_item_id)
    const left = returnable(line, own)
    if (quantity > left) throw fieldError(`line_items.${i}.quantity`, `Only ${left} of it can be returned.`)
  }
}

async function assertOnSale(ctx: TxCtx, { replacements }: queries.ReturnRow): Promise<void> {
  const ids = replacements.map(({ variant_id }) => variant_id)
  const known = await queries.onSale(ctx.tx, ctx.tenantId, ids)
  const i = ids.findIndex((id) => !known.includes(id.toLowerCase()))
  if (i >= 0)
    throw fieldError(
      `replacements.${i}.variant_id`,
      'There is no such variant on sale.',
      'product_unavailable',
    )
}

/**
 * The goods may be sent back, and what is wanted in exchange becomes lines of the order. Throws `not_found`,
 * `return_not_open`, or what keeps a replacement from being sold, such as `insufficient_inventory`.
 */
export async function approveReturn(ctx: Ctx, id: string): Promise<Return> {
  return inTx(ctx, async (ctx) => {
    const row = await lockReturn(ctx, id, ['requested'])
    return toReturn(ctx, await approve(ctx, { ...row, status: 'approved' }))
  })
}

async function approve(ctx: TxCtx, row: queries.ReturnRow): Promise<queries.ReturnRow> {
  const saved = save(ctx, row)
  emit(ctx, returnApproved, { order_id: row.order_id, return_id: row.id })
  addToTimeline(ctx, row.order_id, returnApproved.name, { return_id: row.id })
  if (row.replacements.length === 0) return saved
  return { ...saved, replacements: await addReplacements(ctx, row) }
}

/** @param note for the shopper. Throws `not_found` or `return_not_open`. */
export async function declineReturn(ctx: Ctx, id: string, note: string): Promise<Return> {
  return inTx(ctx, async (ctx) => {
    const row = await lockReturn(ctx, id, ['requested'])
    emit(ctx, returnDeclined, { order_id: row.order_id, return_id: id })
    addToTimeline(ctx, row.order_id, returnDeclined.name, { return_id: id })
    return toReturn(ctx, save(ctx, { ...row, status: 'declined', decline_note: note }))
  })
}

/** Nothing more is waited for; what did not come stays with the customer, unrefunded. Throws `not_found` or `return_not_open`. */
export async function closeReturn(ctx: Ctx, id: string): Promise<Return> {
  return inTx(ctx, async (ctx) => toReturn(ctx, close(ctx, await lockReturn(ctx, id, ['approved']))))
}

/** Closes a return that is locked, together with the commit. */
export function close(ctx: TxCtx, row: queries.ReturnRow): queries.ReturnRow {
  emit(ctx, returnClosed, { order_id: row.order_id, return_id: row.id })
  addToTimeline(ctx, row.order_id, returnClosed.name, { return_id: row.id })
  return save(ctx, { ...row, status: 'closed' })
}

/** Goods of an order left or were delivered: the time to return them begins anew. */
export async function beginWindow(ctx: TxCtx, orderId: string): Promise<void> {
  withCommit(queries.noteMoved(ctx.tx, ctx.tenantId, orderId, ctx.now.toISOString()))
}

/** Staff note something, or how the goods are sent. Throws `not_found`. */
export async function updateReturn(ctx: Ctx, id: string, patch: ReturnPatch): Promise<Return> {
  return inTx(ctx, async (ctx) => {
    const row = await lockReturn(ctx, id, ['requested', 'approved', 'declined', 'closed'])
    return toReturn(ctx, save(ctx, { ...row, ...defined(patch) }))
  })
}

export async function getReturn(ctx: Ctx, id: string): Promise<Return> {
  const row = await inRead(ctx, (ctx) => queries.findReturn(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noReturn(id)
  return toReturn(ctx, row)
}

/** Newest first. */
export async function listReturns(ctx: Ctx, { limit, cursor, ...filter }: ReturnFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listReturns(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return {
    data: rows.slice(0, limit).map((row) => toReturn(ctx, row)),
    next_cursor: cursorOf(rows, limit),
  }
}

/** The returns of an order. Throws `not_found`. */
export async function listReturnsOf(
  ctx: Ctx,
  orderId: string,
  page: { limit: number; cursor?: string | undefined },
) {
  return inRead(ctx, async (ctx) => {
    const [, found] = await Promise.all([
      getOrder(ctx, orderId),
      listReturns(ctx, { ...page, order_id: orderId }),
    ])
    return found
  })
}

/** Locks a return's order, and with it the return. Throws `not_found`, or `return_not_open` in another state than `allowed`. */
export async function lockReturn(
  ctx: TxCtx,
  id: string,
  allowed: readonly Return['status'][],
): Promise<queries.ReturnRow> {
  const found = await queries.findReturn(ctx.tx, ctx.tenantId, id)
  if (found === undefined) throw noReturn(id)
  const [, row] = await Promise.all([
    lockOrder(ctx, found.order_id),
    queries.findReturn(ctx.tx, ctx.tenantId, id),
  ])
  if (row === undefined) throw noReturn(id)
  if (!allowed.includes(row.status))
    throw new DomainError('return_not_open', `This return is ${row.status} already.`)
  return row
}

function save(ctx: TxCtx, row: queries.ReturnRow): queries.ReturnRow {
  const saved = { ...row, updated_at: ctx.now.toISOString() }
  withCommit(queries.updateReturn(ctx.tx, ctx.tenantId, saved))
  return saved
}

const noReturn = (id: string) => new DomainError('not_found', `There is no return ${id}.`)

export const toReturn = ({ principal }: Ctx, row: queries.ReturnRow): Return => ({
  ...row,
  note:
    principal.permissions.has('orders:read') || principal.permissions.has('orders:write') ? row.note : null,
})
