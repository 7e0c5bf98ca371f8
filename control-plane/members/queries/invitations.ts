import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'
import type { Invitation } from '../schema.ts'
import { type Grant, holdingColumns, inEffect, joinedRole } from './members.ts'
import type { Store } from './store.ts'

const columns = sql`m.id, m.email, ${holdingColumns}, m.invited_by, ${utc('m.created_at')} as created_at,
  ${utc('m.expires_at')} as expires_at, m.expires_at <= now() as expired`

const selectInvitations = (condition: SQL, db: Db | Tx) =>
  db.execute<Invitation>(sql`select ${columns} from invitations m ${joinedRole} where ${condition}`)

export async function findInvitation(
  db: Db | Tx,
  tenantId: string,
  by: { id: string } | { email: string },
): Promise<Invitation | undefined> {
  const named = 'id' in by ? sql`m.id = ${by.id}` : sql`m.email = ${by.email}`
  const [row] = await selectInvitations(sql`m.tenant_id = ${tenantId} and ${named}`, db)
  return row && inEffect(row)
}

/** Newest first; `before` is the id of the last invitation already seen. */
export async function listInvitations(
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Invitation[]> {
  const older = before === undefined ? sql`` : sql`and m.id < ${before}`
  const rows = await selectInvitations(
    sql`m.tenant_id = ${tenantId} ${older} order by m.id desc limit ${limit}`,
    db,
  )
  return rows.map(inEffect)
}

export type OpenInvitation = Invitation & {
  tenant_id: string
  store_name: string
  store_status: Store['status']
  /** As stored for one of the staff. */
  listed: Grant['listed']
}

/** The invitation behind a link, unless it is used or too old. */
export async function findOpenInvitation(
  db: Db | Tx,
  tokenHash: string,
): Promise<OpenInvitation | undefined> {
  const [row] = await db.execute<OpenInvitation>(sql`
    select ${columns}, m.tenant_id, t.name as store_name, t.status as store_status, m.permissions as listed
    from invitations m join tenants t on t.id = m.tenant_id ${joinedRole}
    where m.token_hash = ${tokenHash} and m.expires_at > now()`)
  return row && inEffect(row)
}

export type InvitationDraft = {
  email: string
  grant: Grant
  tokenHash: string
  invitedBy: string
  lifetimeDays: number
}

/** Stores an invitation and gives its id. It takes the place of one to the same address that nobody accepted in time. */
export async function insertInvitation(tx: Tx, tenantId: string, draft: InvitationDraft): Promise<string> {
  const { role, roleId, listed } = draft.grant
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into invitations (tenant_id, email, role, role_id, permissions, token_hash, invited_by, expires_at)
    values (${tenantId}, ${draft.email}, ${role}, ${roleId}, ${sql.param([...listed])}::text[], ${draft.tokenHash},
      ${draft.invitedBy}, now() + make_interval(days => ${draft.lifetimeDays}))
    on conflict (tenant_id, email) do update set id = excluded.id, role = excluded.role, role_id = excluded.role_id,
      permissions = excluded.permissions, token_hash = excluded.token_hash, invited_by = excluded.invited_by,
      created_at = now(), expires_at = excluded.expires_at
    returning id`)
  if (row === undefined) throw new Error('An invitation was not stored.')
  return row.id
}

export async function renewInvitation(
  tx: Tx,
  tenantId: string,
  id: string,
  { tokenHash, invitedBy, lifetimeDays }: Omit<InvitationDraft, 'email' | 'grant'>,
): Promise<void> {
  await tx.execute(sql`
    update invitations set token_hash = ${tokenHash}, invited_by = ${invitedBy},
      expires_at = now() + make_interval(days => ${lifetimeDays})
    where tenant_id = ${tenantId} and id = ${id}`)
}

export async function deleteInvitation(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`delete from invitations where tenant_id = ${tenantId} and id = ${id}`)
}

export async function deleteExpiredInvitations(tx: Tx, tenantId: string, roleId: string): Promise<void> {
  await tx.execute(sql`
    delete from invitations where tenant_id = ${tenantId} and role_id = ${roleId} and expires_at <= now()`)
}
