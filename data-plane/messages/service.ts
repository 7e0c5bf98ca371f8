// Writes the mails that events call for into the outbox.
import { type Ctx, inRead, type TxCtx, withCommit } from '../../shared/context.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { getOrder } from '../orders/index.ts'
import { getStore } from '../store/index.ts'
import { insertMessage, listMessages as readMessages } from './queries.ts'
import { lowStockNotice, orderConfirmation } from './rules.ts'

export async function confirmOrder(ctx: TxCtx, eventId: string, orderId: string): Promise<void> {
  const [order, { name }] = await Promise.all([getOrder(ctx, orderId), getStore(ctx)])
  withCommit(
    insertMessage(ctx.tx, ctx.tenantId, {
      eventId,
      template: 'order_confirmation',
      recipient: order.email,
      ...orderConfirmation(name, order),
    }),
  )
}

export async function reportLowStock(
  ctx: TxCtx,
  eventId: string,
  low: { variant_id: string; available: number },
): Promise<void> {
  const { name, contact_email } = await getStore(ctx)
  const text = lowStockNotice(name, low.variant_id, low.available)
  withCommit(
    insertMessage(ctx.tx, ctx.tenantId, {
      eventId,
      template: 'low_stock',
      recipient: contact_email,
      ...text,
    }),
  )
}

export async function listMessages(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const rows = await inRead(ctx, (ctx) => readMessages(ctx.tx, ctx.tenantId, limit + 1, readCursor(cursor)))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}
