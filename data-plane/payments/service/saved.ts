// How customers paid once, so that they can be charged again.
import { type Ctx, inRead, inTx, type ReadCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { assertCustomer, lockCustomer, requireCustomer } from '../../customers/index.ts'
import { providerOf } from '../providers/registry.ts'
import { findGateway } from '../queries/gateways.ts'
import * as queries from '../queries/saved.ts'
import type { SavedPaymentMethod } from '../schema/saved.ts'
import { FORGET_METHOD } from '../work.ts'
import { accountOf } from './account.ts'

export async function listSavedMethods(
  ctx: Ctx,
  owner: 'shopper' | { customerId: string },
): Promise<{ data: SavedPaymentMethod[] }> {
  return inRead(ctx, async (ctx) => {
    const customerId = owner === 'shopper' ? (await requireCustomer(ctx)).id : owner.customerId
    const [rows] = await Promise.all([
      queries.listSaved(ctx.tx, ctx.tenantId, customerId),
      assertCustomer(ctx, customerId),
    ])
    return { data: rows.map(toSaved) }
  })
}

/** Makes one of the shopper's own the one that is charged unless another is named. */
export async function chooseDefault(ctx: Ctx, id: string): Promise<SavedPaymentMethod> {
  return inTx(ctx, async (ctx) => {
    const { method, customerId } = await ownOf(ctx, id)
    await lockCustomer(ctx, customerId)
    withCommit(queries.makeDefault(ctx.tx, ctx.tenantId, customerId, id))
    return toSaved({ ...method, is_default: true })
  })
}

/** Nothing is charged with it any more; the provider forgets it soon. The oldest of the others becomes the default. */
export async function deleteSavedMethod(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const { method, customerId } = await ownOf(ctx, id)
    await lockCustomer(ctx, customerId)
    const others = (await queries.listSaved(ctx.tx, ctx.tenantId, customerId)).filter(
      (other) => other.id !== id,
    )
    withCommit(queries.markDeleted(ctx.tx, ctx.tenantId, id, ctx.now.toISOString()))
    const [heir] = others
    if (method.is_default && heir !== undefined)
      withCommit(queries.makeDefault(ctx.tx, ctx.tenantId, customerId, heir.id))
    enqueue(ctx, FORGET_METHOD, { saved_payment_method_id: id })
    return { id, deleted: true }
  })
}

async function ownOf(ctx: ReadCtx, id: string): Promise<{ method: queries.SavedRow; customerId: string }> {
  const { id: customerId } = await requireCustomer(ctx)
  const method = await queries.findSaved(ctx.tx, ctx.tenantId, id)
  if (method === undefined || method.customer_id !== customerId || method.deleted_at !== null)
    throw new DomainError('not_found', `There is no saved payment method ${id}.`)
  return { method, customerId }
}

/** Has the provider forget a method that was deleted. */
export async function forgetMethod(ctx: Ctx, id: string): Promise<void> {
  const found = await inRead(ctx, async (ctx) => {
    const method = await queries.findSaved(ctx.tx, ctx.tenantId, id)
    const gateway = method && (await findGateway(ctx.tx, ctx.tenantId, method.gateway_id))
    return method?.deleted_at == null || gateway === undefined ? undefined : { method, gateway }
  })
  if (found === undefined) return
  const { method, gateway } = found
  const { provider_customer: customer, provider_method, kind, label, expires } = method
  const saved = { customer, method: provider_method, kind, label, expires }
  await providerOf(gateway.provider).forget?.(accountOf(ctx, gateway), saved)
  await inTx(ctx, async (ctx) => withCommit(queries.removeDeleted(ctx.tx, ctx.tenantId, id)))
}

/** Throws unless this shopper may save how they pay, or pay by what they saved, at this gateway. */
export async function payableBy(
  ctx: ReadCtx,
  customerId: string | undefined,
  { gatewayId, save, savedMethodId }: { gatewayId: string; save: boolean; savedMethodId: string | null },
): Promise<void> {
  if (!save && savedMethodId === null) return
  if (customerId === undefined)
    throw fieldError(
      save ? 'save' : 'saved_payment_method_id',
      'Sign in to save how you pay.',
      'authentication_required',
    )
  const gateway = await findGateway(ctx.tx, ctx.tenantId, gatewayId)
  if (save && gateway !== undefined && !providerOf(gateway.provider).savesMethods)
    throw fieldError('save', 'This payment method cannot be saved.')
  if (savedMethodId === null) return
  const method = await queries.findSaved(ctx.tx, ctx.tenantId, savedMethodId)
  const isTheirs = method?.customer_id === customerId && method.deleted_at === null
  if (!isTheirs || method.gateway_id !== gatewayId)
    throw fieldError('saved_payment_method_id', 'There is no such saved method for this way to pay.')
}

function toSaved(row: queries.SavedRow): SavedPaymentMethod {
  const { id, gateway_id, kind, label, expires, is_default, created_at } = row
  return { id, gateway_id, kind, label, expires, is_default, created_at }
}
