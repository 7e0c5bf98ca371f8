// Using promotions in an order and giving the uses back, within the order's own transaction.
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, type FieldIssue } from '../../../shared/errors.ts'
import { type BalanceSelect, giveTo, type Locked, type Shortage, takeFrom } from '../../balances/index.ts'
import * as queries from '../queries/redemption.ts'
import { merged, type OrderUses, planRedemption, type RedemptionTerms } from '../rules.ts'

type Locks = { promotion_uses: BalanceSelect; campaign_budget: BalanceSelect }

/**
 * Prepares the balances of what a checkout uses, and names those to lock. Start it before `lockBalances`, and
 * `redemptionTerms` after it, all in the same round trip.
 */
export function redemptionDemands(ctx: TxCtx, wanted: queries.Wanted): Locks {
  withCommit(queries.ensureAllowances(ctx.tx, ctx.tenantId, wanted))
  return queries.locksFor(ctx.tenantId, wanted)
}

/** What `redeem` needs to know of the promotions. */
export const redemptionTerms = (ctx: TxCtx, wanted: queries.Wanted): Promise<RedemptionTerms[]> =>
  queries.readTerms(ctx.tx, ctx.tenantId, wanted)

export type Redemption = {
  checkoutId: string
  email: string
  /** Of the amounts, which are minor units. */
  currency: string
  /** The orders that the checkout becomes, each with its part of the discounts: together one use of each promotion. */
  orders: readonly OrderUses[]
}

/**
 * Takes a use of each promotion and the discounts from its campaign's budget, and records them, together with the commit;
 * or takes nothing and throws `promotion_used_up` that names what is used up.
 * @param locked from `lockBalances` @param terms from `redemptionTerms`
 */
export function redeem(
  ctx: TxCtx,
  locked: Locked,
  terms: readonly RedemptionTerms[],
  { checkoutId, email, currency, orders }: Redemption,
): void {
  const byPromotion = new Map(terms.map((terms) => [terms.promotion_id, terms]))
  const plan = planRedemption(orders, byPromotion, currency)
  if (plan.rows.length === 0) return
  if (plan.rows.some((row) => !byPromotion.has(row.promotion_id)))
    throw new DomainError('promotion_not_applicable', 'A promotion of this checkout no longer exists.')
  const shortages = [
    ...takeFrom(ctx, locked, 'promotion_uses', plan.uses),
    ...takeFrom(ctx, locked, 'campaign_budget', plan.budgets),
  ]
  if (shortages.length > 0) throw usedUp(terms, shortages)
  const of = { checkoutId, email: email.toLowerCase(), currency, at: ctx.now.toISOString() }
  withCommit(queries.recordUses(ctx.tx, ctx.tenantId, plan, of))
}

function usedUp(terms: readonly RedemptionTerms[], shortages: readonly Shortage[]): DomainError {
  const short = new Set(shortages.map(({ id }) => id))
  const affected = terms.filter(
    ({ allowance_ids, campaign_id }) =>
      allowance_ids.some((id) => short.has(id)) || (campaign_id !== null && short.has(campaign_id)),
  )
  const issues: FieldIssue[] = affected.map(({ code, name }) => ({
    path: `promotions.${code ?? name}`,
    message: 'is used up',
  }))
  const names = affected.map(({ code, name }) => code ?? name).join(', ')
  return new DomainError('promotion_used_up', `Used up meanwhile: ${names}.`, { issues })
}

/** What to lock, by `lockBalances`, before an order's uses are released. */
export const releaseLocks = (ctx: TxCtx, orderId: string): Locks =>
  queries.locksOfOrder(ctx.tenantId, orderId)

/**
 * Gives back what a cancelled order used, once: the discounts to the budget, and the use with the last order of its
 * checkout. Start it after `lockBalances` with `releaseLocks`, in the same round trip.
 */
export async function releaseUses(ctx: TxCtx, orderId: string): Promise<void> {
  const released = await queries.insertReleases(ctx.tx, ctx.tenantId, orderId, ctx.now.toISOString())
  if (released.length === 0) return
  const uses = released.flatMap((row) =>
    row.uses === 0 ? [] : row.allowance_ids.map((id) => ({ id, amount: 1 })),
  )
  const budgets = released.flatMap(({ campaign_id, amount }) =>
    campaign_id === null || amount === 0 ? [] : [{ id: campaign_id, amount: -amount }],
  )
  giveTo(ctx, 'promotion_uses', merged(uses))
  giveTo(ctx, 'campaign_budget', merged(budgets))
  const totals = released.map(({ promotion_id, currency, amount }) => ({
    promotion_id,
    currency,
    amount,
    orders: -1,
  }))
  withCommit(queries.recordTotals(ctx.tx, ctx.tenantId, totals))
}
