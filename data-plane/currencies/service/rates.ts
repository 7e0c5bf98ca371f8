// The history of exchange rates, and rates that the store itself sets.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { readRate, writeRate } from '../../../shared/money/convert.ts'
import { exchangeRateCreated } from '../events.ts'
import { refreshExchangeRates, turnPricesAt } from '../jobs.ts'
import * as queries from '../queries.ts'
import { trendOf } from '../rules/rates.ts'
import type { ExchangeRate, ExchangeRateFilter, ExchangeRateInput } from '../schema.ts'

/** Those that began last first. */
export async function listExchangeRates(ctx: Ctx, filter: ExchangeRateFilter) {
  const { limit, cursor, pair, at } = filter
  const listing = { limit: limit + 1, before: readCursor(cursor), pair, at }
  const rows = await inRead(ctx, (ctx) => queries.listRates(ctx.tx, ctx.tenantId, listing))
  return { data: rows.slice(0, limit).map(toExchangeRate), next_cursor: cursorOf(rows, limit) }
}

/** Adds a rate by hand. It ends those that were to hold beyond its beginning. */
export async function createExchangeRate(ctx: Ctx, input: ExchangeRateInput): Promise<ExchangeRate> {
  const { from_currency, to_currency, confidence, valid_until } = input
  const created_at = ctx.now.toISOString()
  const valid_from = input.valid_from ?? created_at
  if (valid_until !== null && valid_until <= valid_from)
    throw fieldError('valid_until', 'must be later than valid_from')
  const rate = readRate(input.rate)
  const text = rate && writeRate(rate)
  if (rate === undefined || text === undefined) throw new Error(`${input.rate} was accepted as a rate.`)
  const pair = from_currency + to_currency
  return inTx(ctx, async (ctx) => {
    const [previous] = await queries.latestRates(ctx.tx, ctx.tenantId, [pair])
    const row: queries.RateRow = {
      id: uuidv7(),
      pair,
      rate: text,
      source: 'manual',
      confidence,
      trend: trendOf(rate, previous && readRate(previous.rate)),
      valid_from,
      valid_until,
      created_at,
    }
    withCommit(
      queries.endRates(ctx.tx, ctx.tenantId, pair, valid_from),
      queries.insertRates(ctx.tx, ctx.tenantId, [row]),
    )
    turnPricesAt(ctx, [valid_from, valid_until])
    emit(ctx, exchangeRateCreated, { exchange_rate_id: row.id, pair })
    return toExchangeRate(row)
  })
}

/** Has the provider asked soon. What came of it is told by an event. */
export async function requestRefresh(ctx: Ctx): Promise<{ status: 'queued' }> {
  return inTx(ctx, async (ctx) => {
    enqueue(ctx, refreshExchangeRates, {})
    return { status: 'queued' }
  })
}

function toExchangeRate({ pair, ...row }: queries.RateRow): ExchangeRate {
  return { from_currency: pair.slice(0, 3), to_currency: pair.slice(3), ...row }
}
