// Requests and orders over time. Requests are counted by gateways, orders by the shards.
import {
  EVENT_COUNTS_PATH,
  EventCounts,
  STORE_EVENT_COUNTS_PATH,
} from '../../shared/contracts/event-counts.ts'
import { DomainError } from '../../shared/errors.ts'
import type { ControlCtx } from '../context.ts'
import * as queries from './queries.ts'
import { ALL } from './recorder.ts'
import { quantile, stepFor, stepsOf } from './rules.ts'
import type { BusyFilter, BusyStores, Traffic, TrafficFilter } from './schema.ts'

const MINUTES_KEPT_MS = 24 * 60 * 60_000
const HOURS_KEPT_MS = 31 * MINUTES_KEPT_MS
const MOVED_AT_ONCE = 5_000

/** Throws `not_found` for a shard that there is not. */
export async function readTraffic(ctx: ControlCtx, filter: TrafficFilter): Promise<Traffic> {
  const { tenant_id: tenantId, shard } = filter
  const [from, to] = [Date.parse(filter.from), Date.parse(filter.to)]
  const step = filter.step ?? stepFor(to - from)
  const starts = stepsOf({ from, to, stepMs: step * 1_000 })
  const span = {
    from: new Date(starts[0] ?? from).toISOString(),
    to: filter.to,
    stepSeconds: step,
  }
  const of = shard === undefined ? { tenantId: tenantId ?? ALL } : { shard }
  const [rows, orders] = await Promise.all([
    queries.readTraffic(ctx.db, { ...span, of }),
    readOrders(ctx, { tenantId, shard }, span),
  ])
  const counted = new Map(rows.map((row) => [row.at, row]))
  const data = starts.map((start) => {
    const at = new Date(start).toISOString()
    return { at, ...figures(counted.get(at) ?? NOTHING), orders: orders.counts.get(at) ?? 0 }
  })
  const placed = [...orders.counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    step,
    data,
    total: { ...figures(rows.reduce(add, NOTHING)), orders: placed },
    shards_missing: orders.missing,
  }
}

type Span = { from: string; to: string; stepSeconds: number }
type Orders = { counts: Map<string, number>; missing: string[] }

/** Of one store by its own events, else by what the shards counted. */
async function readOrders(
  ctx: ControlCtx,
  { tenantId, shard }: { tenantId: string | undefined; shard: string | undefined },
  { from, to, stepSeconds }: Span,
): Promise<Orders> {
  const query = new URLSearchParams({ name: 'order.placed', from, to, step_seconds: String(stepSeconds) })
  const question = {
    method: 'GET' as const,
    path: `${tenantId === undefined ? EVENT_COUNTS_PATH : STORE_EVENT_COUNTS_PATH}?${query}`,
    requestId: ctx.requestId,
  }
  const places =
    tenantId === undefined ? await queries.shardNames(ctx.db, shard) : [await shardOf(ctx, tenantId)]
  if (places.length === 0 && shard !== undefined)
    throw new DomainError('not_found', `There is no shard ${shard}.`)
  const counts = new Map<string, number>()
  const missing: string[] = []
  await Promise.all(
    places.map(async (place) => {
      const answer = await (tenantId === undefined
        ? ctx.askShard(place, question)
        : ctx.askStore(tenantId, question)
      ).catch(() => null)
      if (answer === null) return void missing.push(place)
      if (answer === undefined) return
      for (const { at, count } of EventCounts.parse(answer).data)
        counts.set(at, (counts.get(at) ?? 0) + count)
    }),
  )
  return { counts, missing: missing.sort() }
}

async function shardOf(ctx: ControlCtx, tenantId: string): Promise<string> {
  const shard = await queries.shardOf(ctx.db, tenantId)
  if (shard === undefined) throw new DomainError('not_found', `There is no tenant ${tenantId}.`)
  return shard
}

/** Busiest first. */
export async function listBusyStores(ctx: ControlCtx, filter: BusyFilter): Promise<BusyStores> {
  const rows = await queries.busiest(ctx.db, { ...filter, except: ALL })
  return {
    data: rows.map(({ id, slug, name, ...counts }) => ({ tenant: { id, slug, name }, ...figures(counts) })),
  }
}

/** Keeps minutes for a day, and hours for a month. */
export async function tidyTraffic(ctx: ControlCtx): Promise<void> {
  const ago = (ms: number) => new Date(ctx.now.getTime() - ms).toISOString()
  let moved: number
  do moved = await queries.rollUp(ctx.db, ago(MINUTES_KEPT_MS), MOVED_AT_ONCE)
  while (moved === MOVED_AT_ONCE)
  do moved = await queries.prune(ctx.db, ago(HOURS_KEPT_MS), MOVED_AT_ONCE)
  while (moved === MOVED_AT_ONCE)
}

const NOTHING: queries.Counts = {
  status_2xx: 0,
  status_3xx: 0,
  status_4xx: 0,
  status_5xx: 0,
  durations: [],
}

const add = (a: queries.Counts, b: queries.Counts): queries.Counts => ({
  status_2xx: a.status_2xx + b.status_2xx,
  status_3xx: a.status_3xx + b.status_3xx,
  status_4xx: a.status_4xx + b.status_4xx,
  status_5xx: a.status_5xx + b.status_5xx,
  durations: b.durations.map((count, i) => count + (a.durations[i] ?? 0)),
})

function figures({ status_2xx, status_3xx, status_4xx, status_5xx, durations }: queries.Counts) {
  return {
    requests: status_2xx + status_3xx + status_4xx + status_5xx,
    status_2xx,
    status_3xx,
    status_4xx,
    status_5xx,
    p50_ms: quantile(durations, 0.5),
    p95_ms: quantile(durations, 0.95),
  }
}
