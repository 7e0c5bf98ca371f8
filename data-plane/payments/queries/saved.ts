import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { SavedMethod } from '../providers/provider.ts'

export type SavedRow = {
  id: string
  customer_id: string
  gateway_id: string
  provider_customer: string
  provider_method: string
  kind: string
  label: string
  expires: string | null
  is_default: boolean
  deleted_at: string | null
  created_at: string
}

type Key = { tenantId: string; id: string }
type OfCustomer = { tenantId: string; customerId: string }

const columns = sql`id, customer_id, gateway_id, provider_customer, provider_method, kind, label, expires, is_default,
  ${utc('deleted_at')} as deleted_at, ${utc('created_at')} as created_at`

const put = prepared<
  OfCustomer & SavedMethod & { id: string; gatewayId: string; at: string },
  { id: string }
>(
  (p) => sql`
    insert into saved_payment_methods (tenant_id, id, customer_id, gateway_id, provider_customer, provider_method, kind,
      label, expires, is_default, created_at)
    values (${p.tenantId}, ${p.id}, ${p.customerId}, ${p.gatewayId}, ${p.customer}, ${p.method}, ${p.kind}, ${p.label},
      ${p.expires}, not exists (select from saved_payment_methods where tenant_id = ${p.tenantId}
        and customer_id = ${p.customerId} and deleted_at is null), ${p.at})
    on conflict (tenant_id, customer_id, gateway_id, provider_method) do update set label = excluded.label,
      expires = excluded.expires, provider_customer = excluded.provider_customer, deleted_at = null
    returning id`,
)
/** Keeps how a customer paid; the first one is their default. Gives its id. */
export const putSaved = async (
  tx: Tx,
  tenantId: string,
  saved: SavedMethod & { id: string; customerId: string; gatewayId: string; at: string },
): Promise<string> => (await put(tx, { tenantId, ...saved }))[0]?.id as string

const list = prepared<OfCustomer, SavedRow>(
  (p) => sql`
    select ${columns} from saved_payment_methods
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and deleted_at is null order by id`,
)
/** A customer's, oldest first. */
export const listSaved = (tx: Tx, tenantId: string, customerId: string) => list(tx, { tenantId, customerId })

const read = prepared<Key, SavedRow>(
  (p) => sql`select ${columns} from saved_payment_methods where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findSaved = async (tx: Tx, tenantId: string, id: string): Promise<SavedRow | undefined> =>
  (await read(tx, { tenantId, id }))[0]

const setDefault = prepared<OfCustomer & { id: string | null }>(
  (p) => sql`
    update saved_payment_methods set is_default = (id = ${p.id})
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and is_default <> (id = ${p.id})`,
)
export const makeDefault = (tx: Tx, tenantId: string, customerId: string, id: string) =>
  setDefault(tx, { tenantId, customerId, id })

const forget = prepared<Key & { at: string }>(
  (p) => sql`
    update saved_payment_methods set deleted_at = ${p.at}, is_default = false
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Nobody uses it from now on; the row stays until the provider has forgotten it. */
export const markDeleted = (tx: Tx, tenantId: string, id: string, at: string) =>
  forget(tx, { tenantId, id, at })

const remove = prepared<Key>(
  (p) => sql`
    delete from saved_payment_methods where tenant_id = ${p.tenantId} and id = ${p.id} and deleted_at is not null`,
)
export const removeDeleted = (tx: Tx, tenantId: string, id: string) => remove(tx, { tenantId, id })

const atCheckout = prepared<{ tenantId: string; checkoutId: string }, { id: string; gateway_id: string }>(
  (p) => sql`
    select m.id, m.gateway_id from payments p
    join saved_payment_methods m on m.tenant_id = p.tenant_id and m.id = p.saved_method_id
    where p.tenant_id = ${p.tenantId} and p.checkout_id = ${p.checkoutId} and p.status in ('authorized', 'captured')
      and p.released_at is null and m.deleted_at is null
    order by p.id desc limit 1`,
)
/** By what a checkout was paid, if that was saved. */
export const savedAt = async (
  tx: Tx,
  tenantId: string,
  checkoutId: string,
): Promise<{ id: string; gateway_id: string } | undefined> =>
  (await atCheckout(tx, { tenantId, checkoutId }))[0]
