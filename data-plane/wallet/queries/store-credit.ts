import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

type InTenant = { tenantId: string }

export type AccountRow = {
  id: string
  customer_email: string
  currency: string
  available: number
  created_at: string
}

const account = sql`
  select id, customer_email, currency, available, ${utc('created_at')} as created_at from store_credit_accounts`

const creditOne = prepared<
  InTenant & { id: string; email: string; currency: string; amount: number; at: string },
  AccountRow
>(
  (p) => sql`
    insert into store_credit_accounts as a (tenant_id, id, customer_email, currency, available, created_at)
    values (${p.tenantId}, ${p.id}, ${p.email}, ${p.currency}, ${p.amount}, ${p.at})
    on conflict (tenant_id, customer_email, currency) do update set available = a.available + excluded.available
    returning id, customer_email, currency, available, ${utc('created_at')} as created_at`,
)
/** Adds to a customer's balance, which stays locked, and opens the account under `id` when there is none. */
export async function creditAccount(
  tx: Tx,
  tenantId: string,
  credit: { id: string; email: string; currency: string; amount: number; at: string },
): Promise<AccountRow> {
  const [row] = await creditOne(tx, { tenantId, ...credit })
  return row as AccountRow
}

const byId = prepared<InTenant & { id: string }, AccountRow>(
  (p) => sql`${account} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findAccount = async (tx: Tx, tenantId: string, id: string): Promise<AccountRow | undefined> =>
  (await byId(tx, { tenantId, id }))[0]

const byCustomer = prepared<InTenant & { email: string; currency: string }, AccountRow>(
  (p) => sql`
    ${account} where tenant_id = ${p.tenantId} and customer_email = ${p.email} and currency = ${p.currency}`,
)
export const findAccountOf = async (
  tx: Tx,
  tenantId: string,
  owner: { email: string; currency: string },
): Promise<AccountRow | undefined> => (await byCustomer(tx, { tenantId, ...owner }))[0]

type Listing = { limit: number; before: string | undefined; customer_email: string | undefined }

const listingOf = (before: boolean, email: boolean) =>
  prepared<Listing & InTenant, AccountRow>(
    (p) => sql`
      ${account} where tenant_id = ${p.tenantId} ${before ? sql`and id < ${p.before}` : sql``}
        ${email ? sql`and customer_email = ${p.customer_email}` : sql``}
      order by id desc limit ${p.limit}`,
  )
const LISTINGS = [false, true].map((before) => [false, true].map((email) => listingOf(before, email)))

/** Newest first; `before` is the id of the last account already seen. */
export function listAccounts(tx: Tx, tenantId: string, listing: Listing): Promise<AccountRow[]> {
  const list = LISTINGS[Number(listing.before !== undefined)]?.[Number(listing.customer_email !== undefined)]
  return (list as ReturnType<typeof listingOf>)(tx, { ...listing, tenantId })
}
