// Reports, read from the sums. Each is one round trip.
import { type Ctx, inRead } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { getMarkets } from '../../markets/index.ts'
import { getStore } from '../../store/index.ts'
import * as queries from '../queries.ts'
import {
  addDays,
  type Bucket,
  bucketsOf,
  daysBetween,
  type KeyRange,
  localDate,
  MAX_DAYS,
  type Period,
  previousBuckets,
  previousOf,
  rangesOf,
  usualGranularity,
} from '../rules/calendar.ts'
import { added, orderedCurrencies, toFigures } from '../rules/figures.ts'
import type {
  MarketsQuery,
  MarketsReport,
  ProductsQuery,
  ProductsReport,
  SalesQuery,
  SalesReport,
} from '../schema.ts'
import { timeZoneOf } from './count.ts'

const USUAL_DAYS = 30

/** Figures of each part of a period and of the whole, beside those of the period before. Throws `invalid_input`. */
export async function salesReport(ctx: Ctx, { market, ...query }: SalesQuery): Promise<SalesReport> {
  const { zone, period } = await askedFor(ctx, query)
  const granularity = query.granularity ?? usualGranularity(period)
  const days = daysBetween(period.from, period.to) + 1
  if (days > MAX_DAYS[granularity])
    throw fieldError('granularity', `By ${granularity} a report is of at most ${MAX_DAYS[granularity]} days.`)
  const buckets = bucketsOf(period, granularity, zone)
  const before = previousBuckets(period, granularity, zone)
  const parts = [
    ...buckets.map(({ ranges }) => ranges),
    ...before.map((bucket) => bucket?.ranges ?? []),
    rangesOf(period),
    rangesOf(previousOf(period)),
  ]
  const [rows, own] = await Promise.all([sumsOf(ctx, parts), ownCurrency(ctx)])
  const wanted = market === undefined ? rows : rows.filter((row) => row.market === market)
  const byPart = Map.groupBy(wanted, ({ part }) => part)
  const totalsAt = parts.length - 2
  const figuresIn = (part: number, currency: string) =>
    toFigures(added((byPart.get(part) ?? []).filter((row) => row.currency === currency)))
  return {
    ...aboutOf(zone, period),
    granularity,
    currencies: orderedCurrencies(byPart.get(totalsAt) ?? [], own).map((currency) => ({
      currency,
      totals: figuresIn(totalsAt, currency),
      previous_totals: figuresIn(totalsAt + 1, currency),
      buckets: buckets.map(({ startsAt, date }: Bucket, i) => {
        const previous = before[i]
        return {
          starts_at: startsAt,
          date,
          figures: figuresIn(i, currency),
          previous_starts_at: previous?.startsAt ?? null,
          previous_figures: previous === undefined ? null : figuresIn(buckets.length + i, currency),
        }
      }),
    })),
  }
}

export async function marketsReport(ctx: Ctx, query: MarketsQuery): Promise<MarketsReport> {
  const { zone, period } = await askedFor(ctx, query)
  const [rows, markets] = await Promise.all([
    sumsOf(ctx, [rangesOf(period), rangesOf(previousOf(period))]),
    getMarkets(ctx),
  ])
  const groups = Map.groupBy(rows, ({ market, currency }) => `${market} ${currency}`)
  const data = [...groups.values()].map((group) => {
    const { market, currency } = group[0] as queries.PartSums
    const of = (part: number) => toFigures(added(group.filter((row) => row.part === part)))
    const name = markets.find(({ code }) => code === market)?.name ?? null
    return { market, name, currency, totals: of(0), previous_totals: of(1) }
  })
  return {
    ...aboutOf(zone, period),
    data: data.toSorted(
      (a, b) =>
        b.totals.orders - a.totals.orders ||
        (`${a.market} ${a.currency}` < `${b.market} ${b.currency}` ? -1 : 1),
    ),
  }
}

export async function productsReport(
  ctx: Ctx,
  { sort, limit, ...query }: ProductsQuery,
): Promise<ProductsReport> {
  const { zone, period } = await askedFor(ctx, query)
  const ranges = numbered([rangesOf(period), rangesOf(previousOf(period))])
  const [rows, own] = await Promise.all([
    inRead(ctx, (ctx) => queries.readTopProducts(ctx.tx, ctx.tenantId, ranges, { sort, limit })),
    ownCurrency(ctx),
  ])
  const byCurrency = Map.groupBy(rows, ({ currency }) => currency)
  const counts = [...byCurrency].map(([currency, { length: orders }]) => ({ currency, orders }))
  return {
    ...aboutOf(zone, period),
    currencies: orderedCurrencies(counts, own).map((currency) => ({
      currency,
      data: (byCurrency.get(currency) ?? []).map(({ currency: _, ...product }) => product),
    })),
  }
}

/** The period that is asked for, in the time zone in which the store's sums are kept. */
async function askedFor(
  ctx: Ctx,
  { since, until, days }: MarketsQuery,
): Promise<{ zone: string; period: Period }> {
  const [counted, usual] = await Promise.all([
    inRead(ctx, (ctx) => queries.zoneOf(ctx.tx, ctx.tenantId)),
    timeZoneOf(ctx),
  ])
  const zone = counted ?? usual
  const last = until ?? localDate(ctx.now, zone)
  const period = { from: since ?? addDays(last, 1 - (days ?? USUAL_DAYS)), to: last }
  if (since !== undefined && days !== undefined) throw fieldError('days', 'is given in place of `since`')
  if (period.from > period.to) throw fieldError('since', 'must not be after `until`')
  if (period.from < '2000-01-01') throw fieldError('since', 'must not be before 2000-01-01')
  if (period.to > '2999-12-31') throw fieldError('until', 'must not be after 2999-12-31')
  if (daysBetween(period.from, period.to) >= MAX_DAYS.month)
    throw fieldError('since', `A report is of at most ${MAX_DAYS.month} days.`)
  return { zone, period }
}

const aboutOf = (time_zone: string, period: Period) => ({
  time_zone,
  period,
  previous_period: previousOf(period),
})

const numbered = (parts: readonly KeyRange[][]): queries.NumberedRange[] =>
  parts.flatMap((ranges, part) => ranges.map((range) => ({ ...range, part })))

const sumsOf = (ctx: Ctx, parts: readonly KeyRange[][]): Promise<queries.PartSums[]> =>
  inRead(ctx, (ctx) => queries.readSums(ctx.tx, ctx.tenantId, numbered(parts)))

async function ownCurrency(ctx: Ctx): Promise<string> {
  const [store, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  return markets.find(({ code }) => code === store.default_market)?.currency ?? 'USD'
}
