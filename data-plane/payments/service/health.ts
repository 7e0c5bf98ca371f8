// How well gateways work: what was asked of providers, what came of it, and how long it took.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { gatewayFailing, gatewayRecovered } from '../events.ts'
import * as queries from '../queries/statistics.ts'
import { failedPpm, isFailing } from '../rules/health.ts'
import type { GatewayStatistics, StatisticsRange } from '../schema/statistics.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MAX_DAYS = 93

/** Per gateway and day. Throws `invalid_input` for a range that ends before it begins, or is too long. */
export async function readStatistics(ctx: Ctx, range: StatisticsRange): Promise<GatewayStatistics> {
  const today = ctx.now.toISOString().slice(0, 10)
  const to = Date.parse(range.to ?? today) + DAY_MS
  const from = range.from === undefined ? to - 30 * DAY_MS : Date.parse(range.from)
  if (from >= to || to - from > MAX_DAYS * DAY_MS)
    throw fieldError('from', `must be before "to", and at most ${MAX_DAYS} days before it`)
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  return inRead(ctx, async (ctx) => {
    const gateways = await queries.listAllGateways(ctx.tx, ctx.tenantId)
    const ids = gateways.map(({ id }) => id)
    const days = await queries.readStatistics(ctx.tx, ctx.tenantId, ids, times)
    return {
      data: gateways.map(({ id, code }) => {
        const own = days.filter(({ gateway_id }) => gateway_id === id)
        const sum = (name: 'attempts' | 'succeeded') => own.reduce((total, day) => total + day[name], 0)
        const [attempts, succeeded] = [sum('attempts'), sum('succeeded')]
        return {
          ...{ gateway_id: id, code, attempts, succeeded, success_ppm: rateOf(succeeded, attempts) },
          days: own.map(({ gateway_id: _, ...day }) => ({
            ...day,
            success_ppm: rateOf(day.succeeded, day.attempts),
          })),
        }
      }),
    }
  })
}

const rateOf = (part: number, all: number): number | null =>
  all === 0 ? null : Math.round((part * 1_000_000) / all)

/** Tells once when too much of the last hour failed at a gateway, and once when it works again. */
export async function watchHealth(ctx: Ctx): Promise<void> {
  const since = new Date(ctx.now.getTime() - HOUR_MS).toISOString()
  await inTx(ctx, async (ctx) => {
    for (const { id, code, archived_at } of await queries.listAllGateways(ctx.tx, ctx.tenantId)) {
      if (archived_at !== null) continue
      const health = await queries.healthOf(ctx.tx, ctx.tenantId, id, since)
      const failing = isFailing(health)
      if (failing === undefined) continue
      const at = failing ? ctx.now.toISOString() : null
      if (!(await queries.markFailing(ctx.tx, ctx.tenantId, id, at))) continue
      const { attempts } = health
      emit(ctx, failing ? gatewayFailing : gatewayRecovered, {
        ...{ gateway_id: id, code, attempts, failed_ppm: failedPpm(health) },
      })
    }
  })
}
