import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Location, LocationPatch } from '../schema.ts'

/** Gives a new store its first location. Safe to repeat. */
export const insertDefaultLocation = (tx: Tx, tenantId: string) =>
  tx.execute(sql`
    insert into locations (tenant_id, name, code, is_default) values (${tenantId}, 'Default location', 'default', true)
    on conflict do nothing`)

const fields = sql`id, name, code, address, countries, priority, status, fulfils_online, is_default,
  ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const readAll = prepared<{ tenantId: string }, Location>(
  (p) => sql`select ${fields} from locations where tenant_id = ${p.tenantId} order by id`,
)
/** All of a store, the oldest first: they are few. */
export const readLocations = (tx: Tx, tenantId: string): Promise<Location[]> => readAll(tx, { tenantId })

/** Locks them against new and deleted ones of the same store. */
export const lockLocations = (tx: Tx, tenantId: string): Promise<Location[]> =>
  tx.execute<Location>(
    sql`select ${fields} from locations where tenant_id = ${tenantId} order by id for update`,
  )

export const insertLocation = (tx: Tx, tenantId: string, location: Location) =>
  tx.execute(sql`
    insert into locations (tenant_id, id, name, code, address, countries, priority, status, fulfils_online, created_at, updated_at)
    select ${tenantId}, l.* from jsonb_to_record(${JSON.stringify(location)}::jsonb)
      as l (id uuid, name text, code text, address jsonb, countries text[], priority integer, status text,
        fulfils_online boolean, created_at timestamptz, updated_at timestamptz)`)

export const updateLocation = (
  tx: Tx,
  tenantId: string,
  id: string,
  { at, ...patch }: LocationPatch & { at: string },
) =>
  tx.execute(sql`
    update locations l set name = coalesce(n.name, l.name), code = coalesce(n.code, l.code),
      address = ${patch.address === undefined ? sql`l.address` : sql`n.address`},
      countries = coalesce(n.countries, l.countries), priority = coalesce(n.priority, l.priority),
      status = coalesce(n.status, l.status), fulfils_online = coalesce(n.fulfils_online, l.fulfils_online), updated_at = ${at}
    from jsonb_to_record(${JSON.stringify(patch)}::jsonb) as n (name text, code text, address jsonb, countries text[],
      priority integer, status text, fulfils_online boolean)
    where l.tenant_id = ${tenantId} and l.id = ${id}`)

/** Whether there is stock at a location, or a transfer or a count names it. */
export async function isInUse(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const [row] = await tx.execute<{ in_use: boolean }>(sql`
    select exists (select from inventory_levels where tenant_id = ${tenantId} and location_id = ${id}
        and (on_hand <> 0 or available <> 0))
      or exists (select from stock_transfers where tenant_id = ${tenantId} and from_location_id = ${id})
      or exists (select from stock_transfers where tenant_id = ${tenantId} and to_location_id = ${id})
      or exists (select from stock_counts where tenant_id = ${tenantId} and location_id = ${id}) as in_use`)
  return row?.in_use === true
}

export const deleteLocation = (tx: Tx, tenantId: string, id: string) =>
  tx.execute(sql`delete from locations where tenant_id = ${tenantId} and id = ${id}`)
