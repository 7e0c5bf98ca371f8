// The promotions that the totals of a cart consider.
import { cached } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead } from '../../../shared/context.ts'
import type { Promotion } from '../../pricing/index.ts'
import { PROMOTIONS_TAG } from '../events.ts'
import * as queries from '../queries/candidates.ts'
import { codeFault, type Fault, rejectionFault } from '../rules.ts'
import { MAX_AUTOMATIC } from './promotions.ts'

/**
 * All active promotions that apply by themselves, in their order, from the cache; what limited ones have left is read
 * anew. Those that have not started are among them: the totals check the dates.
 * @param email the shopper's, for limits of each customer; null while unknown
 */
export async function getPromotions(ctx: Ctx, email: string | null): Promise<Promotion[]> {
  const slot = { class: 'settings' as const, key: 'promotions', tags: [PROMOTIONS_TAG] }
  const rows = await cached(ctx, slot, () => {
    const page = { now: ctx.now.toISOString(), limit: MAX_AUTOMATIC }
    return inRead(ctx, (ctx) => queries.findAutomatic(ctx.tx, ctx.tenantId, page))
  })
  const ids = rows.flatMap(({ id, limited }) => (limited ? [id] : []))
  const of = { ids, email: email?.toLowerCase() ?? null }
  const left = ids.length === 0 ? [] : await inRead(ctx, (ctx) => queries.readLeft(ctx.tx, ctx.tenantId, of))
  const leftById = new Map(left.map((row) => [row.id, row]))
  return rows.map((row) => toPromotion(row, null, leftById.get(row.id) ?? UNLIMITED))
}

const UNLIMITED = { uses_left: null, budget_left: null }

/** `fault`: why the code cannot be used now, as `{ code, message }` of a problem; whether it fits a cart the totals say. */
export type FoundCode =
  | { code: string; promotion: Promotion; fault: undefined }
  | { code: string; promotion: undefined; fault: Fault }

/** What each entered code stands for, in their order; of several codes for one promotion the first that can be used. */
export async function promotionsOfCodes(
  ctx: Ctx,
  codes: readonly string[],
  email: string | null,
): Promise<FoundCode[]> {
  if (codes.length === 0) return []
  const wanted = [...new Set(codes.map((code) => code.trim().normalize('NFC').toUpperCase()))]
  const of = { codes: wanted, email: email?.toLowerCase() ?? null }
  const rows = await inRead(ctx, (ctx) => queries.findByCodes(ctx.tx, ctx.tenantId, of))
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const seen = new Set<string>()
  return wanted.map((code): FoundCode => {
    const row = byCode.get(code)
    const isRepeated = row !== undefined && seen.has(row.id)
    const fault = isRepeated ? rejectionFault('same_promotion') : codeFault(row, ctx.now)
    if (row === undefined || fault !== undefined) return { code, promotion: undefined, fault: fault as Fault }
    seen.add(row.id)
    return { code, promotion: toPromotion(row, code, row), fault: undefined }
  })
}

function toPromotion(row: queries.CandidateRow, code: string | null, left: queries.Left): Promotion {
  const { id, name, priority, stacking, group, currency, conditions, effect } = row
  const { uses_left, budget_left } = left
  const [starts_at, ends_at] = [row.starts_at, row.ends_at].map((at) => (at === null ? null : new Date(at)))
  return {
    id,
    name,
    code,
    priority,
    stacking,
    group,
    currency,
    starts_at: starts_at ?? null,
    ends_at: ends_at ?? null,
    conditions,
    effect,
    uses_left: uses_left === null ? null : Math.max(0, uses_left),
    budget_left: budget_left === null ? null : Math.max(0, budget_left),
  }
}
