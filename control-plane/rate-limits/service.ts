// What a store may use and where that comes from; what differs from its plan for a time; keys held to a tier.
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { type ControlCtx, inControlTx } from '../context.ts'
import * as queries from './queries.ts'
import { effectiveLimits } from './rules.ts'
import type { Override, OverrideInput, RateTier, TenantRateLimits } from './schema.ts'

/** What holds just now. Throws `not_found`. */
export async function getRateLimits(ctx: ControlCtx, tenantId: string): Promise<TenantRateLimits> {
  const [found, overrides, keys] = await Promise.all([
    queries.findPlan(ctx.db, tenantId),
    queries.listDated(ctx.db, tenantId),
    queries.listTieredKeys(ctx.db, tenantId),
  ])
  if (found === undefined) throw noTenant(tenantId)
  const { tenant, key } = effectiveLimits(found.rate_limits, overrides, ctx.now.getTime())
  return { plan: found.plan, tenant, key, keys }
}

/** Takes effect within a second, or when it says. Throws `not_found`, or `invalid_input` for one that has ended. */
export async function addOverride(
  ctx: ControlCtx,
  tenantId: string,
  input: OverrideInput,
): Promise<Override> {
  if (input.effective_until != null && Date.parse(input.effective_until) <= ctx.now.getTime())
    throw fieldError('effective_until', 'must be in the future')
  return inControlTx(ctx, async (ctx) => {
    if ((await queries.findPlan(ctx.tx, tenantId)) === undefined) throw noTenant(tenantId)
    return queries.insertOverride(ctx.tx, tenantId, input)
  })
}

/** Newest first. Throws `not_found`. */
export async function listOverrides(
  ctx: ControlCtx,
  tenantId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ data: Override[]; next_cursor: string | null }> {
  const [found, rows] = await Promise.all([
    queries.findPlan(ctx.db, tenantId),
    queries.listOverrides(ctx.db, tenantId, { limit: limit + 1, before: readCursor(cursor) }),
  ])
  if (found === undefined) throw noTenant(tenantId)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Takes effect within a second. Throws `not_found`. */
export async function removeOverride(ctx: ControlCtx, tenantId: string, id: string): Promise<Override> {
  const removed = await inControlTx(ctx, (ctx) => queries.deleteOverride(ctx.tx, tenantId, id))
  if (removed === undefined) throw new DomainError('not_found', `There is no override ${id}.`)
  return removed
}

export const listTiers = async (ctx: ControlCtx): Promise<{ data: RateTier[] }> => ({
  data: await queries.listTiers(ctx.db),
})

/** Holds a secret key to a tier, or lets it use what the plan says. Throws `not_found`, or `invalid_input`. */
export async function setKeyTier(
  ctx: ControlCtx,
  { tenant_id: tenantId, api_key_id: keyId }: { tenant_id: string; api_key_id: string },
  tier: string | null,
): Promise<{ rate_tier: string | null }> {
  return inControlTx(ctx, async (ctx) => {
    const kind = await onViolation(
      { api_keys_rate_tier_fkey: () => fieldError('rate_tier', 'There is no such tier.') },
      () => queries.setTier(ctx.tx, tenantId, keyId, tier),
    )
    if (kind === undefined) throw new DomainError('not_found', `There is no API key ${keyId}.`)
    if (kind !== 'secret')
      throw fieldError('rate_tier', "A publishable key is all shoppers': only secret keys have a tier.")
    return { rate_tier: tier }
  })
}

const noTenant = (id: string) => new DomainError('not_found', `There is no tenant ${id}.`)
