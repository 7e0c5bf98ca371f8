// Lists of orders by what they may be filtered and sorted by. Each combination that is asked for is a statement of its own.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Row } from '../../../shared/db/wire.ts'
import type { OrderSort } from '../schema.ts'
import { type OrderRow, orderTree, type StoredOrder, toRow } from './orders.ts'

/** What a listing may ask for; times are RFC 3339, amounts minor units. */
type Filters = {
  status: string
  payment_status: string
  fulfillment_status: string
  market: string
  currency: string
  payment_method: string
  customer_id: string
  email: string
  number: number
  placed_from: string
  placed_to: string
  /** Ids as old as those times: orders lie in the order of their ids, and are placed as these are made. */
  id_from: string
  id_to: string
  total_from: number
  total_to: number
  /** Those alone. */
  ids: readonly string[]
  product_id: string
  variant_id: string
  /** Terms that the order must all have. */
  term: string
  term2: string
  /** Free search, in lower case: a number or the beginning of an e-mail address; or all of its `words`. */
  q: string
  words: readonly string[]
}
export type Wanted = { [K in keyof Filters]?: Filters[K] | undefined }
export type Listing = Wanted & {
  sort: OrderSort
  limit: number
  after?: { id: string; key: string } | undefined
}

const p = (name: string) => sql`${sql.placeholder(name)}`
const CONDITIONS = {
  status: sql`o.status = ${p('status')}`,
  payment_status: sql`o.payment_status = ${p('payment_status')}`,
  fulfillment_status: sql`o.fulfillment_status = ${p('fulfillment_status')}`,
  market: sql`o.market_code = ${p('market')}`,
  currency: sql`o.currency = ${p('currency')}`,
  payment_method: sql`o.payment_method = ${p('payment_method')}`,
  customer_id: sql`o.customer_id = ${p('customer_id')}`,
  email: sql`o.email_lower = ${p('email')}`,
  number: sql`o.number = ${p('number')}`,
  placed_from: sql`o.placed_at >= ${p('placed_from')}::timestamptz`,
  placed_to: sql`o.placed_at < ${p('placed_to')}::timestamptz`,
  id_from: sql`o.id >= ${p('id_from')}::uuid`,
  id_to: sql`o.id < ${p('id_to')}::uuid`,
  total_from: sql`o.total_amount >= ${p('total_from')}::bigint`,
  total_to: sql`o.total_amount <= ${p('total_to')}::bigint`,
  ids: sql`o.id = any(${p('ids')}::uuid[])`,
} as const satisfies Partial<Record<keyof Wanted, SQL>>
type Plain = keyof typeof CONDITIONS

const LINES = sql`order_line_items`
const TERMS = sql`order_terms`
/** Filters that rows `w` of other tables answer. An order has a term once, but a product may stand in several of its lines. */
const JOINED = {
  product_id: [LINES, sql`w.product_id = ${p('product_id')}`],
  variant_id: [LINES, sql`w.variant_id = ${p('variant_id')}`],
  term: [TERMS, sql`w.term = ${p('term')}`],
  term2: [TERMS, sql`w.term = ${p('term2')}`],
} as const satisfies Partial<Record<keyof Wanted, readonly [table: SQL, condition: SQL]>>
type Joined = keyof typeof JOINED

/** How many orders a free search looks at. */
const MOST_FOUND = 1_000

/** The one of the words looked for that the fewest orders have; which of those that very many have is all the same. */
const RAREST = sql`
  select t.term from unnest(${p('words')}::text[]) as t (term)
  order by (
    select count(*) from (
      select from order_terms c where c.tenant_id = ${p('tenantId')} and c.term = t.term limit 500) c)
  limit 1`
/** What a free search finds. Each branch is cut, so that one for a word of every order stays fast. */
const FOUND = sql`
  select f.id from (
    (select n.order_id as id from (
        select w.order_id from order_terms w where w.tenant_id = ${p('tenantId')} and w.term = (${RAREST})
        order by w.order_id desc limit ${sql.raw(`${MOST_FOUND}`)}) n
      where (
        select count(*) from order_terms a
        where a.tenant_id = ${p('tenantId')} and a.term = any(${p('words')}::text[]) and a.order_id = n.order_id) = ${p('wordCount')})
    union
    (select e.id from orders e
      where e.tenant_id = ${p('tenantId')} and e.email_lower >= ${p('q')} and e.email_lower < ${p('qEnd')}
      order by e.email_lower, e.id desc limit ${sql.raw(`${MOST_FOUND}`)})
    union
    (select n.id from orders n where n.tenant_id = ${p('tenantId')} and n.number = ${p('numberWord')}::integer)) f`

/** The column of each order, and its type. By time of placing is by id. */
const KEYS: Readonly<Record<string, readonly [column: SQL, type: SQL]>> = {
  placed_at: [sql`o.id`, sql`uuid`],
  number: [sql`o.number`, sql`integer`],
  total: [sql`o.total_amount`, sql`bigint`],
  updated_at: [sql`o.updated_at`, sql`timestamptz`],
}

type Shape = {
  sort: OrderSort
  plain: readonly Plain[]
  joined: readonly Joined[]
  isSearch: boolean
  isLater: boolean
}

const ONLY_IDS = sql`select o.id from orders o`

