import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Tracking } from './rules/carriers.ts'
import type { Status } from './rules/status.ts'
import type { Provider, Settings } from './schema.ts'

export type FulfillmentLine = {
  line_item_id: string
  variant_id: string | null
  title: string
  variant_title: string
  sku: string | null
  quantity: number
  taken_quantity: number
}
export type FulfillmentRow = {
  id: string
  order_id: string
  location_id: string | null
  provider: Provider['kind']
  status: Status
  tracking: Tracking[]
  history: { status: Status; at: string }[]
  estimated_delivery: string | null
  notify: boolean
  reference: string | null
  problem: string | null
  attempts: number
  told_at: string | null
  created_at: string
  updated_at: string
  lines: FulfillmentLine[]
  /** Of its order. */
  market_code: string
  shipping_code: string | null
}

const tree = sql`
  select f.id, f.order_id, f.location_id, f.provider, f.status, f.tracking, f.history, f.estimated_delivery::text, f.notify,
    f.reference, f.problem, f.attempts, ${utc('f.told_at')} as told_at, ${utc('f.created_at')} as created_at,
    ${utc('f.updated_at')} as updated_at, o.market_code, o.shipping_method ->> 'code' as shipping_code,
    (select coalesce(json_agg(json_build_object('line_item_id', l.line_item_id, 'variant_id', i.variant_id, 'title', i.title,
        'variant_title', i.variant_title, 'sku', i.sku, 'quantity', l.quantity, 'taken_quantity', l.taken_quantity)
        order by l.line_item_id), '[]')
      from fulfillment_line_items l cross join lateral (
        select variant_id, title, variant_title, sku from order_line_items i
        where i.tenant_id = l.tenant_id and i.id = l.line_item_id offset 0) i
      where l.tenant_id = f.tenant_id and l.fulfillment_id = f.id) as lines
  from fulfillments f cross join lateral (
    select market_code, shipping_method from orders o where o.tenant_id = f.tenant_id and o.id = f.order_id offset 0) o`

type Key = { tenantId: string; id: string }
const readOne = prepared<Key, FulfillmentRow>(
  (p) => sql`${tree} where f.tenant_id = ${p.tenantId} and f.id = ${p.id}`,
)
export const findFulfillment = async (tx: Tx, tenantId: string, id: string) =>
  (await readOne(tx, { tenantId, id }))[0]

