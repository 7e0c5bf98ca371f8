// The books behind gift cards and store credit: one shape for both.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { BalanceSelect } from '../../balances/index.ts'
import type { Payment } from '../rules.ts'
import type { BalanceTransaction } from '../schema.ts'

type InTenant = { tenantId: string }
export type Kind = Payment['kind']
export type Entry = Omit<BalanceTransaction, 'created_at'> & { owner: string }

const bookOf = (transactions: string, owner: string) => {
  const [table, column] = [sql.raw(transactions), sql.raw(owner)]
  const listing = (after: boolean) =>
    prepared<InTenant & { owner: string; before: string | undefined; limit: number }, BalanceTransaction>(
      (p) => sql`
        select id, kind, amount, order_id, note, ${utc('created_at')} as created_at from ${table}
        where tenant_id = ${p.tenantId} and ${column} = ${p.owner} ${after ? sql`and id < ${p.before}` : sql``}
        order by id desc limit ${p.limit}`,
    )
  return {
    insert: prepared<InTenant & { entries: string; at: string }>(
      (p) => sql`
        insert into ${table} (tenant_id, id, ${column}, kind, amount, order_id, note, created_at)
        select ${p.tenantId}, id, owner, kind, amount, order_id, note, ${p.at}::timestamptz
        from jsonb_to_recordset(${p.entries}::jsonb)
          as e (id uuid, owner uuid, kind text, amount bigint, order_id uuid, note text)`,
    ),
    first: listing(false),
    next: listing(true),
    spent: prepared<InTenant & { orderId: string }, { id: string; amount: number }>(
      (p) => sql`
        select ${column} as id, -sum(amount)::bigint as amount from ${table}
        where tenant_id = ${p.tenantId} and order_id = ${p.orderId} group by ${column}`,
    ),
  }
}
const BOOKS = {
  gift_card: bookOf('gift_card_transactions', 'gift_card_id'),
  store_credit: bookOf('store_credit_transactions', 'store_credit_account_id'),
} satisfies Record<Kind, unknown>

export const insertEntries = (
  tx: Tx,
  tenantId: string,
  kind: Kind,
  { entries, at }: { entries: readonly Entry[]; at: string },
) => BOOKS[kind].insert(tx, { tenantId, entries: JSON.stringify(entries), at })

/** Newest first; `before` is the id of the last one already seen. */
export function listEntries(
  tx: Tx,
  tenantId: string,
  kind: Kind,
  page: { owner: string; before: string | undefined; limit: number },
): Promise<BalanceTransaction[]> {
  const book = BOOKS[kind]
  return (page.before === undefined ? book.first : book.next)(tx, { tenantId, ...page })
}

/** What an order has taken from each balance and not got back, in minor units. */
export async function spentBy(tx: Tx, tenantId: string, orderId: string): Promise<Payment[]> {
  const found = (Object.keys(BOOKS) as Kind[]).map(async (kind) => {
    const rows = await BOOKS[kind].spent(tx, { tenantId, orderId })
    return rows.map((row) => ({ kind, ...row }))
  })
  return (await Promise.all(found)).flat()
}

export const idsOf = (ids: readonly string[]): BalanceSelect =>
  sql`select unnest(${sql.param([...ids])}::uuid[])`

/** The balances that an order was paid from, for `lockBalances`. */
export const paidFrom = (tenantId: string, orderId: string): Record<Kind, BalanceSelect> => ({
  gift_card: sql`select gift_card_id from gift_card_transactions where tenant_id = ${tenantId} and order_id = ${orderId}`,
  store_credit: sql`
    select store_credit_account_id from store_credit_transactions where tenant_id = ${tenantId} and order_id = ${orderId}`,
})
