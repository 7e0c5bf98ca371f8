import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'
import type { CustomRole, RoleInput } from '../schema.ts'

const columns = sql`id, name, description, permissions, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

export async function findRole(db: Db | Tx, tenantId: string, id: string): Promise<CustomRole | undefined> {
  const [role] = await db.execute<CustomRole>(
    sql`select ${columns} from roles where tenant_id = ${tenantId} and id = ${id}`,
  )
  return role
}

/** Newest first; `before` is the id of the last role already seen. */
export async function listRoles(
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<CustomRole[]> {
  const older = before === undefined ? sql`` : sql`and id < ${before}`
  return [
    ...(await db.execute<CustomRole>(sql`
    select ${columns} from roles where tenant_id = ${tenantId} ${older} order by id desc limit ${limit}`)),
  ]
}

export async function countRoles(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::integer as n from roles where tenant_id = ${tenantId}`,
  )
  return row?.n ?? 0
}

export async function insertRole(tx: Tx, tenantId: string, role: RoleInput): Promise<CustomRole> {
  const [row] = await tx.execute<CustomRole>(sql`
    insert into roles (tenant_id, name, description, permissions)
    values (${tenantId}, ${role.name}, ${role.description}, ${sql.param([...role.permissions])}::text[])
    returning ${columns}`)
  if (row === undefined) throw new Error('A role was not stored.')
  return row
}

export async function updateRole(tx: Tx, tenantId: string, id: string, role: RoleInput): Promise<void> {
  await tx.execute(sql`
    update roles set name = ${role.name}, description = ${role.description},
      permissions = ${sql.param([...role.permissions])}::text[], updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`)
}

export async function deleteRole(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`delete from roles where tenant_id = ${tenantId} and id = ${id}`)
}
