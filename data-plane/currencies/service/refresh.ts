// Takes in the rates of the day. The provider is asked before the transaction begins, and its failure changes no rate.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx, withCommit } from '../../../shared/context.ts'
import { emit } from '../../../shared/events/events.ts'
import { exchangeRatesRefreshed, exchangeRatesRefreshFailed } from '../events.ts'
import { fetchDailyRates } from '../provider.ts'
import * as queries from '../queries.ts'
import { storeCurrencies } from '../rules/currencies.ts'
import { SOURCE } from '../rules/ecb.ts'
import { confidenceOf, planRefresh } from '../rules/rates.ts'
import { readCurrencySettings } from './currencies.ts'

/** Once a day, for stores that convert any price. */
export async function refreshDaily(ctx: Ctx): Promise<void> {
  const { currencies } = await readCurrencySettings(ctx)
  if (currencies.some((currency) => currency.conversion === 'automatic')) await refreshRates(ctx)
}

/** Adds the rates from the store's base currency to its others that are new, and reports by an event what became of them. */
export async function refreshRates(ctx: Ctx): Promise<void> {
  const settings = await readCurrencySettings(ctx)
  const base = settings.base_currency
  const codes = storeCurrencies(settings).flatMap(({ code, is_base }) => (is_base ? [] : code))
  const fetched = await fetchDailyRates(ctx.shard.exchangeRates)
  if (!fetched.ok) return reportFailure(ctx, fetched.reason)
  const { daily } = fetched
  const confidence = confidenceOf(daily.date, ctx.now)
  if (confidence === 0) return reportFailure(ctx, `The provider's latest rates are those of ${daily.date}.`)
  await inTx(ctx, async (ctx) => {
    const pairs = codes.map((code) => base + code)
    const latest = await queries.latestRates(ctx.tx, ctx.tenantId, pairs)
    const plan = planRefresh(daily, base, codes, new Map(latest.map(({ pair, rate }) => [pair, rate])))
    if (plan === undefined)
      return emit(ctx, exchangeRatesRefreshFailed, {
        source: SOURCE,
        reason: `The provider has no rate for ${base}, the store's base currency.`,
      })
    const at = ctx.now.toISOString()
    const rows = plan.added.map((quote) => ({
      id: uuidv7(),
      ...quote,
      source: SOURCE,
      confidence,
      valid_from: at,
      valid_until: null,
      created_at: at,
    }))
    if (rows.length > 0) withCommit(queries.insertRates(ctx.tx, ctx.tenantId, rows))
    emit(ctx, exchangeRatesRefreshed, { source: SOURCE, date: daily.date, ...plan })
  })
}

async function reportFailure(ctx: Ctx, reason: string): Promise<void> {
  ctx.log.warn({ reason }, 'exchange rates not refreshed')
  await inTx(ctx, async (ctx) => emit(ctx, exchangeRatesRefreshFailed, { source: SOURCE, reason }))
}
