// Lists of orders for staff and for customers.
import { type Ctx, inRead, type ReadCtx } from '../../../shared/context.ts'
import { cursorOf, keyCursor, readKeyCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries/list.ts'
import type { OrderRow } from '../queries/orders.ts'
import {
  FULFILLMENT_STATUSES,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  skuTerm,
  tagTerm,
  timeRangeOf,
  wordsOf,
} from '../rules.ts'
import type { Order, OrderCounts, OrderFilter, OrderQuery, OrderSort } from '../schema.ts'
import { toFullOrder, toOrder } from './show.ts'

const NEWEST: OrderSort = '-placed_at'

export async function listOrders(
  ctx: Ctx,
  { limit, cursor, sort = NEWEST, ...filter }: Omit<OrderQuery, 'sort'> & { sort?: OrderSort | undefined },
): Promise<{ data: Order[]; next_cursor: string | null }> {
  const after = readKeyCursor(cursor, (key) => isKey(sort, key))
  const rows = await inRead(ctx, async (ctx) =>
    queries.listOrders(ctx.tx, ctx.tenantId, {
      ...(await wantedOf(ctx, filter, sort)),
      ...{ sort, limit: limit + 1, after },
    }),
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: rows.slice(0, limit).map((row) => toOrder(ctx, row)),
    next_cursor: sort.endsWith('placed_at') ? cursorOf(rows, limit) : keyCursorOf(sort, last),
  }
}

const NUMBER = /^\d{1,15}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
function isKey(sort: OrderSort, key: string): boolean {
  if (sort.endsWith('placed_at')) return key === ''
  if (sort.endsWith('updated_at')) return TIME.test(key) && !Number.isNaN(Date.parse(key))
  return NUMBER.test(key) && (sort.endsWith('total') || Number(key) <= 2_147_483_647)
}

function keyCursorOf(sort: OrderSort, last: OrderRow | undefined): string | null {
  if (last === undefined) return null
  const { id, number, totals, updated_at } = last
  if (sort.endsWith('updated_at')) return keyCursor({ id, key: updated_at })
  return keyCursor({ id, key: String(sort.endsWith('total') ? totals.total : number) })
}

/** What a filter asks of the database. */
async function wantedOf(
  ctx: ReadCtx,
  { email, sku, tag, q, ...filter }: OrderFilter,
  sort: OrderSort,
): Promise<queries.Wanted> {
  const terms = [...(sku === undefined ? [] : [skuTerm(sku)]), ...(tag === undefined ? [] : [tagTerm(tag)])]
  const search = q?.toLowerCase()
  return {
    ...filter,
    ...timeRangeOf(filter),
    email: email?.toLowerCase(),
    ids: sort.endsWith('total') ? undefined : await fewByTotal(ctx, filter),
    term: terms[0],
    term2: terms[1],
    q: search,
    // The longest is likely to be in the fewest orders.
    words: search === undefined ? undefined : wordsOf(search),
  }
}

const FEW = 1_000

/**
 * The orders whose total lies in the range that is asked for, if they are few: a list in another order would go through all
 * of a store's to find them. Where they are many, each page meets enough of them.
 */
async function fewByTotal(
  ctx: ReadCtx,
  { total_from = 0, total_to = Number.MAX_SAFE_INTEGER }: OrderFilter,
): Promise<string[] | undefined> {
  if (total_from === 0 && total_to === Number.MAX_SAFE_INTEGER) return undefined
  const range = { from: total_from, to: total_to, limit: FEW + 1 }
  const ids = await queries.idsByTotal(ctx.tx, ctx.tenantId, range)
  return ids.length > FEW ? undefined : ids
}

type Stretch = { limit: number; before: string | null }
const stretchOf = async (
  ctx: ReadCtx,
  filter: OrderFilter,
  { limit, before }: Stretch,
): Promise<queries.Listing> => ({
  ...(await wantedOf(ctx, filter, NEWEST)),
  ...{ sort: NEWEST, limit },
  after: before === null ? undefined : { id: before, key: '' },
})

/** Orders that a filter lets through, newest first. @param stretch with the id of the last one already seen */
export const newestOf = async (ctx: ReadCtx, filter: OrderFilter, stretch: Stretch): Promise<Order[]> =>
  (await queries.listOrders(ctx.tx, ctx.tenantId, await stretchOf(ctx, filter, stretch))).map((row) =>
    toFullOrder(row),
  )

/** Their ids alone. */
export const newestIdsOf = async (ctx: ReadCtx, filter: OrderFilter, stretch: Stretch): Promise<string[]> =>
  (await queries.listOrderIds(ctx.tx, ctx.tenantId, await stretchOf(ctx, filter, stretch))).map(
    ({ id }) => id,
  )

/** As far as anybody wants to know exactly. */
const COUNTED_TO = 1_000

/** How many orders stand where. */
export async function countOrders(ctx: Ctx): Promise<OrderCounts> {
  const countsOf = async <T extends string>(ctx: ReadCtx, column: queries.Counted, values: readonly T[]) => {
    const counts = await Promise.all(
      values.map((value) => queries.countOrders(ctx.tx, ctx.tenantId, column, { value, most: COUNTED_TO })),
    )
    return Object.fromEntries(values.map((value, i) => [value, counts[i] ?? 0])) as Record<T, number>
  }
  const [status, payment_status, fulfillment_status] = await inRead(ctx, (ctx) =>
    Promise.all([
      countsOf(ctx, 'status', ORDER_STATUSES),
      countsOf(ctx, 'payment_status', PAYMENT_STATUSES),
      countsOf(ctx, 'fulfillment_status', FULFILLMENT_STATUSES),
    ]),
  )
  return { counted_to: COUNTED_TO, status, payment_status, fulfillment_status }
}
