// What a store's plan and overrides allow just now, kept beside its route.
import { type Bounds, boundsOf, type Dated, effectiveLimits } from './rules.ts'
import type { ScopedRateLimits } from './schema.ts'

export type Rates = {
  /** @param now ms since 1970 */
  tenant: (now: number) => Bounds
  /** @param perMinute what the key's tier allows, if it has one */
  key: (now: number, perMinute: number | null) => Bounds
}

/** Stores on the same plan share what follows from it. */
const ofPlans = new Map<string, Rates>()
/** One is added with each change of a plan. */
const MAX_PLANS = 100

/** @param plan as JSON */
export function ratesOf(plan: string, overrides: readonly Dated[]): Rates {
  const known = overrides.length === 0 ? ofPlans.get(plan) : undefined
  if (known !== undefined) return known
  const rates = openRates(JSON.parse(plan), overrides)
  if (overrides.length > 0) return rates
  if (ofPlans.size >= MAX_PLANS) ofPlans.clear()
  ofPlans.set(plan, rates)
  return rates
}

function openRates(plan: ScopedRateLimits, overrides: readonly Dated[]): Rates {
  const decide = (now: number) => {
    const { tenant, key, until } = effectiveLimits(plan, overrides, now)
    return {
      tenant: boundsOf('tenant', tenant.limits),
      key: boundsOf('key', key.limits),
      limits: key.limits,
      tiers: new Map<number, Bounds>(),
      since: now,
      until,
    }
  }
  let current: ReturnType<typeof decide> | undefined
  const at = (now: number) => {
    if (current === undefined || now >= current.until || now < current.since) current = decide(now)
    return current
  }
  return {
    tenant: (now) => at(now).tenant,
    key: (now, perMinute) => {
      const { key, limits, tiers } = at(now)
      if (perMinute === null) return key
      const per_minute = Math.min(perMinute, limits.per_minute ?? perMinute)
      const held = tiers.get(per_minute) ?? boundsOf('key', { ...limits, per_minute })
      tiers.set(per_minute, held)
      return held
    },
  }
}
