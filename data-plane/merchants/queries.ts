// The only SQL of merchants.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Merchant } from './schema.ts'

type In<P = object> = P & { tenantId: string }

const fields = sql`id, market_code as market, code, name, integration, commission_basis_points, status, contact_name,
  contact_email, contact_phone, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const byId = (locking: SQL) =>
  prepared<In<{ id: string }>, Merchant>(
    (p) => sql`select ${fields} from merchants where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const read = byId(sql``)
const lock = byId(sql`for update`)

export const findMerchant = async (tx: Tx, tenantId: string, id: string): Promise<Merchant | undefined> =>
  (await read(tx, { tenantId, id }))[0]
/** The same, locked against other writers. */
export const lockMerchant = async (tx: Tx, tenantId: string, id: string): Promise<Merchant | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

const page = (condition: SQL) =>
  prepared<In<{ limit: number; before: string; market?: string }>, Merchant>(
    (p) => sql`
    select ${fields} from merchants where tenant_id = ${p.tenantId} ${condition} and id < ${p.before}
    order by id desc limit ${p.limit}`,
  )
const ofAll = page(sql``)
const ofMarket = page(sql`and market_code = ${sql.placeholder('market')}`)

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Newest first; `before` is the id of the last one already seen. */
export const listMerchants = (
  tx: Tx,
  tenantId: string,
  {
    limit,
    before = LAST,
    market,
  }: { limit: number; before?: string | undefined; market?: string | undefined },
): Promise<Merchant[]> =>
  market === undefined
    ? ofAll(tx, { tenantId, limit, before })
    : ofMarket(tx, { tenantId, limit, before, market })

export type MerchantRow = Omit<Merchant, `${string}_at`>

const put = prepared<In<{ row: string }>>(
  (p) => sql`
  insert into merchants (tenant_id, id, market_code, code, name, integration, commission_basis_points, status,
    contact_name, contact_email, contact_phone)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, market text, code text, name text,
    integration text, commission_basis_points integer, status text, contact_name text, contact_email text,
    contact_phone text)
  on conflict (tenant_id, id) do update set market_code = excluded.market_code, code = excluded.code,
    name = excluded.name, integration = excluded.integration,
    commission_basis_points = excluded.commission_basis_points, status = excluded.status,
    contact_name = excluded.contact_name, contact_email = excluded.contact_email,
    contact_phone = excluded.contact_phone, updated_at = now()`,
)
/** Adds a merchant, or changes the one with this id. */
export const putMerchant = (tx: Tx, tenantId: string, row: MerchantRow) =>
  put(tx, { tenantId, row: JSON.stringify(row) })

const remove = prepared<In<{ id: string }>>(
  (p) => sql`delete from merchants where tenant_id = ${p.tenantId} and id = ${p.id} returning id`,
)
/** Whether there was one. */
export const deleteMerchant = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await remove(tx, { tenantId, id })).length > 0
