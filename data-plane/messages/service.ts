// Writes the mails that events call for into the outbox.
import { type Ctx, inRead, type TxCtx, withCommit } from '../../shared/context.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { issueLink } from '../customers/index.ts'
import { explainOrder, getOrder } from '../orders/index.ts'
import { getStore } from '../store/index.ts'
import { insertMessage, listMessages as readMessages } from './queries.ts'
import {
  type LinkMail,
  type LowStockReport,
  linkMail,
  lowStockNotice,
  lowStockReport,
  orderCancellation,
  orderConfirmation,
} from './rules.ts'

export async function confirmOrder(ctx: TxCtx, eventId: string, orderId: string): Promise<void> {
  const [order, { steps }, { name }] = await Promise.all([
    getOrder(ctx, orderId),
    explainOrder(ctx, orderId),
    getStore(ctx),
  ])
  const balances = steps.filter(({ rule }) => rule === 'gift_card' || rule === 'store_credit')
  withCommit(
    insertMessage(ctx.tx, ctx.tenantId, {
      eventId,
      template: 'order_confirmation',
      recipient: order.email,
      ...orderConfirmation(name, order, balances),
    }),
  )
}

export async function confirmCancellation(ctx: TxCtx, eventId: string, orderId: string): Promise<void> {
  const [order, { name }] = await Promise.all([getOrder(ctx, orderId), getStore(ctx)])
  withCommit(
    insertMessage(ctx.tx, ctx.tenantId, {
      eventId,
      template: 'order_cancelled',
      recipient: order.email,
      ...orderCancellation(name, order),
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

/** One mail for all that is low in the store. */
export async function reportAllLowStock(ctx: TxCtx, eventId: string, report: LowStockReport): Promise<void> {
  const { name, contact_email } = await getStore(ctx)
  withCommit(
    insertMessage(ctx.tx, ctx.tenantId, {
      eventId,
      template: 'low_stock_report',
      recipient: contact_email,
      ...lowStockReport(name, report),
    }),
  )
}

/** Mails a customer a link that works once; nothing when they are gone or may not sign in. */
export async function mailLink(
  ctx: TxCtx,
  eventId: string,
  { kind, customerId }: { kind: LinkMail; customerId: string },
): Promise<void> {
  const [link, { name, storefront_url }] = await Promise.all([
    issueLink(ctx, customerId, kind),
    getStore(ctx),
  ])
  if (link === undefined) return
  const text = linkMail(kind, { storeName: name, storefrontUrl: storefront_url ?? '', ...link })
  withCommit(insertMessage(ctx.tx, ctx.tenantId, { eventId, template: kind, recipient: link.email, ...text }))
}

export async function listMessages(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const rows = await inRead(ctx, (ctx) => readMessages(ctx.tx, ctx.tenantId, limit + 1, readCursor(cursor)))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}
