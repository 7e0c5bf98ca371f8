// Editing an order is one transaction: its lines, what it costs, the stock that it holds, and the record of the edit.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { addToSpending } from '../../customers/index.ts'
import { changeHolds } from '../../inventory/index.ts'
import { orderEdited } from '../../orders/events.ts'
import {
  addToTimeline,
  getOrder,
  type ListQuery,
  moveTerms,
  type Order,
  outstandingOf,
  refundDueOf,
} from '../../orders/index.ts'
import { toDiscounts, toTaxes, toTotals } from '../../quotes/index.ts'
import * as queries from '../queries.ts'
import {
  type AddedLine,
  type Edited,
  type OrderEdit,
  OrderEditInput,
  type OrderEditPreview,
} from '../schema.ts'
import { type Plan, planEdit } from './plan.ts'

/** What an edit would make of an order. Throws what `editOrder` would throw, and changes nothing. */
export async function previewEdit(ctx: Ctx, id: string, input: OrderEditInput): Promise<OrderEditPreview> {
  assertSomething(input)
  return inTx(ctx, async (ctx) => {
    const plan = await planEdit(ctx, id, input)
    const { order, quote } = plan
    const money = (amount: number) => ({ amount, currency: order.currency })
    const sums = { ...order, total: quote.total }
    return {
      difference: money(quote.total - order.total),
      outstanding: money(outstandingOf(sums)),
      refund_due: money(refundDueOf(sums)),
      ...shown(plan),
    }
  })
}

/** All of an edit or nothing of it. Throws as `planEdit` does. */
export async function editOrder(
  ctx: Ctx,
  id: string,
  input: OrderEditInput,
): Promise<{ edit: OrderEdit; order: Order }> {
  assertSomething(input)
  return inTx(ctx, async (ctx) => {
    const edit = await applyEdit(ctx, id, input)
    return { edit, order: await getOrder(ctx, id) }
  })
}

/**
 * Adds lines to an order in the caller's transaction, as an exchange does. Prices without `unit_price` are those of now.
 * Throws as `editOrder` does. Gives the edit, whose `difference` is what the order costs more.
 */
export const addLines = (
  ctx: TxCtx,
  id: string,
  { lines, note }: { lines: readonly AddedLine[]; note: string },
): Promise<OrderEdit> => applyEdit(ctx, id, OrderEditInput.parse({ add: lines, note }))

function assertSomething(input: OrderEditInput): void {
  const { add, change, add_discounts, remove_discounts, shipping_price } = input
  const lists = [add, change, add_discounts, remove_discounts]
  if (shipping_price === undefined && lists.every((list) => list.length === 0))
    throw fieldError('', 'This edit changes nothing.')
}

async function applyEdit(ctx: TxCtx, id: string, input: OrderEditInput): Promise<OrderEdit> {
  const plan = await planEdit(ctx, id, input)
  const { order, before, after, removed, quote } = plan
  await changeHolds(ctx, plan.allocation, id)
  const change = changeOf(plan)
  withCommit(
    queries.putLines(ctx.tx, ctx.tenantId, id, after),
    ...(removed.length > 0
      ? [
          queries.deleteLines(
            ctx.tx,
            ctx.tenantId,
            removed.map((line) => line.id),
          ),
        ]
      : []),
    queries.updateOrder(ctx.tx, ctx.tenantId, id, change),
  )
  const { shipping_address, tags } = order
  moveTerms(ctx, id, { shipping_address, tags, lines: before }, { shipping_address, tags, lines: after })
  const difference = quote.total - order.total
  if (difference !== 0) addToSpending(ctx, id, difference)
  const edit: queries.EditRow = {
    id: uuidv7(),
    order_id: id,
    version: change.version,
    ...actorOf(ctx),
    note: input.note,
    difference_amount: difference,
    ...shown(plan),
    at: ctx.now.toISOString(),
  }
  withCommit(queries.insertEdit(ctx.tx, ctx.tenantId, edit))
  addToTimeline(ctx, id, 'order.edited', {
    edit_id: edit.id,
    difference_amount: difference,
    currency: order.currency,
    note: input.note,
  })
  emit(ctx, orderEdited, { order_id: id, difference_amount: difference, currency: order.currency })
  return toEdit(edit)
}

const actorOf = ({ principal }: Ctx) => ({
  actor_kind: principal.kind,
  actor_id: principal.id,
  actor_label: principal.label ?? null,
})

function changeOf({ order, after, quote, shipping, promotions }: Plan): queries.OrderChange {
  const { subtotal, discount, shipping: shippingCost, tax, tax_included, rounding, total, due } = quote
  const given = promotions.filter(({ id }) => quote.applied.some(({ promotion_id }) => promotion_id === id))
  return {
    ...{ subtotal, discount, shipping: shippingCost, tax, tax_included, rounding, total, due },
    version: order.version + 1,
    quantity: after.reduce((sum, line) => sum + line.quantity - line.cancelled_quantity, 0),
    shipping_method: shipping,
    basis: { ...order.basis, promotions: given },
    discounts: quote.applied,
    taxes: quote.taxes,
    explanation: quote.explanation,
  }
}

const shown = ({ order, before, after, quote }: Plan): { before: Edited; after: Edited } => ({
  before: toEdited(before, { ...order, applied: order.discounts }),
  after: toEdited(after, quote),
})

type Totals = queries.OrderTotals & Pick<Plan['quote'], 'applied' | 'taxes' | 'currency'>
function toEdited(lines: readonly queries.EditableLine[], totals: Totals): Edited {
  const money = (amount: number) => ({ amount, currency: totals.currency })
  return {
    line_items: lines.map((line) => ({
      id: line.id,
      variant_id: line.variant_id,
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      quantity: line.quantity,
      unit_price: money(line.unit_amount),
      discount: money(line.discount_amount),
      tax: money(line.tax_amount),
      total: money(line.total_amount),
    })),
    discounts: toDiscounts(totals),
    taxes: toTaxes(totals),
    totals: toTotals(totals),
  }
}

export async function listEdits(ctx: Ctx, id: string, { limit, cursor }: ListQuery) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, async (ctx) => {
    const [rows] = await Promise.all([
      queries.listEdits(ctx.tx, ctx.tenantId, id, { limit: limit + 1, before }),
      getOrder(ctx, id),
    ])
    return rows
  })
  return { data: rows.slice(0, limit).map(toEdit), next_cursor: cursorOf(rows, limit) }
}

function toEdit({
  actor_kind,
  actor_id,
  actor_label,
  difference_amount,
  ...row
}: queries.EditRow): OrderEdit {
  const { currency } = row.after.totals.total
  return {
    ...row,
    actor: { kind: actor_kind, id: actor_id, label: actor_label },
    difference: { amount: difference_amount, currency },
  }
}
