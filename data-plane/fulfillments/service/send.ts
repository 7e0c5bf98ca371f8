// What staff do: see what is to be sent, send it, and say how it goes on.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { fulfilStock, heldAt, listLocations, lockHolds } from '../../inventory/index.ts'
import { getOrder, lockOrder, type Order } from '../../orders/index.ts'
import { fulfillmentRequested, fulfillmentShipped } from '../events.ts'
import { askProvider } from '../jobs.ts'
import * as queries from '../queries.ts'
import { trackingOf } from '../rules/carriers.ts'
import { type Held, maySend, openOf, type Portion, planOf, sendableFrom, takenBy } from '../rules/plan.ts'
import { isHere, isNews, type Status } from '../rules/status.ts'
import type { Fulfillment, FulfillmentInput, FulfillmentPatch, FulfillmentPlan, Provider } from '../schema.ts'
import { advance, lockFulfillment, note, undo } from './progress.ts'
import { toFulfillment } from './show.ts'

/** What of an order is still to be sent, by where it lies. Throws `not_found`. */
export async function getPlan(ctx: Ctx, orderId: string): Promise<FulfillmentPlan> {
  return inRead(ctx, async (ctx) => {
    const [order, held, providers, { data: locations }] = await Promise.all([
      getOrder(ctx, orderId),
      heldAt(ctx, orderId),
      queries.listProviders(ctx.tx, ctx.tenantId),
      listLocations(ctx),
    ])
    const groups = order.status === 'cancelled' ? [] : planOf(order.line_items, held, defaultOf(locations))
    return {
      data: groups.map(({ location_id, line_items }) => ({
        location_id,
        location_name: locations.find(({ id }) => id === location_id)?.name ?? '',
        provider: kindAt(providers, location_id),
        line_items: line_items.map(({ line_item_id, quantity }) => {
          const { title, variant_title, sku } = lineOf(order, line_item_id)
          return { line_item_id, title, variant_title, sku, quantity }
        }),
      })),
    }
  })
}

/**
 * Sends goods of an order from one location, or has whoever serves it send them. They leave the shelf now.
 * Throws `not_found`, `order_cancelled`, `order_not_paid`, `nothing_to_fulfill`, or `invalid_input` for more than is left there.
 */
export async function createFulfillment(
  ctx: Ctx,
  orderId: string,
  input: FulfillmentInput,
): Promise<Fulfillment> {
  return inTx(ctx, async (ctx) => {
    const [, order, stock, providers, { data: locations }] = await Promise.all([
      lockOrder(ctx, orderId),
      getOrder(ctx, orderId),
      lockHolds(ctx, orderId),
      queries.listProviders(ctx.tx, ctx.tenantId),
      listLocations(ctx),
    ])
    assertSendable(order, input.force)
    const byId = new Map(stock.levels.map((level) => [level.id, level]))
    const held = stock.holds.flatMap(({ level_id, quantity }) => {
      const level = byId.get(level_id)
      return level === undefined ? [] : [{ ...level, quantity }]
    })
    const plan = planOf(order.line_items, held, defaultOf(locations))
    const locationId = input.location_id ?? onlyLocation(plan)
    if (!locations.some(({ id }) => id === locationId))
      throw fieldError('location_id', 'There is no such location.')
    const wanted =
      input.line_items ?? plan.find((group) => group.location_id === locationId)?.line_items ?? []
    if (wanted.length === 0) throw nothingToFulfill('Nothing of this order is left at this location.')
    const portions = checked(order, held, locationId, wanted)
    const id = uuidv7()
    const taken = fulfilStock(ctx, stock, sums(portions), { orderId, fulfillmentId: id, locationId })
    const provider = kindAt(providers, locationId)
    const row = draft(ctx, order, { id, locationId, provider, lines: takenBy(portions, taken) }, input)
    withCommit(
      queries.insertFulfillment(ctx.tx, ctx.tenantId, row),
      queries.addFulfilled(ctx.tx, ctx.tenantId, orderId, wanted),
    )
    note(ctx, row, row.status === 'shipped' ? 'shipped' : row.status === 'pending' ? 'prepared' : 'requested')
    const data = { order_id: orderId, fulfillment_id: id }
    if (row.status === 'shipped') emit(ctx, fulfillmentShipped, data)
    if (row.status === 'requested') request(ctx, row)
    return toFulfillment(ctx, row)
  })
}

/** Notes tracking and how far it is. Throws `not_found`, or `wrong_fulfillment_status` for a step back. */
export async function updateFulfillment(ctx: Ctx, id: string, patch: FulfillmentPatch): Promise<Fulfillment> {
  return inTx(ctx, async (ctx) => {
    const row = await lockFulfillment(ctx, id)
    const { status } = patch
    if (row.status === 'cancelled') throw wrongStatus('This fulfillment was cancelled.')
    if (status !== undefined && status !== row.status && !isNews(row.status, status))
      throw wrongStatus(`This fulfillment is ${row.status} already.`)
    return toFulfillment(ctx, advance(ctx, row, patch))
  })
}

/**
 * Makes undone what has not left. Whoever serves a location over HTTP is asked first. Cancelling again gives it as it is.
 * Throws `not_found` or `fulfillment_not_cancellable`.
 */
