// Stores as the platform knows them: signed up, read, changed.
import { hashPassword } from '../../shared/auth/passwords.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { keyCursor, readKeyCursor } from '../../shared/http/page.ts'
import { createAccount, startSession } from '../accounts/index.ts'
import { issueFirstKeys } from '../api-keys/index.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import { membershipsAt } from '../members/index.ts'
import { ownAccountId } from '../own-account.ts'
import { placeTenant } from '../shards/index.ts'
import * as queries from './queries.ts'
import { listStatusChanges } from './queries-status.ts'
import type {
  NewTenant,
  Signup,
  SignupInput,
  Tenant,
  TenantDetail,
  TenantFilter,
  TenantInput,
  TenantPatch,
} from './schema.ts'

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
    const tenant = await createTenant(ctx, input, email)
    await queries.insertOwner(ctx.tx, accountId, tenant.id)
    return {
      tenant,
      user: { id: accountId, email: input.email },
      api_keys: await issueFirstKeys(ctx, tenant.id, accountId),
      ...(await startSession(ctx, accountId)),
    }
  })
}

/** Opens one more store for who is signed in. Throws as `signUp`, and `forbidden` for credentials that are no account's own. */
export async function openStore(ctx: ControlCtx, input: TenantInput): Promise<NewTenant> {
  const accountId = ownAccountId(ctx)
  if (await queries.slugExists(ctx.db, input.slug)) throw slugTaken()
  return inControlTx(ctx, async (ctx) => {
    const email = await queries.findEmail(ctx.tx, accountId)
    if (email === undefined) throw new DomainError('forbidden', 'This account was deleted.')
    const tenant = await createTenant(ctx, input, email)
    await queries.insertOwner(ctx.tx, accountId, tenant.id)
    return { tenant, api_keys: await issueFirstKeys(ctx, tenant.id, accountId) }
  })
}

async function createTenant(ctx: ControlTxCtx, input: TenantInput, contactEmail: string): Promise<Tenant> {
  const shard = await placeTenant(ctx)
  return onViolation({ tenants_slug_key: slugTaken }, () =>
    queries.insertTenant(ctx.tx, {
      slug: input.slug,
      name: input.store_name,
      contactEmail,
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
export async function listTenants(ctx: ControlCtx, { limit, cursor, ...filter }: TenantFilter) {
  const rows = await queries.listTenants(ctx.db, {
    ...filter,
    limit: limit + 1,
    after: readKeyCursor(cursor),
    accountId: ownerOf(ctx),
  })
  const tenants = rows.slice(0, limit)
  const memberships = await membershipsAt(
    ctx,
    tenants.map(({ id }) => id),
  )
  const data = tenants.map(({ key: _, ...tenant }) => ({
    ...tenant,
    membership: memberships.get(tenant.id) ?? null,
  }))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { data, next_cursor: last === undefined ? null : keyCursor(last) }
}

export const countTenants = (ctx: ControlCtx) => queries.countTenants(ctx.db)

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
