// How subscriptions know by what they are paid.
import type { ReadCtx } from '../../../shared/context.ts'
import { findGateway } from '../queries/gateways.ts'
import * as queries from '../queries/saved.ts'

type ChargeableMethod = { id: string; payment_method: string }

/** What was saved when a checkout was paid; undefined: nothing that could be charged again. */
export const methodSavedAt = async (
  ctx: ReadCtx,
  checkoutId: string,
): Promise<ChargeableMethod | undefined> =>
  chargeable(ctx, await queries.savedAt(ctx.tx, ctx.tenantId, checkoutId))

/** One of a customer's saved methods, or without an id their default. */
export async function methodOf(
  ctx: ReadCtx,
  customerId: string,
  id?: string,
): Promise<ChargeableMethod | undefined> {
  const methods = await queries.listSaved(ctx.tx, ctx.tenantId, customerId)
  const wanted = id?.toLowerCase()
  return chargeable(
    ctx,
    methods.find((method) => (wanted === undefined ? method.is_default : method.id === wanted)),
  )
}

async function chargeable(
  ctx: ReadCtx,
  method: { id: string; gateway_id: string } | undefined,
): Promise<ChargeableMethod | undefined> {
  const gateway = method && (await findGateway(ctx.tx, ctx.tenantId, method.gateway_id))
  return method && gateway && { id: method.id, payment_method: gateway.code }
}