/** @param select what is read of each order `o` */
function listingOf<R extends Row>(select: SQL, { sort, plain, joined, isSearch, isLater }: Shape) {
  const isDescending = sort.startsWith('-')
  const name = sort.replace('-', '')
  const [column, type] = KEYS[name] as (typeof KEYS)[string]
  const direction = sql.raw(isDescending ? 'desc' : 'asc')
  const beyond = sql.raw(isDescending ? '<' : '>')
  const isById = name === 'placed_at'
  // Lines and terms lie in the order of their orders' ids, so a page by time needs no more of them than its orders.
  const leader = isById && !isSearch ? joined[0] : undefined
  const after = isById
    ? sql`o.id ${beyond} ${p('afterId')}::uuid`
    : sql`(${column}, o.id) ${beyond} (${p('afterKey')}::${type}, ${p('afterId')}::uuid)`
  const conditions = [
    sql`o.tenant_id = ${p('tenantId')}`,
    ...plain.map((filter) => CONDITIONS[filter]),
    ...joined
      .filter((filter) => filter !== leader)
      .map((filter) => {
        const [table, condition] = JOINED[filter]
        return sql`exists (select from ${table} w where w.tenant_id = ${p('tenantId')} and ${condition} and w.order_id = o.id)`
      }),
    ...(isSearch ? [sql`o.id = any(array(${FOUND}))`] : []),
    ...(isLater && leader === undefined ? [after] : []),
  ]
  const where = sql.join(conditions, sql` and `)
  return prepared<Record<string, unknown>, R>(() => {
    if (leader === undefined)
      return sql`
        ${select} where ${where}
        order by ${isById ? sql`` : sql`${column} ${direction}, `}o.id ${direction} limit ${p('limit')}`
    const later = isLater ? sql`and w.order_id ${beyond} ${p('afterId')}::uuid` : sql``
    const [table, condition] = JOINED[leader]
    const rows = sql`${table} w where w.tenant_id = ${p('tenantId')} and ${condition} ${later}`
    const page = sql`order by w.order_id ${direction} limit ${p('limit')}`
    const order = sql`${select} where ${where} and o.id = w.order_id offset 0`
    return table === TERMS
      ? sql`select t.* from (select w.order_id from ${rows}) w cross join lateral (${order}) t ${page}`
      : sql`
        select t.* from (select distinct w.order_id from ${rows} order by w.order_id ${direction}) w
        cross join lateral (${order}) t ${page}`
  })
}

type Statements<R> = Map<string, (tx: Tx, values: Record<string, unknown>) => Promise<R[]>>
const trees: Statements<StoredOrder> = new Map()
const ids: Statements<{ id: string }> = new Map()
const PLAIN = Object.keys(CONDITIONS) as Plain[]
const JOINS = Object.keys(JOINED) as Joined[]

/** A page of orders, by a key and then by id. */
export const listOrders = async (tx: Tx, tenantId: string, listing: Listing): Promise<OrderRow[]> =>
  (await listed(tx, tenantId, listing, { select: orderTree, statements: trees })).map(toRow)

/** Their ids alone. */
export const listOrderIds = (tx: Tx, tenantId: string, listing: Listing): Promise<{ id: string }[]> =>
  listed(tx, tenantId, listing, { select: ONLY_IDS, statements: ids })

function listed<R extends Row>(
  tx: Tx,
  tenantId: string,
  { sort, limit, after, words, q, ...wanted }: Listing,
  { select, statements }: { select: SQL; statements: Statements<R> },
): Promise<R[]> {
  const isWanted = (filter: Plain | Joined) => wanted[filter] !== undefined
  const shape: Shape = {
    sort,
    plain: PLAIN.filter(isWanted),
    joined: JOINS.filter(isWanted),
    isSearch: q !== undefined,
    isLater: after !== undefined,
  }
  const key = JSON.stringify(shape)
  const statement = statements.get(key) ?? listingOf<R>(select, shape)
  statements.set(key, statement)
  const search = {
    ...{ words, wordCount: words?.length, q, qEnd: `${q}\u{10ffff}` },
    numberWord: numberIn(q ?? ''),
  }
  const place = { afterId: after?.id, afterKey: after?.key }
  return statement(tx, { ...wanted, ...search, ...place, tenantId, limit })
}

const readByTotal = prepared<{ tenantId: string; from: number; to: number; limit: number }, { id: string }>(
  (p) => sql`
    select id from orders
    where tenant_id = ${p.tenantId} and total_amount >= ${p.from}::bigint and total_amount <= ${p.to}::bigint
    order by total_amount, id limit ${p.limit}`,
)
/** Orders whose total lies in a range, the cheapest first. */
export const idsByTotal = async (
  tx: Tx,
  tenantId: string,
  range: { from: number; to: number; limit: number },
): Promise<string[]> => (await readByTotal(tx, { tenantId, ...range })).map(({ id }) => id)

/** `#1001` and `1001` are a number. */
const numberIn = (q: string): number | null => {
  const [, digits] = /^#?(\d{1,9})$/.exec(q) ?? []
  return digits === undefined ? null : Number(digits)
}

const COUNTED = ['status', 'payment_status', 'fulfillment_status'] as const
export type Counted = (typeof COUNTED)[number]
const counters = Object.fromEntries(
  COUNTED.map((column) => [
    column,
    prepared<{ tenantId: string; value: string; most: number }, { count: number }>(
      (p) => sql`
        select count(*)::integer as count from (
          select from orders where tenant_id = ${p.tenantId} and ${sql.identifier(column)} = ${p.value}
          order by id desc limit ${p.most}) o`,
    ),
  ]),
)
/** How many orders there are with this value, but no more than `most`. */
export async function countOrders(
  tx: Tx,
  tenantId: string,
  column: Counted,
  { value, most }: { value: string; most: number },
): Promise<number> {
  const [row] = (await counters[column]?.(tx, { tenantId, value, most })) ?? []
  return row?.count ?? 0
}
