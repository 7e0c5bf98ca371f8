// The table `audit_entries`, which each database has: only ever added to.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from './columns.ts'
import type { Db, Tx } from './connect.ts'
import { prepared } from './prepared.ts'
import type { Row } from './wire.ts'

export type NewEntry = {
  tenantId: string | null
  id: string
  at: string
  actorKind: string
  actorId: string
  actorLabel: string | null
  impersonatorId: string | null
  action: string
  targetId: string | null
  targets: object
  changes: object
  truncated: boolean
  requestId: string
  address: string
  userAgent: string
}

export const insertEntry: (tx: Tx, entry: NewEntry) => Promise<Row[]> = prepared<NewEntry>(
  (p) => sql`
    insert into audit_entries (tenant_id, id, at, actor_kind, actor_id, actor_label, impersonator_id, action, target_id, targets,
      changes, truncated, request_id, client_address, user_agent)
    values (${p.tenantId}, ${p.id}, ${p.at}, ${p.actorKind}, ${p.actorId}, ${p.actorLabel}, ${p.impersonatorId}, ${p.action},
      ${p.targetId}, ${p.targets}, ${p.changes}, ${p.truncated}, ${p.requestId}, ${p.address}, ${p.userAgent})`,
)

export type StoredEntry = {
  id: string
  tenant_id: string | null
  at: string
  actor_kind: string
  actor_id: string
  actor_label: string | null
  impersonator_id: string | null
  action: string
  target_id: string | null
  targets: Record<string, string>
  changes: Record<string, { from?: unknown; to?: unknown }>
  truncated: boolean
  request_id: string
  client_address: string
  user_agent: string
}

export type EntriesWanted = {
  /** Undefined: of all tenants and of none. */
  tenantId: string | undefined
  actorId: string | undefined
  action: string | undefined
  targetId: string | undefined
  /** Ids tell when an entry was made: not before the first of these, and before the second. */
  since: string | undefined
  before: string | undefined
  limit: number
}

/** Newest first. */
export async function findEntries(db: Db, wanted: EntriesWanted): Promise<StoredEntry[]> {
  const conditions: [SQL, string | undefined][] = [
    [sql`tenant_id =`, wanted.tenantId],
    [sql`actor_id =`, wanted.actorId],
    [sql`action =`, wanted.action],
    [sql`target_id =`, wanted.targetId],
    [sql`id >=`, wanted.since],
    [sql`id <`, wanted.before],
  ]
  const given = conditions
    .filter(([, value]) => value !== undefined)
    .map(([left, value]) => sql`${left} ${value}`)
  return db.execute<StoredEntry>(sql`
    select id, tenant_id, ${utc('at')} as at, actor_kind, actor_id, actor_label, impersonator_id, action, target_id, targets, changes,
      truncated, request_id, client_address, user_agent
    from audit_entries where ${sql.join([...given, sql`true`], sql` and `)} order by id desc limit ${wanted.limit}`)
}
