// Stores as the platform knows them: signed up, read, changed.
import { hashPassword } from '../../shared/auth/passwords.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { createAccount, startSession } from '../accounts/index.ts'
import { issueFirstKeys } from '../api-keys/index.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import { membershipsAt } from '../members/index.ts'
import { placeTenant } from '../shards/index.ts'
import * as queries from './queries.ts'
import { listStatusChanges } from './queries-status.ts'
import type { Signup, SignupInput, Tenant, TenantDetail, TenantFilter, TenantPatch } from './schema.ts'

/**
 * Makes account, store, first keys and a session, all or nothing. The shard learns of the store on its first request.
 * Throws `slug_taken` or `no_shard_available`;
 * whether an account has the e-mail address already does not show.
 */
export async function signUp(ctx: ControlCtx, input: SignupInput): Promise<Signup> {
  if (await queries.slugExists(ctx.db, input.slug)) throw slugTaken()
  const passwordHash = await hashPassword(input.password)
  return inControlTx(ctx, async (ctx) => {
    const { email, store_name: store } = input
    const accountId = await createAccount(ctx, { email, passwordHash, store })
    const tenant = await createTenant(ctx, input)
    await queries.insertOwner(ctx.tx, accountId, tenant.id)
    return {
      tenant,
      user: { id: accountId, email: input.email },
      api_keys: await issueFirstKeys(ctx, tenant.id, accountId),
      ...(await startSession(ctx, accountId)),
    }
  })
}

async function createTenant(ctx: ControlTxCtx, input: SignupInput): Promise<Tenant> {
  const shard = await placeTenant(ctx)
  return onViolation({ tenants_slug_key: slugTaken }, () =>
    queries.insertTenant(ctx.tx, {
      slug: input.slug,
      name: input.store_name,
      contactEmail: input.email,
      shard,
    }),
  )
}

/** A tenant of the caller's own; platform admins see all. Throws `not_found` alike for foreign and missing ones. */
export async function getTenant(ctx: ControlCtx, id: string): Promise<TenantDetail> {
  const [tenant, status_changes] = await Promise.all([
    queries.findTenant(ctx.db, id, ownerOf(ctx)),
    listStatusChanges(ctx.db, id),
  ])
  if (tenant === undefined) throw noTenant(id)
  return { ...tenant, status_changes }
}

/** The stores that the caller belongs to, with what they are there; platform admins see all. */
export async function listTenants(ctx: ControlCtx, { limit, cursor, slug }: TenantFilter) {
  const rows = await queries.listTenants(ctx.db, {
    limit: limit + 1,
    before: readCursor(cursor),
    slug,
    accountId: ownerOf(ctx),
  })
  const tenants = rows.slice(0, limit)
  const memberships = await membershipsAt(
    ctx,
    tenants.map(({ id }) => id),
  )
  const data = tenants.map((tenant) => ({ ...tenant, membership: memberships.get(tenant.id) ?? null }))
  return { data, next_cursor: cursorOf(rows, limit) }
}

const ownerOf = ({ principal }: ControlCtx) =>
  principal.kind === 'platform_admin' ? undefined : principal.id

/** Changes a store's plan, limits and settings; gateways learn of it at once. */
export async function updateTenant(ctx: ControlCtx, id: string, patch: TenantPatch): Promise<TenantDetail> {
  return inControlTx(ctx, async (ctx) => {
    await onViolation({ tenants_plan_fkey: () => fieldError('plan', 'There is no such plan.') }, () =>
      queries.updateTenant(ctx.tx, id, patch),
    )
    return getTenant(ctx, id)
  })
}

const slugTaken = () => fieldError('slug', 'Another store has this address.', 'slug_taken')
export const noTenant = (id: string) => new DomainError('not_found', `There is no tenant ${id}.`)
