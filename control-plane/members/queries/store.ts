import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'

export type Store = {
  id: string
  name: string
  slug: string
  status: 'active' | 'suspended' | 'cancelled'
  /** How many members and open invitations it may have; null for any number. */
  user_limit: number | null
}

/** Changes of a store's members, roles and invitations take turns. */
export async function lockStore(tx: Tx, tenantId: string): Promise<Store | undefined> {
  const [store] = await tx.execute<Store>(sql`
    select t.id, t.name, t.slug, t.status, coalesce(t.limits ->> 'users',
      (select p.limits ->> 'users' from plans p where p.name = t.plan))::bigint::float8 as user_limit
    from tenants t where t.id = ${tenantId} for no key update of t`)
  return store
}

export async function countSeats(tx: Tx, tenantId: string): Promise<{ members: number; invited: number }> {
  const [row] = await tx.execute<{ members: number; invited: number }>(sql`
    select (select count(*)::integer from memberships where tenant_id = ${tenantId}) as members,
      (select count(*)::integer from invitations where tenant_id = ${tenantId} and expires_at > now()) as invited`)
  return row ?? { members: 0, invited: 0 }
}
