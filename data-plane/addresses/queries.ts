import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Address } from './schema.ts'

type OfCustomer = { tenantId: string; customerId: string }

const list = prepared<OfCustomer, Address>(
  (p) => sql`
    select id, name, company, line1, line2, city, state, postal_code, country, phone, tax_id, verified,
      is_default_shipping, is_default_billing, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at
    from addresses where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} order by id`,
)
/** All of a customer's, oldest first. */
export const listAddresses = (tx: Tx, tenantId: string, customerId: string) =>
  list(tx, { tenantId, customerId })

const yieldDefaults = prepared<OfCustomer & { id: string; shipping: boolean; billing: boolean }>(
  (p) => sql`
    update addresses set is_default_shipping = is_default_shipping and not ${p.shipping},
      is_default_billing = is_default_billing and not ${p.billing}
    where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and id <> ${p.id}
      and (is_default_shipping and ${p.shipping} or is_default_billing and ${p.billing})`,
)
const put = prepared<OfCustomer & { address: string }>(
  (p) => sql`
    insert into addresses (tenant_id, customer_id, id, name, company, line1, line2, city, state, postal_code, country, phone,
      tax_id, verified, is_default_shipping, is_default_billing, created_at, updated_at)
    select ${p.tenantId}, ${p.customerId}, a.* from jsonb_to_record(${p.address}::jsonb) as a (id uuid, name text,
      company text, line1 text, line2 text, city text, state text, postal_code text, country text, phone text, tax_id text,
      verified boolean, is_default_shipping boolean, is_default_billing boolean, created_at timestamptz,
      updated_at timestamptz)
    on conflict (tenant_id, id) do update set name = excluded.name, company = excluded.company, line1 = excluded.line1,
      line2 = excluded.line2, city = excluded.city, state = excluded.state, postal_code = excluded.postal_code,
      country = excluded.country, phone = excluded.phone, tax_id = excluded.tax_id, verified = excluded.verified,
      is_default_shipping = excluded.is_default_shipping, is_default_billing = excluded.is_default_billing,
      updated_at = excluded.updated_at`,
)
/** Stores a new or changed address; where it is a default, no other is any more. */
export const putAddress = (tx: Tx, tenantId: string, customerId: string, address: Address) =>
  Promise.all([
    yieldDefaults(tx, {
      tenantId,
      customerId,
      id: address.id,
      shipping: address.is_default_shipping,
      billing: address.is_default_billing,
    }),
    put(tx, { tenantId, customerId, address: JSON.stringify(address) }),
  ])

const remove = prepared<{ tenantId: string; id: string }>(
  (p) => sql`delete from addresses where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteAddress = (tx: Tx, tenantId: string, id: string) => remove(tx, { tenantId, id })