const readOrderId = prepared<Key, { order_id: string }>(
  (p) => sql`select order_id from fulfillments where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const orderOf = async (tx: Tx, tenantId: string, id: string): Promise<string | undefined> =>
  (await readOrderId(tx, { tenantId, id }))[0]?.order_id

const readLink = prepared<{ tenantId: string; hash: string }, { id: string }>(
  (p) => sql`select id from fulfillments where tenant_id = ${p.tenantId} and link_hash = ${p.hash}`,
)
export const findByLink = async (tx: Tx, tenantId: string, hash: string): Promise<string | undefined> =>
  (await readLink(tx, { tenantId, hash }))[0]?.id

const putLink = prepared<Key & { hash: string }>(
  (p) => sql`update fulfillments set link_hash = ${p.hash} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** The link of before works no more. */
export const setLink = (tx: Tx, tenantId: string, id: string, hash: string) =>
  putLink(tx, { tenantId, id, hash })

const readOf = prepared<{ tenantId: string; orderId: string }, FulfillmentRow>(
  (p) => sql`${tree} where f.tenant_id = ${p.tenantId} and f.order_id = ${p.orderId} order by f.id`,
)
/** The oldest first. */
export const listFulfillments = (tx: Tx, tenantId: string, orderId: string): Promise<FulfillmentRow[]> =>
  readOf(tx, { tenantId, orderId })

const insertOne = prepared<{ tenantId: string; row: string }>(
  (p) => sql`
    insert into fulfillments (tenant_id, id, order_id, location_id, provider, status, tracking, history, notify, created_at,
      updated_at)
    select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, order_id uuid, location_id uuid,
      provider text, status text, tracking jsonb, history jsonb, notify boolean, created_at timestamptz, updated_at timestamptz)`,
)
const insertLines = prepared<{ tenantId: string; id: string; lines: string }>(
  (p) => sql`
    insert into fulfillment_line_items (tenant_id, fulfillment_id, line_item_id, quantity, taken_quantity)
    select ${p.tenantId}, ${p.id}, l.* from jsonb_to_recordset(${p.lines}::jsonb)
      as l (line_item_id uuid, quantity integer, taken_quantity integer)`,
)
export const insertFulfillment = (tx: Tx, tenantId: string, { lines, ...row }: FulfillmentRow) =>
  Promise.all([
    insertOne(tx, { tenantId, row: JSON.stringify(row) }),
    insertLines(tx, { tenantId, id: row.id, lines: JSON.stringify(lines) }),
  ])

const updateOne = prepared<{ tenantId: string; id: string; row: string }>(
  (p) => sql`
    update fulfillments f set status = r.status, tracking = r.tracking, history = r.history,
      estimated_delivery = r.estimated_delivery, notify = r.notify, reference = r.reference, problem = r.problem,
      attempts = r.attempts, told_at = r.told_at, updated_at = r.updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (status text, tracking jsonb, history jsonb, estimated_delivery date,
      notify boolean, reference text, problem text, attempts integer, told_at timestamptz, updated_at timestamptz)
    where f.tenant_id = ${p.tenantId} and f.id = ${p.id}`,
)
/** Stores all that may change of it. Its order must be locked. */
export const updateFulfillment = (tx: Tx, tenantId: string, { lines: _, ...row }: FulfillmentRow) =>
  updateOne(tx, { tenantId, id: row.id, row: JSON.stringify(row) })

const addToLines = prepared<{ tenantId: string; orderId: string; ids: string[]; quantities: number[] }>(
  (p) => sql`
    update order_line_items l set fulfilled_quantity = l.fulfilled_quantity + c.quantity
    from unnest(${p.ids}::uuid[], ${p.quantities}::integer[]) as c (id, quantity)
    where l.tenant_id = ${p.tenantId} and l.id = any(${p.ids}::uuid[]) and l.order_id = ${p.orderId} and l.id = c.id`,
)
const addToOrder = prepared<{ tenantId: string; orderId: string; quantity: number }>(
  (p) => sql`
    update orders set fulfilled_quantity = fulfilled_quantity + ${p.quantity}
    where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
/** Adds to what was fulfilled of an order and its lines, or takes from it by negative quantities. */
export const addFulfilled = (
  tx: Tx,
  tenantId: string,
  orderId: string,
  lines: readonly { line_item_id: string; quantity: number }[],
) =>
  Promise.all([
    addToLines(tx, {
      tenantId,
      orderId,
      ids: lines.map((line) => line.line_item_id),
      quantities: lines.map((line) => line.quantity),
    }),
    addToOrder(tx, { tenantId, orderId, quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0) }),
  ])

export type ProviderRow = {
  location_id: string
  kind: 'dropship' | 'third_party'
  settings: Settings
  sealed: string | null
}
const readProviders = prepared<{ tenantId: string }, ProviderRow>(
  (p) =>
    sql`select location_id, kind, settings, sealed from fulfillment_providers where tenant_id = ${p.tenantId}`,
)
/** All of a store: it has few locations. */
export const listProviders = (tx: Tx, tenantId: string): Promise<ProviderRow[]> =>
  readProviders(tx, { tenantId })

const put = prepared<Omit<ProviderRow, 'settings'> & { tenantId: string; settings: string; at: string }>(
  (p) => sql`
    insert into fulfillment_providers (tenant_id, location_id, kind, settings, sealed, updated_at)
    values (${p.tenantId}, ${p.location_id}, ${p.kind}, ${p.settings}, ${p.sealed}, ${p.at})
    on conflict (tenant_id, location_id) do update set kind = excluded.kind, settings = excluded.settings,
      sealed = excluded.sealed, updated_at = excluded.updated_at`,
)
export const putProvider = (tx: Tx, tenantId: string, { settings, ...row }: ProviderRow, at: string) =>
  put(tx, { tenantId, ...row, settings: JSON.stringify(settings), at })

export const deleteProvider = (tx: Tx, tenantId: string, locationId: string) =>
  tx.execute(
    sql`delete from fulfillment_providers where tenant_id = ${tenantId} and location_id = ${locationId}`,
  )

const findTracked = prepared<{ tenantId: string; number: number; email: string }, { id: string }>(
  (p) => sql`
    select id from orders where tenant_id = ${p.tenantId} and number = ${p.number} and email_lower = lower(${p.email})`,
)
export const findOrderBy = async (
  tx: Tx,
  tenantId: string,
  by: { number: number; email: string },
): Promise<string | undefined> => (await findTracked(tx, { tenantId, ...by }))[0]?.id

type Attempt = { tenantId: string; network: string; at: string; forgotten: string }
const countOne = prepared<Attempt, { attempts: number; since: string }>(
  (p) => sql`
    insert into tracking_attempts as a (tenant_id, network, attempts, since) values (${p.tenantId}, ${p.network}, 1, ${p.at})
    on conflict (tenant_id, network) do update
      set attempts = case when a.since <= ${p.forgotten} then 1 else a.attempts + 1 end,
        since = case when a.since <= ${p.forgotten} then excluded.since else a.since end
    returning attempts, ${utc('since')} as since`,
)
/** Counts an attempt of a network. Gives how many it made, and since when. */
export async function countAttempt(tx: Tx, attempt: Attempt): Promise<{ attempts: number; since: string }> {
  const [row] = await countOne(tx, attempt)
  if (row === undefined) throw new Error('An attempt was not counted.')
  return row
}

const takeBack = prepared<{ tenantId: string; network: string }>(
  (p) => sql`
    update tracking_attempts set attempts = attempts - 1 where tenant_id = ${p.tenantId} and network = ${p.network}`,
)
export const uncountAttempt = (tx: Tx, tenantId: string, network: string) =>
  takeBack(tx, { tenantId, network })

export const deleteAttempts = (tx: Tx, tenantId: string, before: string) =>
  tx.execute(sql`delete from tracking_attempts where tenant_id = ${tenantId} and since <= ${before}`)
