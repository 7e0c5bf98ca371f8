// Goods of a return arrive, or are given up.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { lockComebacks, takeBack } from '../../inventory/index.ts'
import { addToTimeline } from '../../orders/index.ts'
import { createRefund } from '../../refunds/index.ts'
import * as queries from '../queries.ts'
import { awaited, type Received, receivedOf } from '../rules.ts'
import type { ReceiptInput, ReceivedReturn } from '../schema.ts'
import { close, lockReturn, toReturn } from './returns.ts'

/**
 * Notes what became of a return's goods: back on sale, dismissed, or written off; when nothing more is awaited the return is
 * closed. With `refund` what came back is refunded in the same transaction. Throws `not_found`, `return_not_open`,
 * `forbidden` without the permission to refund, `invalid_input` for more than is awaited, or what `createRefund` throws.
 */
export async function receiveReturn(
  ctx: Ctx,
  id: string,
  { line_items, refund }: ReceiptInput,
): Promise<ReceivedReturn> {
  return inTx(ctx, async (ctx) => {
    const row = await lockReturn(ctx, id, ['approved'])
    if (refund !== undefined && !ctx.principal.permissions.has('orders:refund'))
      throw new DomainError('forbidden', 'This needs the permission orders:refund.', {
        refusal: { rule: 'permission', needed: 'orders:refund' },
      })
    const sent = await queries.sentLines(ctx.tx, ctx.tenantId, row.order_id)
    const received = receivedOf(line_items)
    for (const [i, { line_item_id }] of line_items.entries())
      assertAwaited(row, sent, { path: `line_items.${i}`, id: line_item_id, received })
    await putBack(ctx, row, { sent, lines: line_items })
    const lines = [...received].map(([id, { restocked, dismissed, writtenOff }]) => ({
      ...{ id, restocked, dismissed, written_off: writtenOff },
    }))
    withCommit(queries.receiveLines(ctx.tx, ctx.tenantId, row, lines))
    addToTimeline(ctx, row.order_id, 'return.received', { return_id: id, lines })
    const counted = { ...row, line_items: row.line_items.map((line) => plus(line, received)) }
    const done = counted.line_items.every((line) => awaited(line) === 0) ? close(ctx, counted) : counted
    if (refund === undefined) return { ...toReturn(ctx, done), refund: null }
    const issued = await createRefund(ctx, row.order_id, { ...refund, line_items: [], return_id: id })
    const fresh = await queries.findReturn(ctx.tx, ctx.tenantId, id)
    return { ...toReturn(ctx, fresh ?? done), refund: issued }
  })
}

type Line = queries.ReturnRow['line_items'][number]
const NOTHING: Received = { restocked: 0, dismissed: 0, writtenOff: 0 }

function plus(line: Line, received: ReadonlyMap<string, Received>): Line {
  const { restocked, dismissed, writtenOff } = received.get(line.line_item_id) ?? NOTHING
  return {
    ...line,
    restocked_quantity: line.restocked_quantity + restocked,
    dismissed_quantity: line.dismissed_quantity + dismissed,
    written_off_quantity: line.written_off_quantity + writtenOff,
  }
}

type Asked = { path: string; id: string; received: ReadonlyMap<string, Received> }

function assertAwaited(
  { line_items }: queries.ReturnRow,
  sent: readonly queries.SentLine[],
  { path, id, received }: Asked,
): void {
  const line = line_items.find((line) => line.line_item_id === id)
  const of = sent.find((line) => line.id === id)
  if (line === undefined || of === undefined)
    throw fieldError(`${path}.line_item_id`, 'This return has no such line.')
  const { restocked, dismissed, writtenOff } = received.get(id) ?? NOTHING
  const left = awaited(line)
  if (restocked + dismissed + writtenOff > left)
    throw fieldError(`${path}.quantity`, `Only ${left} of it are awaited.`)
  const out = of.fulfilled_quantity - of.returned_quantity
  if (restocked + dismissed > out)
    throw fieldError(`${path}.quantity`, `Only ${out} of it are with the customer.`)
}

type Arrived = { sent: readonly queries.SentLine[]; lines: ReceiptInput['line_items'] }

async function putBack(ctx: TxCtx, row: queries.ReturnRow, { sent, lines }: Arrived): Promise<void> {
  const back = lines.flatMap(({ line_item_id, quantity, condition, location_id }, i) => {
    const variantId = sent.find(({ id }) => id === line_item_id)?.variant_id ?? null
    if (condition !== 'restock' || variantId === null) return []
    return [{ variantId, quantity, locationId: location_id, path: `line_items.${i}` }]
  })
  if (back.length === 0) return
  const coming = await lockComebacks(ctx, row.order_id, back)
  await takeBack(ctx, coming, { reason: 'Returned', referenceId: row.id })
}
