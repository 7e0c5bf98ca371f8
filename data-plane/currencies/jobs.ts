import { z } from 'zod'
import { touchTags } from '../../shared/cache/cached.ts'
import { inTx, type TxCtx } from '../../shared/context.ts'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, defineSchedule } from '../../shared/module.ts'
import { PRICES_TAG } from './events.ts'
import { refreshDaily, refreshRates } from './service/refresh.ts'

const Nothing = z.object({})

export const refreshExchangeRates = defineJob({
  name: 'exchange_rates.refresh',
  data: Nothing,
  run: (ctx) => refreshRates(ctx),
})

// The European Central Bank publishes at about 16:00 in Frankfurt.
export const refreshExchangeRatesDaily = defineSchedule({
  name: 'exchange_rates.refresh_daily',
  cron: '30 16 * * *',
  run: refreshDaily,
})

/** Makes prices be worked out anew, now that something they depend on has begun or ended. */
export const turnPrices = defineJob({
  name: 'prices.turn',
  data: Nothing,
  run: (ctx) => inTx(ctx, async (ctx) => touchTags(ctx, [PRICES_TAG])),
})

/** The clocks of machines differ: what is read right at the turn may still be kept as it was before. */
const SETTLE_MS = 5_000

/** Has prices turned at those of the times that are still to come; null and infinity never come. */
export function turnPricesAt(ctx: TxCtx, times: readonly (string | null)[]): void {
  for (const time of times) {
    const at = time === null ? Number.NaN : Date.parse(time)
    if (at > ctx.now.getTime()) enqueue(ctx, turnPrices, {}, new Date(at + SETTLE_MS))
  }
}
