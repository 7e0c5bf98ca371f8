// Stores that are suspended, resumed, closed and reopened. Gateways learn of it at once.
import { DomainError, fieldError } from '../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import { sendMail } from '../mails/index.ts'
import * as queries from './queries-status.ts'
import { nextStatus, REOPENED_WITHIN_DAYS, type StatusChange } from './rules-status.ts'
import type { TenantClosing, TenantDetail } from './schema.ts'
import { getTenant, noTenant } from './service.ts'

const MAILS: Readonly<Record<StatusChange, { template: string; happened: string; next: string }>> = {
  suspend: {
    template: 'store_suspended',
    happened: 'was suspended',
    next: 'Until it is resumed, neither shoppers nor staff reach it. You can still sign in to the platform.',
  },
  resume: { template: 'store_resumed', happened: 'was resumed', next: 'It can be reached again.' },
  close: {
    template: 'store_closed',
    happened: 'was closed',
    next: `Nobody reaches it any more. Within ${REOPENED_WITHIN_DAYS} days the admins of the platform can reopen it.`,
  },
  reopen: { template: 'store_reopened', happened: 'was reopened', next: 'It can be reached again.' },
}

export type WantedChange = {
  change: StatusChange
  reason: string
  /** The store's address, by which the caller shows that they mean this one. */
  confirmedSlug?: string
}

/** Throws `not_found`, `invalid_input` for the wrong address, or `wrong_tenant_status`. */
export async function changeStatus(
  ctx: ControlCtx,
  tenantId: string,
  { change, reason, confirmedSlug }: WantedChange,
): Promise<TenantDetail> {
  return inControlTx(ctx, async (ctx) => {
    const { principal, now } = ctx
    const standing = await queries.lockStanding(ctx.tx, tenantId)
    if (standing === undefined) throw noTenant(tenantId)
    const { slug, name, status, since } = standing
    if (confirmedSlug !== undefined && confirmedSlug !== slug)
      throw fieldError('confirm_slug', "is not the store's address")
    const next = nextStatus(change, { status, since: since === null ? undefined : new Date(since), now })
    if ('refusal' in next) throw new DomainError('wrong_tenant_status', next.refusal)
    const actor = { kind: principal.kind, id: principal.id }
    await queries.storeStatus(ctx.tx, tenantId, { ...next, reason, actor, now })
    const mail = MAILS[change]
    await notifyOwners(ctx, tenantId, {
      template: mail.template,
      subject: `Your store ${name} ${mail.happened}`,
      body: `Your store ${name} (${slug}) ${mail.happened}. ${mail.next}${reason === '' ? '' : `\n\nReason: ${reason}`}`,
    })
    return getTenant(ctx, tenantId)
  })
}

/**
 * Closes a store: it answers nobody any more, and its address stays its own. Nobody may in another's place. Throws as
 * `changeStatus` does, or `forbidden`.
 */
export async function closeTenant(
  ctx: ControlCtx,
  tenantId: string,
  { confirm_slug, reason }: TenantClosing,
): Promise<TenantDetail> {
  if (ctx.principal.impersonator !== undefined)
    throw new DomainError('forbidden', 'Only somebody of the store may close it, as themselves.')
  return changeStatus(ctx, tenantId, { change: 'close', reason, confirmedSlug: confirm_slug })
}

/** Mails all owners of a store, in the caller's transaction. */
export async function notifyOwners(
  ctx: ControlTxCtx,
  tenantId: string,
  mail: { template: string; subject: string; body: string },
): Promise<void> {
  for (const recipient of await queries.ownersOf(ctx.tx, tenantId))
    await sendMail(ctx, { ...mail, recipient })
}
