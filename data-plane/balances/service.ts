// The one way to take what can run out: lock, decide, and take with the commit, all or nothing.
import { type TxCtx, withCommit } from '../../shared/context.ts'
import { add, type BalanceKind, type BalanceSelect, KINDS, lock } from './queries.ts'
import { type Balance, type Demand, decideTake, type Shortage } from './rules.ts'

/** Balances that stay locked until the transaction ends. */
export type Locked = { readonly [K in BalanceKind]?: readonly Balance[] }

/**
 * Locks all balances that a transaction will take from, in the one order that keeps transactions from waiting for each
 * other. Call it once in a transaction, after the locks of its own rows; started together with other queries it shares their
 * round trip.
 */
export async function lockBalances(
  ctx: TxCtx,
  wanted: { readonly [K in BalanceKind]?: BalanceSelect },
): Promise<Locked> {
  const kinds = KINDS.filter((kind) => wanted[kind] !== undefined)
  const locked = await Promise.all(
    kinds.map((kind) => lock(ctx.tx, ctx.tenantId, kind, wanted[kind] as BalanceSelect)),
  )
  return Object.fromEntries(kinds.map((kind, i) => [kind, locked[i]]))
}

/**
 * Takes all of `demands` together with the commit, or nothing. Gives what falls short; none when all was taken.
 * Call it once for each kind.
 */
export function takeFrom(
  ctx: TxCtx,
  locked: Locked,
  kind: BalanceKind,
  demands: readonly Demand[],
): Shortage[] {
  const decision = decideTake(locked[kind] ?? [], demands)
  if (!decision.ok) return decision.shortages
  if (decision.takes.length > 0)
    withCommit(
      add(
        ctx.tx,
        ctx.tenantId,
        kind,
        decision.takes.map(({ id, amount }) => ({ id, amount: -amount })),
      ),
    )
  return []
}

/** Gives back, or more: together with the commit. */
export function giveTo(ctx: TxCtx, kind: BalanceKind, amounts: readonly Demand[]): void {
  if (amounts.length > 0) withCommit(add(ctx.tx, ctx.tenantId, kind, amounts))
}
