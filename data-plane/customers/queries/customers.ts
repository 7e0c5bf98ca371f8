import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Customer, CustomerGroup } from '../schema.ts'

type Key = { tenantId: string; id: string }

/** A customer's own columns. */
export type CustomerFields = Omit<
  Customer,
  'email_verified' | 'tags' | 'groups' | 'order_count' | 'total_spent' | 'anonymised_at'
> & { email_verified_at: string | null }

export type CustomerRow = CustomerFields & {
  anonymised_at: string | null
  tags: string[]
  groups: Pick<CustomerGroup, 'id' | 'code' | 'name'>[]
  spending: { currency: string; order_count: number; amount: number }[]
}

/** A whole customer, of `customers c`. */
export const customerColumns = sql`
  c.id, c.email, ${utc('c.email_verified_at')} as email_verified_at, c.status, c.first_name, c.last_name, c.phone, c.locale,
  c.accepts_marketing, ${utc('c.accepts_marketing_at')} as accepts_marketing_at, c.accepts_marketing_source, c.note,
  c.metadata, c.preferences, ${utc('c.created_at')} as created_at, ${utc('c.updated_at')} as updated_at,
  ${utc('c.anonymised_at')} as anonymised_at,
  (select coalesce(json_agg(t.tag order by t.tag), '[]')
    from customer_tags t where t.tenant_id = c.tenant_id and t.customer_id = c.id) as tags,
  (select coalesce(json_agg(json_build_object('id', g.id, 'code', g.code, 'name', g.name) order by g.code), '[]')
    from customer_group_members m join customer_groups g on g.tenant_id = m.tenant_id and g.id = m.customer_group_id
    where m.tenant_id = c.tenant_id and m.customer_id = c.id) as groups,
  (select coalesce(json_agg(json_build_object('currency', s.currency, 'order_count', s.order_count, 'amount', s.amount)
      order by s.currency), '[]')
    from customer_spending s where s.tenant_id = c.tenant_id and s.customer_id = c.id and s.order_count > 0) as spending`

const findOne = prepared<Key, CustomerRow>(
  (p) => sql`select ${customerColumns} from customers c where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const findCustomer = async (tx: Tx, tenantId: string, id: string): Promise<CustomerRow | undefined> =>
  (await findOne(tx, { tenantId, id }))[0]

const exists = prepared<Key>(
  (p) => sql`select from customers where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const customerExists = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await exists(tx, { tenantId, id })).length > 0

const lockOne = prepared<Key, { password_hash: string | null }>(
  (p) => sql`
    select password_hash from customers where tenant_id = ${p.tenantId} and id = ${p.id} and anonymised_at is null
    for no key update`,
)
/** Locks a customer against other writers; undefined when there is none, or no more than orders. */
export const lockCustomer = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ password_hash: string | null } | undefined> => (await lockOne(tx, { tenantId, id }))[0]

/** By what a listing may be filtered: which rows `d` of ids of customers there are, and whether one of them is among them. */
const FILTERS = {
  email: {
    rows: sql`select id from customers where tenant_id = ${sql.placeholder('tenantId')} and email = ${sql.placeholder('email')}`,
    holds: sql`exists (select from customers x where x.tenant_id = ${sql.placeholder('tenantId')} and x.id = d.id
      and x.email = ${sql.placeholder('email')})`,
  },
  term: {
    // So many that the rest of a crowd of matches does not matter.
    rows: sql`select distinct customer_id as id from (select customer_id from customer_terms
      where tenant_id = ${sql.placeholder('tenantId')} and term >= ${sql.placeholder('term')} and term < ${sql.placeholder('termEnd')}
      order by term limit 1000) matches`,
    holds: sql`exists (select from customer_terms x where x.tenant_id = ${sql.placeholder('tenantId')} and x.customer_id = d.id
      and x.term >= ${sql.placeholder('term')} and x.term < ${sql.placeholder('termEnd')})`,
  },
  tag: {
    rows: sql`select customer_id as id from customer_tags
      where tenant_id = ${sql.placeholder('tenantId')} and tag = ${sql.placeholder('tag')}`,
    holds: sql`exists (select from customer_tags x where x.tenant_id = ${sql.placeholder('tenantId')} and x.customer_id = d.id
      and x.tag = ${sql.placeholder('tag')})`,
  },
  customer_group_id: {
    rows: sql`select customer_id as id from customer_group_members
      where tenant_id = ${sql.placeholder('tenantId')} and customer_group_id = ${sql.placeholder('customer_group_id')}`,
    holds: sql`exists (select from customer_group_members x where x.tenant_id = ${sql.placeholder('tenantId')}
      and x.customer_id = d.id and x.customer_group_id = ${sql.placeholder('customer_group_id')})`,
  },
} as const
type Filter = keyof typeof FILTERS
export type CustomerListing = { limit: number; before?: string | undefined; termEnd?: string | undefined } & {
  [F in Filter]?: string | undefined
}

const ALL = sql`select id from customers where tenant_id = ${sql.placeholder('tenantId')}`

