// How a fulfilment goes on, whoever says so: staff, a supplier or a logistics company.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { type ComingBack, unfulfilStock } from '../../inventory/index.ts'
import { addToTimeline, getOrder, lockOrder, type Order } from '../../orders/index.ts'
import {
  fulfillmentCancelled,
  fulfillmentDelivered,
  fulfillmentShipped,
  fulfillmentUpdated,
} from '../events.ts'
import * as queries from '../queries.ts'
import { type GivenTracking, isSame, trackingOf } from '../rules/carriers.ts'
import { openOf } from '../rules/plan.ts'
import { hasLeft, isNews, type Reported } from '../rules/status.ts'

type Row = queries.FulfillmentRow

/** Locks a fulfilment by the order that it belongs to. Throws `not_found`. */
export async function lockFulfillment(ctx: TxCtx, id: string): Promise<Row> {
  const orderId = await queries.orderOf(ctx.tx, ctx.tenantId, id)
  if (orderId === undefined) throw noFulfillment(id)
  const [, row] = await Promise.all([
    lockOrder(ctx, orderId),
    queries.findFulfillment(ctx.tx, ctx.tenantId, id),
  ])
  if (row === undefined) throw noFulfillment(id)
  return row
}

export const noFulfillment = (id: string) => new DomainError('not_found', `There is no fulfillment ${id}.`)

export type Progress = {
  status?: Reported | undefined
  /** When it came to that, as RFC 3339; by default now. */
  at?: string | undefined
  tracking?: readonly GivenTracking[] | undefined
  estimated_delivery?: string | null | undefined
  notify?: boolean | undefined
  reference?: string | undefined
  told_at?: string | undefined
}

/**
 * Notes what is new of a locked fulfilment, together with the commit, and tells of it. A status that is no news is passed
 * over.
 */
export function advance(ctx: TxCtx, row: Row, progress: Progress): Row {
  const now = ctx.now.toISOString()
  const { status, at = now, tracking, estimated_delivery, notify, reference, told_at } = progress
  const isNew = status !== undefined && isNews(row.status, status)
  const parcels = tracking?.map(trackingOf) ?? row.tracking
  const isMoved = !isSame(parcels, row.tracking)
  const expected = estimated_delivery === undefined ? row.estimated_delivery : estimated_delivery
  const after: Row = {
    ...row,
    ...(isNew ? { status, history: [...row.history, { status, at }], problem: null } : {}),
    tracking: parcels,
    estimated_delivery: expected,
    notify: notify ?? row.notify,
    reference: reference ?? row.reference,
    told_at: told_at ?? row.told_at,
    updated_at: now,
  }
  withCommit(queries.updateFulfillment(ctx.tx, ctx.tenantId, after))
  if (isNew) note(ctx, after, status)
  tell(ctx, row, after, isNew || isMoved || expected !== row.estimated_delivery)
  return after
}

function tell(ctx: TxCtx, before: Row, after: Row, isChanged: boolean): void {
  const data = { order_id: after.order_id, fulfillment_id: after.id }
  if (!hasLeft(after.status) || !isChanged) return
  if (!hasLeft(before.status)) emit(ctx, fulfillmentShipped, data)
  if (after.status === 'delivered' && before.status !== 'delivered') emit(ctx, fulfillmentDelivered, data)
  else if (hasLeft(before.status)) emit(ctx, fulfillmentUpdated, data)
}

/** Leaves an entry in the order's timeline. @param verb as in `fulfillment.shipped` */
export function note(ctx: TxCtx, { id, order_id }: Row, verb: string, data: object = {}): void {
  addToTimeline(ctx, order_id, `fulfillment.${verb}`, { fulfillment_id: id, ...data })
}

/**
 * Makes a locked fulfilment that has not left undone, together with the commit: what it took from stock is there again,
 * held by its order as far as that still wants it. Throws `fulfillment_not_cancellable` when goods of it came back.
 */
export async function undo(ctx: TxCtx, row: Row, problem: string | null = null): Promise<Row> {
  const { tx, tenantId } = ctx
  const order = await getOrder(ctx, row.order_id)
  const { coming, tooFew } = comingBack(row, order)
  if (tooFew) throw new DomainError('fulfillment_not_cancellable', 'Goods of this fulfillment were returned.')
  if (row.location_id !== null)
    await unfulfilStock(ctx, coming, {
      ...{ orderId: row.order_id, fulfillmentId: row.id },
      locationId: row.location_id,
    })
  const at = ctx.now.toISOString()
  const after: Row = {
    ...row,
    ...{ status: 'cancelled', history: [...row.history, { status: 'cancelled', at }] },
    ...{ problem, updated_at: at },
  }
  withCommit(
    queries.updateFulfillment(tx, tenantId, after),
    queries.addFulfilled(
      tx,
      tenantId,
      row.order_id,
      row.lines.map(({ line_item_id, quantity }) => ({ line_item_id, quantity: -quantity })),
    ),
  )
  note(ctx, after, 'cancelled', problem === null ? {} : { problem })
  emit(ctx, fulfillmentCancelled, { order_id: row.order_id, fulfillment_id: row.id })
  return after
}

function comingBack(row: Row, order: Order): { coming: ComingBack[]; tooFew: boolean } {
  const coming = new Map<string, ComingBack>()
  let tooFew = false
  for (const { line_item_id, variant_id, quantity, taken_quantity } of row.lines) {
    const line = order.line_items.find(({ id }) => id === line_item_id)
    if (line === undefined) continue
    const after = { ...line, fulfilled_quantity: line.fulfilled_quantity - quantity }
    tooFew ||= after.fulfilled_quantity < line.returned_quantity
    if (variant_id === null || taken_quantity === 0) continue
    const wanted = order.status === 'cancelled' ? 0 : Math.min(taken_quantity, openOf(after))
    const same = coming.get(variant_id) ?? { variantId: variant_id, held: 0, free: 0 }
    coming.set(variant_id, {
      variantId: variant_id,
      held: same.held + wanted,
      free: same.free + taken_quantity - wanted,
    })
  }
  return { coming: [...coming.values()], tooFew }
}
