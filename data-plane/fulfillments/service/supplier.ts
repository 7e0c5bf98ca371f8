// A supplier who sends goods in the store's place: what the mail says, and what they answer by the link in it.
import { createCredential, hashCredential } from '../../../shared/auth/credentials.ts'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { getOrder } from '../../orders/index.ts'
import { getStore } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { isHere } from '../rules/status.ts'
import { type SupplierMail, supplierMail } from '../rules/supplier-mail.ts'
import type { SupplierAnswer, SupplierRequest } from '../schema.ts'
import { advance, lockFulfillment, undo } from './progress.ts'
import { findProvider } from './providers.ts'

/**
 * The mail to the supplier who is to send a fulfilment, or not to send it after all; undefined when there is none. It
 * brings a new link, and the one of before works no more.
 */
export async function mailToSupplier(ctx: TxCtx, id: string): Promise<SupplierMail | undefined> {
  const row = await queries.findFulfillment(ctx.tx, ctx.tenantId, id)
  if (row?.provider !== 'dropship' || row.location_id === null) return undefined
  if (row.status !== 'requested' && row.status !== 'cancelled') return undefined
  const [provider, order, { name }] = await Promise.all([
    findProvider(ctx, row.location_id),
    getOrder(ctx, row.order_id),
    getStore(ctx),
  ])
  if (provider === undefined || !('supplier_email' in provider.settings)) return undefined
  const { settings } = provider
  const { secret, hash } = createCredential('sp_sl_')
  if (row.status === 'requested') withCommit(queries.setLink(ctx.tx, ctx.tenantId, id, hash))
  return supplierMail({
    ...{ storeName: name, order, lines: row.lines, isCancelled: row.status === 'cancelled' },
    ...{ supplier: settings, link: `${settings.answer_url}#${secret}` },
  })
}

/** The fulfilment that a link is for. Throws `link_expired` at `token`. */
export async function fulfillmentOfToken(
  ctx: ReadCtx,
  token: string,
): Promise<{ id: string; orderId: string }> {
  const id = await queries.findByLink(ctx.tx, ctx.tenantId, hashCredential(token))
  const row = id === undefined ? undefined : await queries.findFulfillment(ctx.tx, ctx.tenantId, id)
  if (row === undefined || row.status === 'cancelled')
    throw fieldError('token', 'This link is no longer valid.', 'link_expired')
  return { id: row.id, orderId: row.order_id }
}

/** What is asked of a supplier. Throws `link_expired`. */
export async function readRequest(ctx: Ctx, token: string): Promise<SupplierRequest> {
  return inRead(ctx, async (ctx) => {
    const { id, orderId } = await fulfillmentOfToken(ctx, token)
    const [row, order, { name }] = await Promise.all([
      queries.findFulfillment(ctx.tx, ctx.tenantId, id),
      getOrder(ctx, orderId),
      getStore(ctx),
    ])
    return {
      ...{ store_name: name, order_number: order.number, status: row?.status ?? 'cancelled' },
      ...{ ship_to: order.shipping_address, shipping_method: order.shipping_method },
      line_items: (row?.lines ?? []).map(({ variant_id: _, taken_quantity: __, ...line }) => line),
      tracking: row?.tracking ?? [],
    }
  })
}

/** Takes a supplier's answer. Throws `link_expired`, or `wrong_fulfillment_status` when it is too late to decline. */
export async function takeAnswer(ctx: Ctx, answer: SupplierAnswer): Promise<SupplierRequest> {
  const { action, tracking, estimated_delivery, reason } = answer
  await inTx(ctx, async (ctx) => {
    const { id } = await fulfillmentOfToken(ctx, answer.token)
    const row = await lockFulfillment(ctx, id)
    if (row.status === 'cancelled') throw fieldError('token', 'This link is no longer valid.', 'link_expired')
    if (action !== 'decline') {
      const parcels = tracking.length > 0 ? { tracking } : {}
      const status = action === 'ship' ? 'shipped' : 'pending'
      advance(ctx, row, { ...parcels, estimated_delivery, status })
      return
    }
    if (!isHere(row.status))
      throw new DomainError('wrong_fulfillment_status', 'These goods have left already.')
    await undo(ctx, row, reason === '' ? 'The supplier declined.' : reason)
  })
  return action === 'decline' ? declined(ctx) : readRequest(ctx, answer.token)
}

async function declined(ctx: Ctx): Promise<SupplierRequest> {
  const { name } = await getStore(ctx)
  return {
    ...{ store_name: name, order_number: 0, status: 'cancelled', ship_to: null, shipping_method: null },
    ...{ line_items: [], tracking: [] },
  }
}