/** The first filter gives the rows, the others are asked about each of them. */
const listingOf = ([first, ...others]: readonly Filter[], isFurther: boolean) =>
  prepared<CustomerListing & { tenantId: string }, CustomerRow>((p) => {
    const conditions: SQL[] = others.map((filter) => FILTERS[filter].holds)
    if (isFurther) conditions.push(sql`d.id < ${p.before}`)
    const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
    return sql`
      select ${customerColumns}
      from (select d.id from (${first === undefined ? ALL : FILTERS[first].rows}) d ${where}
        order by d.id desc limit ${p.limit}) page
      join customers c on c.tenant_id = ${p.tenantId} and c.id = page.id order by c.id desc`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listCustomers(
  tx: Tx,
  tenantId: string,
  listing: CustomerListing,
): Promise<CustomerRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const isFurther = listing.before !== undefined
  const key = `${filters} ${isFurther}`
  const list = listings.get(key) ?? listingOf(filters, isFurther)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}

const put = prepared<{ tenantId: string; customer: string }>(
  (p) => sql`
    insert into customers (tenant_id, id, email, email_verified_at, status, first_name, last_name, phone, locale,
      accepts_marketing, accepts_marketing_at, accepts_marketing_source, note, metadata, preferences, created_at, updated_at)
    select ${p.tenantId}, r.* from jsonb_to_record(${p.customer}::jsonb) as r (id uuid, email text,
      email_verified_at timestamptz, status text, first_name text, last_name text, phone text, locale text,
      accepts_marketing boolean, accepts_marketing_at timestamptz, accepts_marketing_source text, note text, metadata jsonb,
      preferences jsonb, created_at timestamptz, updated_at timestamptz)
    on conflict (tenant_id, id) do update set email = excluded.email, email_verified_at = excluded.email_verified_at,
      status = excluded.status, first_name = excluded.first_name, last_name = excluded.last_name, phone = excluded.phone,
      locale = excluded.locale, accepts_marketing = excluded.accepts_marketing,
      accepts_marketing_at = excluded.accepts_marketing_at, accepts_marketing_source = excluded.accepts_marketing_source,
      note = excluded.note, metadata = excluded.metadata, preferences = excluded.preferences,
      updated_at = excluded.updated_at`,
)
/** Stores a new customer, or changes all columns of one. */
export const putCustomer = (tx: Tx, tenantId: string, customer: CustomerFields) =>
  put(tx, { tenantId, customer: JSON.stringify(customer) })

type List = Key & { values: readonly string[] }
const listOf = (table: string, column: string, type: string) => {
  const [into, name, cast] = [sql.identifier(table), sql.identifier(column), sql.raw(`${type}[]`)]
  const remove = prepared<List>(
    (p) => sql`delete from ${into} where tenant_id = ${p.tenantId} and customer_id = ${p.id}
      and ${name} <> all(${p.values}::${cast})`,
  )
  const add = prepared<List>(
    (p) => sql`
      insert into ${into} (tenant_id, customer_id, ${name})
      select ${p.tenantId}, ${p.id}, value from unnest(${p.values}::${cast}) as value on conflict do nothing`,
  )
  return (tx: Tx, tenantId: string, id: string, values: readonly string[]) =>
    Promise.all([remove(tx, { tenantId, id, values }), add(tx, { tenantId, id, values })])
}
// Each gives a customer exactly the values listed.
export const replaceTerms = listOf('customer_terms', 'term', 'text')
export const replaceTags = listOf('customer_tags', 'tag', 'text')
export const replaceGroups = listOf('customer_group_members', 'customer_group_id', 'uuid')

const hasAny = prepared<Key>(
  (p) => sql`select from orders where tenant_id = ${p.tenantId} and customer_id = ${p.id} limit 1`,
)
export const hasOrders = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await hasAny(tx, { tenantId, id })).length > 0

const remove = prepared<Key>(
  (p) => sql`delete from customers where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteCustomer = (tx: Tx, tenantId: string, id: string) => remove(tx, { tenantId, id })

const empty = prepared<Key & { at: string }>(
  (p) => sql`
    update customers set email = 'deleted-' || id || '@customer.invalid', email_verified_at = null, password_hash = null,
      status = 'disabled', first_name = '', last_name = '', phone = '', locale = '', accepts_marketing = false, note = '',
      metadata = '{}', preferences = '{}', updated_at = ${p.at}, anonymised_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
const BELONGINGS = [
  'customer_terms',
  'customer_tags',
  'customer_group_members',
  'customer_sessions',
  'customer_links',
  'addresses',
].map((table) =>
  prepared<Key>(
    (p) =>
      sql`delete from ${sql.identifier(table)} where tenant_id = ${p.tenantId} and customer_id = ${p.id}`,
  ),
)
const disownCarts = prepared<Key>(
  (p) => sql`update carts set customer_id = null where tenant_id = ${p.tenantId} and customer_id = ${p.id}`,
)
/** Leaves of a customer only what orders refer to. */
export const anonymise = (tx: Tx, tenantId: string, id: string, at: string) =>
  Promise.all([
    empty(tx, { tenantId, id, at }),
    disownCarts(tx, { tenantId, id }),
    ...BELONGINGS.map((deleteFrom) => deleteFrom(tx, { tenantId, id })),
  ])
