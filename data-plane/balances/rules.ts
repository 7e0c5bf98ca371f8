// Whether what can run out suffices. One decision for stock, coupons, budgets, gift cards and store credit.

/** `available` may fall to `floor` and no further; without a floor it never runs out. */
export type Balance = { id: string; available: number; floor: number | null }
/** `amount` > 0, in the balance's own unit. */
export type Demand = { id: string; amount: number }
/** `available`: what could have been taken. */
export type Shortage = { id: string; wanted: number; available: number }

export type TakeDecision = { ok: true; takes: Demand[] } | { ok: false; shortages: Shortage[] }

/** All of `demands` or none; those of one balance count together, and a balance that does not exist holds nothing. */
export function decideTake(balances: readonly Balance[], demands: readonly Demand[]): TakeDecision {
  const byId = new Map(balances.map((balance) => [balance.id, balance]))
  const wanted = new Map<string, number>()
  for (const { id, amount } of demands) wanted.set(id, (wanted.get(id) ?? 0) + amount)
  const takes = [...wanted].map(([id, amount]) => ({ id, amount }))
  const shortages = takes.flatMap(({ id, amount }) => {
    const free = takeable(byId.get(id))
    return amount > free ? [{ id, wanted: amount, available: free }] : []
  })
  return shortages.length > 0 ? { ok: false, shortages } : { ok: true, takes }
}

/** How much can be taken of a balance; Infinity without a floor. */
export function takeable(balance: Balance | undefined): number {
  if (balance === undefined) return 0
  if (balance.floor === null) return Number.POSITIVE_INFINITY
  return Math.max(0, balance.available - balance.floor)
}
