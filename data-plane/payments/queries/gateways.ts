import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { ProviderName } from '../providers/registry.ts'

/** A gateway without its secrets. */
export type GatewayRow = {
  id: string
  code: string
  provider: ProviderName
  name: string
  live: boolean
  enabled: boolean
  capture: 'automatic' | 'manual'
  fallback: boolean
  position: number
  api_url: string | null
  settings: Record<string, string>
  hints: Record<string, string | null>
  failing_since: string | null
  created_at: string
  updated_at: string
}
export type SealedGateway = GatewayRow & { sealed: string; archived_at: string | null }

type Key = { tenantId: string; id: string }

const columns = sql`id, code, provider, name, live, enabled, capture, fallback, position, api_url, settings, hints,
  ${utc('failing_since')} as failing_since, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`
const sealedColumns = sql`${columns}, sealed, ${utc('archived_at')} as archived_at`

const list = prepared<{ tenantId: string }, GatewayRow>(
  (p) => sql`
    select ${columns} from payment_gateways where tenant_id = ${p.tenantId} and archived_at is null order by position, id`,
)
/** Those that were not archived, in the order in which they step in. */
export const listGateways = (tx: Tx, tenantId: string) => list(tx, { tenantId })

const read = prepared<Key, SealedGateway>(
  (p) => sql`select ${sealedColumns} from payment_gateways where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
const lock = prepared<Key, SealedGateway>(
  (p) => sql`
    select ${sealedColumns} from payment_gateways
    where tenant_id = ${p.tenantId} and id = ${p.id} and archived_at is null for update`,
)
/** Also one that was archived: its payments still are to be captured and given back. */
export const findGateway = async (tx: Tx, tenantId: string, id: string): Promise<SealedGateway | undefined> =>
  (await read(tx, { tenantId, id }))[0]
export const lockGateway = async (tx: Tx, tenantId: string, id: string): Promise<SealedGateway | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

const put = prepared<{ tenantId: string; gateway: string }>(
  (p) => sql`
    insert into payment_gateways (tenant_id, id, code, provider, name, live, enabled, capture, fallback, position, api_url,
      settings, sealed, hints, created_at, updated_at)
    select ${p.tenantId}, g.* from jsonb_to_record(${p.gateway}::jsonb) as g (id uuid, code text, provider text, name text,
      live boolean, enabled boolean, capture text, fallback boolean, position integer, api_url text, settings jsonb,
      sealed text, hints jsonb, created_at timestamptz, updated_at timestamptz)
    on conflict (tenant_id, id) do update set code = excluded.code, name = excluded.name, live = excluded.live,
      enabled = excluded.enabled, capture = excluded.capture, fallback = excluded.fallback, position = excluded.position,
      api_url = excluded.api_url, settings = excluded.settings, sealed = excluded.sealed, hints = excluded.hints,
      updated_at = excluded.updated_at`,
)
/** Stores a new or changed one. */
export const putGateway = (tx: Tx, tenantId: string, gateway: Omit<SealedGateway, 'archived_at'>) =>
  put(tx, { tenantId, gateway: JSON.stringify(gateway) })

const used = prepared<Key, { used: boolean }>(
  (p) => sql`
    select exists (select from payments where tenant_id = ${p.tenantId} and gateway_id = ${p.id})
      or exists (select from saved_payment_methods where tenant_id = ${p.tenantId} and gateway_id = ${p.id})
      or exists (select from payment_notices where tenant_id = ${p.tenantId} and gateway_id = ${p.id}) as used`,
)
export const isUsed = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await used(tx, { tenantId, id }))[0]?.used === true

const remove = prepared<Key>(
  (p) => sql`delete from payment_gateways where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteGateway = (tx: Tx, tenantId: string, id: string) => remove(tx, { tenantId, id })

const archive = prepared<Key & { at: string }>(
  (p) => sql`
    update payment_gateways set archived_at = ${p.at}, enabled = false, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const archiveGateway = (tx: Tx, tenantId: string, id: string, at: string) =>
  archive(tx, { tenantId, id, at })
