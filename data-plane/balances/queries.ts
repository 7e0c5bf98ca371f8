import { type SQL, sql } from 'drizzle-orm'
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

/** Reads and locks balances, always in the same order, so that two transactions cannot wait for each other. */
export const lock = (tx: Tx, tenantId: string, kind: BalanceKind, ids: BalanceSelect): Promise<Balance[]> =>
  tx.execute<Balance>(sql`
    select id, available, floor from ${sql.identifier(TABLES[kind])}
    where tenant_id = ${tenantId} and id = any(${ids}) order by id for update`)

// The ids are given once more for the index: by the join alone Postgres reads all rows of a store that it takes for small.
const adder = (table: string) =>
  prepared<{ tenantId: string; ids: string[]; amounts: number[] }>(
    (p) => sql`
      update ${sql.identifier(table)} b set available = available + c.amount
      from unnest(${p.ids}::uuid[], ${p.amounts}::bigint[]) as c (id, amount)
      where b.tenant_id = ${p.tenantId} and b.id = any(${p.ids}::uuid[]) and b.id = c.id`,
  )
const adders = Object.fromEntries(KINDS.map((kind) => [kind, adder(TABLES[kind])])) as Record<
  BalanceKind,
  ReturnType<typeof adder>
>

/** Adds to balances, or takes from them by negative amounts; each may appear once. */
export const add = (tx: Tx, tenantId: string, kind: BalanceKind, changes: readonly Demand[]) =>
  adders[kind](tx, {
    tenantId,
    ids: changes.map(({ id }) => id),
    amounts: changes.map(({ amount }) => amount),
  })
