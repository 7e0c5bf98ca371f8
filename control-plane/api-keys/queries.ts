import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { ApiKey, ApiKeyPatch, ApiKeyRequest } from './schema.ts'
import type { UsageBatch } from './usage.ts'

const columns = sql`k.id, k.name, k.kind, k.hint, k.scopes, k.allowed_ips, ${utc('k.expires_at')} as expires_at,
  ${utc('k.revoked_at')} as revoked_at, k.rotated_to, ${utc('u.last_used_at')} as last_used_at, u.last_used_ip,
  k.created_by, ${utc('k.created_at')} as created_at`
const keys = sql`api_keys k left join api_key_uses u on u.tenant_id = k.tenant_id and u.api_key_id = k.id`

export type ApiKeyDraft = Pick<ApiKey, 'id' | 'name' | 'kind' | 'hint' | 'expires_at' | 'created_by'> & {
  keyHash: string
  scopes: readonly string[]
  allowed_ips: readonly string[]
}

const texts = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`

export async function insertApiKey(tx: Tx, tenantId: string, draft: ApiKeyDraft): Promise<void> {
  await tx.execute(sql`
    insert into api_keys (tenant_id, id, name, kind, key_hash, hint, scopes, allowed_ips, expires_at, created_by)
    values (${tenantId}, ${draft.id}, ${draft.name}, ${draft.kind}, ${draft.keyHash}, ${draft.hint},
      ${texts(draft.scopes)}, ${texts(draft.allowed_ips)}, ${draft.expires_at}, ${draft.created_by})`)
}

export async function findApiKey(
  db: Db | Tx,
  tenantId: string,
  id: string,
  lock: 'for update' | '' = '',
): Promise<ApiKey | undefined> {
  const [row] = await db.execute<ApiKey>(sql`
    select ${columns} from ${keys} where k.tenant_id = ${tenantId} and k.id = ${id}
    ${lock === '' ? sql`` : sql`for update of k`}`)
  return row
}

/** Newest first; `before` is the id of the last one already seen. */
export async function listApiKeys(
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<ApiKey[]> {
  return db.execute<ApiKey>(sql`
    select ${columns} from ${keys} where k.tenant_id = ${tenantId}
    ${before === undefined ? sql`` : sql`and k.id < ${before}`} order by k.id desc limit ${limit}`)
}

export async function updateApiKey(tx: Tx, tenantId: string, id: string, patch: ApiKeyPatch): Promise<void> {
  const list = (values: readonly string[] | undefined) =>
    values === undefined ? sql`null::text[]` : texts(values)
  await tx.execute(sql`
    update api_keys set
      name = coalesce(${patch.name ?? null}, name),
      scopes = coalesce(${list(patch.scopes)}, scopes),
      allowed_ips = coalesce(${list(patch.allowed_ips)}, allowed_ips),
      expires_at = ${patch.expires_at === undefined ? sql`expires_at` : sql`${patch.expires_at}::timestamptz`}
    where tenant_id = ${tenantId} and id = ${id}`)
}

export async function replaceApiKey(
  tx: Tx,
  tenantId: string,
  id: string,
  by: { id: string; endsAt: string },
): Promise<void> {
  await tx.execute(sql`
    update api_keys set rotated_to = ${by.id}, expires_at = ${by.endsAt} where tenant_id = ${tenantId} and id = ${id}`)
}

export async function revokeApiKey(tx: Tx, tenantId: string, id: string, at: Date): Promise<void> {
  await tx.execute(sql`
    update api_keys set revoked_at = coalesce(revoked_at, ${at.toISOString()}) where tenant_id = ${tenantId} and id = ${id}`)
}

/** Stores what a gateway noted since it last did, for all tenants at once. */
export async function insertUsage(tx: Tx, { uses, requests, dropped }: UsageBatch): Promise<void> {
  const column = <T>(rows: readonly T[], name: keyof T) => sql.param(rows.map((row) => row[name]))
  // Two gateways that write of the same keys do so in the same order, and so never wait for each other in a circle.
  if (uses.length > 0)
    await tx.execute(sql`
      insert into api_key_uses as u (tenant_id, api_key_id, last_used_at, last_used_ip)
      select * from unnest(${column(uses, 'tenant_id')}::uuid[], ${column(uses, 'id')}::uuid[],
        ${column(uses, 'at')}::timestamptz[], ${column(uses, 'ip')}::text[]) order by 1, 2
      on conflict (tenant_id, api_key_id) do update
        set last_used_at = excluded.last_used_at, last_used_ip = excluded.last_used_ip
        where u.last_used_at < excluded.last_used_at`)
  if (requests.length > 0)
    await tx.execute(sql`
      insert into api_key_requests (tenant_id, api_key_id, id, at, method, path, status, duration_ms, request_bytes, response_bytes)
      select * from unnest(${column(requests, 'tenant_id')}::uuid[], ${column(requests, 'api_key_id')}::uuid[],
        ${column(requests, 'id')}::uuid[], ${column(requests, 'at')}::timestamptz[], ${column(requests, 'method')}::text[],
        ${column(requests, 'path')}::text[], ${column(requests, 'status')}::integer[],
        ${column(requests, 'duration_ms')}::double precision[], ${column(requests, 'request_bytes')}::bigint[],
        ${column(requests, 'response_bytes')}::bigint[])`)
  if (dropped.length > 0)
    await tx.execute(sql`
      insert into api_key_dropped_requests as d (tenant_id, api_key_id, hour, count)
      select tenant_id, id, date_trunc('hour', now()), count from unnest(${column(dropped, 'tenant_id')}::uuid[],
        ${column(dropped, 'id')}::uuid[], ${column(dropped, 'count')}::bigint[]) as r (tenant_id, id, count) order by 1, 2
      on conflict (tenant_id, api_key_id, hour) do update set count = d.count + excluded.count`)
}

export type RequestListing = {
  limit: number
  since: string
  before: string | undefined
  status: number | undefined
}

/** Newest first; `before` is the id of the last one already seen. */
export async function listRequests(
  db: Db,
  tenantId: string,
  keyId: string,
  { limit, since, before, status }: RequestListing,
): Promise<ApiKeyRequest[]> {
  return db.execute<ApiKeyRequest>(sql`
    select id, ${utc('at')} as at, method, path, status, duration_ms, request_bytes, response_bytes
    from api_key_requests where tenant_id = ${tenantId} and api_key_id = ${keyId} and at >= ${since}
    ${before === undefined ? sql`` : sql`and id < ${before}`}
    ${status === undefined ? sql`` : sql`and status = ${status}`}
    order by id desc limit ${limit}`)
}

export async function countDropped(db: Db, tenantId: string, keyId: string, since: string): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select coalesce(sum(count), 0)::bigint as count from api_key_dropped_requests
    where tenant_id = ${tenantId} and api_key_id = ${keyId} and hour >= ${since}`)
  return row?.count ?? 0
}

/** Deletes up to `limit` of the oldest; gives how many. */
export async function deleteRequests(db: Db, before: string, limit: number): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    with old as (
      select tenant_id, api_key_id, id from api_key_requests where at < ${before} order by at limit ${limit}),
    gone as (
      delete from api_key_requests r using old
      where r.tenant_id = old.tenant_id and r.api_key_id = old.api_key_id and r.id = old.id returning 1)
    select count(*) as count from gone`)
  return row?.count ?? 0
}

export async function deleteDropped(db: Db, before: string): Promise<void> {
  await db.execute(sql`delete from api_key_dropped_requests where hour < ${before}`)
}
