import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { CustomerGroup } from '../schema.ts'

type Key = { tenantId: string; id: string }

const columns = sql`id, code, name, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const findOne = (locking: SQL) =>
  prepared<Key, CustomerGroup>(
    (p) =>
      sql`select ${columns} from customer_groups where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const findUnlocked = findOne(sql``)
const findLocked = findOne(sql`for update`)
/** With `lock` it is locked against other writers. */
export const findGroup = async (
  tx: Tx,
  tenantId: string,
  id: string,
  lock = false,
): Promise<CustomerGroup | undefined> => (await (lock ? findLocked : findUnlocked)(tx, { tenantId, id }))[0]

/**
 * Those of the ids that rows of the table have; these rows stay until the transaction ends. The lock keeps Postgres from
 * making a join of it, for which it would read all that the store has.
 */
const existing = (table: string, alive = sql``) => {
  const among = prepared<{ tenantId: string; ids: readonly string[] }, { id: string }>(
    (p) => sql`
      select wanted.id from unnest(${p.ids}::uuid[]) as wanted (id)
      where exists (select from ${sql.identifier(table)} r where r.tenant_id = ${p.tenantId} and r.id = wanted.id ${alive}
        for key share)`,
  )
  return async (tx: Tx, tenantId: string, ids: readonly string[]): Promise<Set<string>> =>
    new Set((await among(tx, { tenantId, ids })).map((row) => row.id))
}
export const existingGroups = existing('customer_groups')
export const existingCustomers = existing('customers', sql`and r.anonymised_at is null`)

export type GroupListing = { limit: number; before: string | undefined; code: string | undefined }
export const listGroups = (
  tx: Tx,
  tenantId: string,
  { limit, before, code }: GroupListing,
): Promise<CustomerGroup[]> =>
  tx.execute<CustomerGroup>(sql`
    select ${columns} from customer_groups where tenant_id = ${tenantId}
      ${before === undefined ? sql`` : sql`and id < ${before}`} ${code === undefined ? sql`` : sql`and code = ${code}`}
    order by id desc limit ${limit}`)

const put = prepared<CustomerGroup & { tenantId: string }>(
  (p) => sql`
    insert into customer_groups (tenant_id, id, code, name, created_at, updated_at)
    values (${p.tenantId}, ${p.id}, ${p.code}, ${p.name}, ${p.created_at}, ${p.updated_at})
    on conflict (tenant_id, id) do update set code = excluded.code, name = excluded.name, updated_at = excluded.updated_at`,
)
/** Stores a new group, or changes one. */
export const putGroup = (tx: Tx, tenantId: string, group: CustomerGroup) => put(tx, { tenantId, ...group })

const remove = prepared<Key>(
  (p) => sql`delete from customer_groups where tenant_id = ${p.tenantId} and id = ${p.id} returning id`,
)
export const deleteGroup = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await remove(tx, { tenantId, id })).length > 0

const add = prepared<Key & { customerIds: readonly string[] }>(
  (p) => sql`
    insert into customer_group_members (tenant_id, customer_group_id, customer_id)
    select ${p.tenantId}, ${p.id}, customer from unnest(${p.customerIds}::uuid[]) as customer on conflict do nothing`,
)
export const addMembers = (tx: Tx, tenantId: string, id: string, customerIds: readonly string[]) =>
  add(tx, { tenantId, id, customerIds })

const removeOne = prepared<Key & { customerId: string }>(
  (p) => sql`
    delete from customer_group_members
    where tenant_id = ${p.tenantId} and customer_group_id = ${p.id} and customer_id = ${p.customerId} returning customer_id`,
)
export const removeMember = async (
  tx: Tx,
  tenantId: string,
  id: string,
  customerId: string,
): Promise<boolean> => (await removeOne(tx, { tenantId, id, customerId })).length > 0