export async function cancelFulfillment(ctx: Ctx, id: string): Promise<Fulfillment> {
  return inTx(ctx, async (ctx) => {
    const row = await lockFulfillment(ctx, id)
    if (row.status === 'cancelled' || row.status === 'cancelling') return toFulfillment(ctx, row)
    if (!isHere(row.status))
      throw new DomainError('fulfillment_not_cancellable', 'These goods have left already.')
    if (row.provider !== 'third_party') return toFulfillment(ctx, await undo(ctx, row))
    const asking: queries.FulfillmentRow = {
      ...row,
      ...{ status: 'cancelling', attempts: 0, problem: null, updated_at: ctx.now.toISOString() },
    }
    withCommit(queries.updateFulfillment(ctx.tx, ctx.tenantId, asking))
    note(ctx, asking, 'cancellation_requested')
    enqueue(ctx, askProvider, { fulfillment_id: id })
    return toFulfillment(ctx, asking)
  })
}

/** Asks whoever serves the location once more. Throws `not_found`, or `wrong_fulfillment_status` when nothing is asked. */
export async function askAgain(ctx: Ctx, id: string): Promise<Fulfillment> {
  return inTx(ctx, async (ctx) => {
    const row = { ...(await lockFulfillment(ctx, id)), attempts: 0 }
    if (row.status !== 'requested' && row.status !== 'cancelling')
      throw wrongStatus('Nobody is to be asked for this fulfillment.')
    withCommit(queries.updateFulfillment(ctx.tx, ctx.tenantId, row))
    request(ctx, row)
    return toFulfillment(ctx, row)
  })
}

/** A supplier hears of it by the mail that follows the event. */
function request(ctx: TxCtx, row: queries.FulfillmentRow): void {
  if (row.status === 'requested')
    emit(ctx, fulfillmentRequested, { order_id: row.order_id, fulfillment_id: row.id })
  if (row.provider === 'third_party') enqueue(ctx, askProvider, { fulfillment_id: row.id })
}

function assertSendable(order: Order, force: boolean): void {
  if (order.status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
  if (!force && !maySend(order))
    throw new DomainError('order_not_paid', 'This order is not paid. Send `force` to send it nevertheless.')
}

function onlyLocation(plan: ReturnType<typeof planOf>): string {
  const [first, ...others] = plan
  if (first === undefined) throw nothingToFulfill('Nothing of this order is left to be sent.')
  if (others.length > 0)
    throw fieldError('location_id', 'What is left lies at several locations: name one of them.')
  return first.location_id
}

type Wanted = Portion & { variantId: string | null }

/** Throws `invalid_input` at the line that wants more than there is. */
function checked(
  order: Order,
  held: readonly Held[],
  locationId: string,
  wanted: readonly Portion[],
): Wanted[] {
  const sendable = sendableFrom(order.line_items, held, locationId)
  const seen = new Set<string>()
  return wanted.map(({ line_item_id, quantity }, i) => {
    const line = order.line_items.find(({ id }) => id === line_item_id)
    const at = `line_items.${i}`
    if (line === undefined) throw fieldError(`${at}.line_item_id`, 'There is no such line in this order.')
    if (seen.has(line_item_id)) throw fieldError(`${at}.line_item_id`, 'stands here twice')
    seen.add(line_item_id)
    const { variant_id } = line
    const there = variant_id === null ? openOf(line) : (sendable.get(variant_id) ?? 0)
    const left = Math.min(openOf(line), there)
    if (quantity > left) throw fieldError(`${at}.quantity`, `Only ${left} can be sent from there.`)
    if (variant_id !== null) sendable.set(variant_id, there - quantity)
    return { line_item_id, quantity, variantId: variant_id }
  })
}

function sums(portions: readonly Wanted[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of portions)
    if (variantId !== null) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return sums
}

type Drafted = {
  id: string
  locationId: string
  provider: Provider['kind']
  lines: (Wanted & { taken_quantity: number })[]
}

function draft(
  ctx: TxCtx,
  order: Order,
  { id, locationId, provider, lines }: Drafted,
  input: FulfillmentInput,
): queries.FulfillmentRow {
  const at = ctx.now.toISOString()
  const status: Status = provider === 'manual' ? input.status : 'requested'
  return {
    ...{ id, order_id: order.id, location_id: locationId, provider, status, notify: input.notify },
    ...{ tracking: input.tracking.map(trackingOf), history: [{ status, at }], estimated_delivery: null },
    ...{ reference: null, problem: null, attempts: 0, told_at: null, created_at: at, updated_at: at },
    ...{ market_code: order.market, shipping_code: order.shipping_method },
    lines: lines.map(({ line_item_id, quantity, taken_quantity, variantId }) => {
      const { title, variant_title, sku } = lineOf(order, line_item_id)
      return { line_item_id, variant_id: variantId, title, variant_title, sku, quantity, taken_quantity }
    }),
  }
}

function lineOf(order: Order, id: string): Order['line_items'][number] {
  const line = order.line_items.find((line) => line.id === id)
  if (line === undefined) throw new Error(`An order has no line ${id}.`)
  return line
}

const kindAt = (providers: readonly queries.ProviderRow[], locationId: string): Provider['kind'] =>
  providers.find(({ location_id }) => location_id === locationId)?.kind ?? 'manual'

function defaultOf(locations: readonly { id: string; is_default: boolean }[]): string {
  const found = locations.find(({ is_default }) => is_default)
  if (found === undefined) throw new Error('A store has no default location.')
  return found.id
}

const nothingToFulfill = (detail: string) => new DomainError('nothing_to_fulfill', detail)
const wrongStatus = (detail: string) => new DomainError('wrong_fulfillment_status', detail)
