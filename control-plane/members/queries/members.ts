import { type SQL, sql } from 'drizzle-orm/sql'
import type { StaffPermission } from '../../../shared/auth/permissions.ts'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'
import { permissionsOf, type Role } from '../rules/roles.ts'
import type { Member, Membership } from '../schema.ts'

/** What is stored of somebody's role. */
export type Grant = { role: Role; roleId: string | null; listed: readonly StaffPermission[] }

/** Of a row `m` with a role and its own role `r`. */
export const holdingColumns = sql`m.role, m.role_id, r.name as role_name, coalesce(r.permissions, m.permissions) as permissions`
export const joinedRole = sql`left join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id`

/** The same row with the permissions in effect. */
export const inEffect = <T extends Membership>(row: T): T => ({
  ...row,
  permissions: [...permissionsOf(row.role, row.permissions)],
})

const selectMembers = (condition: SQL, db: Db | Tx) =>
  db.execute<Member>(sql`
    select m.account_id, a.email, a.name, ${holdingColumns}, ${utc('m.created_at')} as since
    from memberships m join accounts a on a.id = m.account_id ${joinedRole} where ${condition}`)

export async function findMember(
  db: Db | Tx,
  tenantId: string,
  accountId: string,
): Promise<Member | undefined> {
  const [row] = await selectMembers(sql`m.tenant_id = ${tenantId} and m.account_id = ${accountId}`, db)
  return row && inEffect(row)
}

/** Newest accounts first; `before` is the last one already seen. */
export async function listMembers(
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Member[]> {
  const older = before === undefined ? sql`` : sql`and m.account_id < ${before}`
  const rows = await selectMembers(
    sql`m.tenant_id = ${tenantId} ${older} order by m.account_id desc limit ${limit}`,
    db,
  )
  return rows.map(inEffect)
}

/** What an account is at each of these stores to which it belongs. */
export async function listMemberships(
  db: Db,
  accountId: string,
  tenantIds: readonly string[],
): Promise<(Membership & { tenant_id: string })[]> {
  const rows = await db.execute<Membership & { tenant_id: string }>(sql`
    select m.tenant_id, ${holdingColumns} from memberships m ${joinedRole}
    where m.account_id = ${accountId} and m.tenant_id = any(${sql.param([...tenantIds])}::uuid[])`)
  return rows.map(inEffect)
}

export async function isMemberByEmail(tx: Tx, tenantId: string, email: string): Promise<boolean> {
  const found = await tx.execute(sql`
    select from accounts a join memberships m on m.account_id = a.id
    where a.email = ${email} and m.tenant_id = ${tenantId}`)
  return found.length > 0
}

export async function countOwners(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::integer as n from memberships where tenant_id = ${tenantId} and role = 'owner'`,
  )
  return row?.n ?? 0
}

export async function insertMember(
  tx: Tx,
  tenantId: string,
  accountId: string,
  { role, roleId, listed }: Grant,
): Promise<void> {
  await tx.execute(sql`
    insert into memberships (tenant_id, account_id, role, role_id, permissions)
    values (${tenantId}, ${accountId}, ${role}, ${roleId}, ${sql.param([...listed])}::text[])`)
}

export async function updateMember(
  tx: Tx,
  tenantId: string,
  accountId: string,
  { role, roleId, listed }: Grant,
): Promise<void> {
  await tx.execute(sql`
    update memberships set role = ${role}, role_id = ${roleId}, permissions = ${sql.param([...listed])}::text[]
    where tenant_id = ${tenantId} and account_id = ${accountId}`)
}

export async function deleteMember(tx: Tx, tenantId: string, accountId: string): Promise<void> {
  await tx.execute(sql`delete from memberships where tenant_id = ${tenantId} and account_id = ${accountId}`)
}

export type Account = { email: string; is_verified: boolean }

export async function findAccount(db: Db | Tx, id: string): Promise<Account | undefined> {
  const [row] = await db.execute<Account>(
    sql`select email, email_verified_at is not null as is_verified from accounts where id = ${id}`,
  )
  return row
}

/** Whether somebody has shown that they read the mail of this address. */
export async function hasVerifiedAccount(db: Db | Tx, email: string): Promise<boolean> {
  const found = await db.execute(
    sql`select from accounts where email = ${email} and email_verified_at is not null`,
  )
  return found.length > 0
}
