import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Balance, Demand } from './rules.ts'

/** The tables of what can run out, in the order in which every transaction locks them. */
const TABLES = {
  stock: 'inventory_levels',
  promotion_uses: 'promotion_allowances',
  campaign_budget: 'campaigns',
  gift_card: 'gift_cards',
  store_credit: 'store_credit_accounts',
} as const
export type BalanceKind = keyof typeof TABLES
export const KINDS = Object.keys(TABLES) as BalanceKind[]

/** A sub-select of the ids of balances. */
export type BalanceSelect = SQL

/**
 * Reads and locks balances, always in the same order, so that two transactions cannot wait for each other. One by one,
 * because for a list Postgres reads all rows of a store that it takes for small.
 */
export const lock = (tx: Tx, tenantId: string, kind: BalanceKind, ids: BalanceSelect): Promise<Balance[]> =>
  tx.execute<Balance>(sql`
    select b.* from (select distinct w.id from (${ids}) as w (id) order by w.id) as w
    cross join lateral (
      select id, available, floor from ${sql.identifier(TABLES[kind])}
      where tenant_id = ${tenantId} and id = w.id for update) b`)

const adder = (table: string) =>
  prepared<{ tenantId: string; id: string; amount: number }>(
    (p) => sql`
      update ${sql.identifier(table)} set available = available + ${p.amount}
      where tenant_id = ${p.tenantId} and id = ${p.id}`,
  )
const adders = Object.fromEntries(KINDS.map((kind) => [kind, adder(TABLES[kind])])) as Record<
  BalanceKind,
  ReturnType<typeof adder>
>

/** Adds to balances, or takes from them by negative amounts, in the order of `lock` and in one round trip. */
export const add = (tx: Tx, tenantId: string, kind: BalanceKind, changes: readonly Demand[]) =>
  Promise.all(
    changes
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, amount }) => adders[kind](tx, { tenantId, id, amount })),
  )
