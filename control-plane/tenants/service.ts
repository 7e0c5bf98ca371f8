// Stores as the platform knows them: signed up, read, suspended.
import { hashPassword } from '../../shared/auth/passwords.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { createAccount, createSession } from '../accounts/index.ts'
import * as keys from '../api-keys/index.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import { placeTenant } from '../shards/index.ts'
import * as queries from './queries.ts'
import type { Signup, SignupInput, Tenant, TenantFilter, TenantPatch } from './schema.ts'

/**
 * Makes account, store, first keys and a session, all or nothing. The shard learns of the store on its first request.
 * Throws `slug_taken`, `email_taken` or `no_shard_available`.
 */
export async function signUp(ctx: ControlCtx, input: SignupInput): Promise<Signup> {
  if (await queries.slugExists(ctx.db, input.slug)) throw slugTaken()
  const passwordHash = await hashPassword(input.password)
  return inControlTx(ctx, async (ctx) => {
    const accountId = await createAccount(ctx, input.email, passwordHash)
    const tenant = await createTenant(ctx, input)
    await queries.insertOwner(ctx.tx, accountId, tenant.id)
    const publishable = await keys.createApiKey(ctx, tenant.id, { kind: 'publishable', name: 'Storefront' })
    const secret = await keys.createApiKey(ctx, tenant.id, { kind: 'secret', name: 'Server' })
    return {
      tenant,
      user: { id: accountId, email: input.email },
      api_keys: { publishable: publishable.key, secret: secret.key },
      session_token: await createSession(ctx, accountId),
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
export async function getTenant(ctx: ControlCtx, id: string): Promise<Tenant> {
  const tenant = await queries.findTenant(ctx.db, id, ownerOf(ctx))
  if (tenant === undefined) throw noTenant(id)
  return tenant
}

/** The caller's own stores; platform admins see all. */
export async function listTenants(ctx: ControlCtx, { limit, cursor, slug }: TenantFilter) {
  const rows = await queries.listTenants(ctx.db, {
    limit: limit + 1,
    before: readCursor(cursor),
    slug,
    accountId: ownerOf(ctx),
  })
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

const ownerOf = ({ principal }: ControlCtx) =>
  principal.kind === 'platform_admin' ? undefined : principal.id

/** Suspends, resumes or closes a store, or changes its plan, limits and settings; gateways learn of it at once. */
export async function updateTenant(ctx: ControlCtx, id: string, patch: TenantPatch): Promise<Tenant> {
  const tenant = await inControlTx(ctx, (ctx) => queries.updateTenant(ctx.tx, id, patch))
  if (tenant === undefined) throw noTenant(id)
  return tenant
}

export async function createTenantKey(
  ctx: ControlCtx,
  tenantId: string,
  input: Parameters<typeof keys.createApiKey>[2],
) {
  await getTenant(ctx, tenantId)
  return inControlTx(ctx, (ctx) => keys.createApiKey(ctx, tenantId, input))
}

export async function listTenantKeys(ctx: ControlCtx, tenantId: string) {
  await getTenant(ctx, tenantId)
  return { data: await inControlTx(ctx, (ctx) => keys.listApiKeys(ctx, tenantId)) }
}

export async function revokeTenantKey(ctx: ControlCtx, tenantId: string, keyId: string) {
  await getTenant(ctx, tenantId)
  return keys.revokeApiKey(ctx, tenantId, keyId)
}

const slugTaken = () => fieldError('slug', 'Another store has this address.', 'slug_taken')
const noTenant = (id: string) => new DomainError('not_found', `There is no tenant ${id}.`)
