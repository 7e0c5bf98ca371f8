import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { OrderFilter, OrderSort } from '../schema.ts'

export type ViewRow = {
  id: string
  name: string
  filter: OrderFilter
  sort: OrderSort
  shared: boolean
  owner_kind: string
  owner_id: string
  created_at: string
  updated_at: string
}
const viewFields = sql`id, name, filter, sort, shared, owner_kind, owner_id, ${utc('created_at')} as created_at,
  ${utc('updated_at')} as updated_at`

const readAll = prepared<{ tenantId: string }, ViewRow>(
  (p) => sql`select ${viewFields} from order_views where tenant_id = ${p.tenantId} order by id`,
)
export const listViews = (tx: Tx, tenantId: string) => readAll(tx, { tenantId })

const readOne = prepared<{ tenantId: string; id: string }, ViewRow>(
  (p) => sql`select ${viewFields} from order_views where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
const lockOne = prepared<{ tenantId: string; id: string }, ViewRow>(
  (p) =>
    sql`select ${viewFields} from order_views where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
export const findView = async (tx: Tx, tenantId: string, id: string): Promise<ViewRow | undefined> =>
  (await readOne(tx, { tenantId, id }))[0]
export const lockView = async (tx: Tx, tenantId: string, id: string): Promise<ViewRow | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

const insertBelow = prepared<{ tenantId: string; view: string; most: number }, { id: string }>(
  (p) => sql`
    insert into order_views (tenant_id, id, name, filter, sort, shared, owner_kind, owner_id, created_at, updated_at)
    select ${p.tenantId}, id, name, filter, sort, shared, owner_kind, owner_id, created_at, updated_at
    from jsonb_to_record(${p.view}::jsonb) as v (id uuid, name text, filter jsonb, sort text, shared boolean,
      owner_kind text, owner_id text, created_at timestamptz, updated_at timestamptz)
    where (select count(*) from (select from order_views where tenant_id = ${p.tenantId} limit ${p.most}) o) < ${p.most}
    returning id`,
)
/** Whether there was room for it. */
export const insertView = async (tx: Tx, tenantId: string, view: ViewRow, most: number): Promise<boolean> =>
  (await insertBelow(tx, { tenantId, view: JSON.stringify(view), most })).length > 0

const updateOne = prepared<{
  tenantId: string
  id: string
  name: string
  filter: string
  sort: string
  shared: boolean
  at: string
}>(
  (p) => sql`
    update order_views set name = ${p.name}, filter = ${p.filter}, sort = ${p.sort}, shared = ${p.shared},
      updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const updateView = (
  tx: Tx,
  tenantId: string,
  { id, name, filter, sort, shared, updated_at }: ViewRow,
) => updateOne(tx, { tenantId, id, name, filter: JSON.stringify(filter), sort, shared, at: updated_at })

const deleteOne = prepared<{ tenantId: string; id: string }>(
  (p) => sql`delete from order_views where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteView = (tx: Tx, tenantId: string, id: string) => deleteOne(tx, { tenantId, id })
