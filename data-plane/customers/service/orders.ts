// Whose orders are whose.
import { type Ctx, inRead, type TxCtx, withCommit } from '../../../shared/context.ts'
import { listOrders } from '../../orders/index.ts'
import * as queries from '../queries/orders.ts'
import { assertCustomer, requireCustomer } from './session.ts'

type Page = { limit: number; cursor?: string | undefined }

/** Counts a placed order for its customer, if it has one. */
export async function claimOrder(ctx: TxCtx, orderId: string): Promise<void> {
  withCommit(queries.claimOrder(ctx.tx, ctx.tenantId, orderId))
}

/** A cancelled order no longer counts. */
export async function uncountOrder(ctx: TxCtx, orderId: string): Promise<void> {
  withCommit(queries.uncountOrder(ctx.tx, ctx.tenantId, orderId))
}

/** An order, which must be locked, costs so much more, or less, than when it was counted, if it was. */
export function addToSpending(ctx: TxCtx, orderId: string, amount: number): void {
  withCommit(queries.addToSpending(ctx.tx, ctx.tenantId, orderId, amount))
}

/** The shopper's own orders, newest first. */
export async function listOwnOrders(ctx: Ctx, page: Page) {
  return inRead(ctx, async (ctx) => {
    const { id } = await requireCustomer(ctx)
    return listOrders(ctx, { ...page, customer_id: id })
  })
}

/** A customer's orders for staff, newest first. */
export async function listCustomerOrders(ctx: Ctx, customerId: string, page: Page) {
  return inRead(ctx, async (ctx) => {
    const [, orders] = await Promise.all([
      assertCustomer(ctx, customerId),
      listOrders(ctx, { ...page, customer_id: customerId }),
    ])
    return orders
  })
}
