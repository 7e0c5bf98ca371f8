// Checkouts that were left before the end: found once, remembered with what they were worth, and given back by a link.
import { v7 as uuidv7 } from 'uuid'
import { createCredential, hashCredential } from '../../../shared/auth/credentials.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import type { Money } from '../../../shared/money/money.ts'
import { getStore } from '../../store/index.ts'
import { checkoutAbandoned } from '../events.ts'
import * as queries from '../queries.ts'
import * as abandoned from '../queries-abandoned.ts'
import type { AbandonedFilter, AbandonedPeriod, Checkout } from '../schema.ts'
import { createCheckout } from './checkouts.ts'
import { quoteCheckout, sellingTerms, toCheckout } from './loaded.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Few enough that their rows are locked for a moment only. */
const BATCH = 100
/** What is older when it is looked at first, as after reminders were switched on, nobody hears of. */
const TOO_LATE_MS = 2 * DAY_MS
const LINK_MS = 14 * DAY_MS

/** Looks through what was left for longer than the store waits, the oldest first, each checkout once. */
export async function findAbandoned(ctx: Ctx): Promise<void> {
  const { abandoned_checkout_minutes } = await getStore(ctx)
  if (abandoned_checkout_minutes === 0) return
  const before = ctx.now.getTime() - abandoned_checkout_minutes * MINUTE_MS
  const since = new Date(before - TOO_LATE_MS).toISOString()
  while ((await inTx(ctx, (ctx) => considerBatch(ctx, new Date(before).toISOString(), since))) === BATCH);
}

async function considerBatch(ctx: TxCtx, before: string, since: string): Promise<number> {
  const found = await abandoned.lockWaiting(ctx.tx, ctx.tenantId, { before, since, limit: BATCH })
  const at = ctx.now.toISOString()
  const left = await Promise.all(
    found.flatMap(({ id, is_left }) => (is_left ? [queries.readCheckout(ctx.tx, ctx.tenantId, id)] : [])),
  )
  const ids = found.map(({ id }) => id)
  if (ids.length > 0) withCommit(abandoned.markConsidered(ctx.tx, ctx.tenantId, { ids, at }))
  for (const row of left) if (row !== undefined) remember(ctx, row, at)
  return found.length
}

function remember(ctx: TxCtx, row: queries.CheckoutRow, at: string): void {
  withCommit(
    abandoned.insertAbandoned(ctx.tx, ctx.tenantId, {
      ...{ id: uuidv7(), checkoutId: row.id, cartId: row.cart_id, email: row.email as string, at },
      ...{ currency: row.currency, total: quoteCheckout(row).total },
      quantity: row.lines.reduce((sum, line) => sum + line.quantity, 0),
    }),
  )
  emit(ctx, checkoutAbandoned, { checkout_id: row.id })
}

export type Reminder = {
  email: string
  market: string
  token: string
  lines: {
    title: string
    variant_title: string
    sku: string
    quantity: number
    unit_price: Money
    subtotal: Money
  }[]
  total: Money
}

/** What a reminder of an abandoned checkout says, with a new link that gives it back. Undefined once it is recovered. */
export async function remindOf(ctx: TxCtx, checkoutId: string): Promise<Reminder | undefined> {
  const [row, found] = await Promise.all([
    queries.readCheckout(ctx.tx, ctx.tenantId, checkoutId),
    abandoned.findByCheckout(ctx.tx, ctx.tenantId, checkoutId),
  ])
  if (row === undefined || found === undefined || found.recovered_at !== null) return undefined
  const { secret, hash } = createCredential('sp_rl_')
  withCommit(abandoned.setToken(ctx.tx, ctx.tenantId, { id: found.id, hash }))
  const money = (amount: number) => ({ amount, currency: row.currency })
  return {
    ...{ email: found.email, market: row.market_code, token: secret },
    lines: row.lines.map(({ title, variant_title, sku, quantity, unit_amount }) => ({
      ...{ title, variant_title, sku: sku ?? '', quantity },
      ...{ unit_price: money(unit_amount), subtotal: money(unit_amount * quantity) },
    })),
    total: money(quoteCheckout(row).total),
  }
}

/**
 * The checkout behind a link, or where its prices are no longer kept a new one of the same cart, with the same address,
 * shipping and codes as far as they are still on offer. Throws `link_expired`, or what starting a checkout throws.
 */
export async function recoverCheckout(ctx: Ctx, token: string): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const found = await abandoned.lockByToken(ctx.tx, ctx.tenantId, hashCredential(token))
    if (found === undefined || Date.parse(found.abandoned_at) + LINK_MS <= ctx.now.getTime())
      throw fieldError('token', 'This link is no longer valid.', 'link_expired')
    const [row, termsOf] = await Promise.all([
      queries.readCheckout(ctx.tx, ctx.tenantId, found.latest_checkout_id ?? found.checkout_id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw fieldError('token', 'This link is no longer valid.', 'link_expired')
    const isOpen = row.status === 'open' && Date.parse(row.expires_at) > ctx.now.getTime()
    const checkout = isOpen
      ? toCheckout(row, termsOf(row), quoteCheckout(row))
      : await createCheckout(ctx, { cart_id: row.cart_id }, row)
    const opened = { id: found.id, checkoutId: checkout.id, at: ctx.now.toISOString() }
    withCommit(abandoned.markOpened(ctx.tx, ctx.tenantId, opened))
    return checkout
  })
}

/** Whoever comes back needs no reminder: marks what an order's shopper had left, or anybody had left of its cart. */
export function markRecovered(ctx: TxCtx, order: { orderId: string; cartId: string | null }): void {
  withCommit(abandoned.markRecovered(ctx.tx, ctx.tenantId, { ...order, at: ctx.now.toISOString() }))
}

export async function listAbandoned(ctx: Ctx, { limit, cursor, recovered }: AbandonedFilter) {
  const listing = { limit: limit + 1, before: readCursor(cursor), recovered }
  const rows = await inRead(ctx, (ctx) => abandoned.listAbandoned(ctx.tx, ctx.tenantId, listing))
  return {
    data: rows.slice(0, limit).map(({ total_amount: amount, ...row }) => ({
      ...row,
      total: { amount, currency: row.currency },
    })),
    next_cursor: cursorOf(rows, limit),
  }
}

/** How many were left in a time, by default the last 30 days, and how many of them became orders. */
export async function abandonedStatistics(ctx: Ctx, { from, to }: AbandonedPeriod) {
  const until = to ?? ctx.now.toISOString()
  const since = from ?? new Date(Date.parse(until) - 30 * DAY_MS).toISOString()
  if (Date.parse(until) - Date.parse(since) > 366 * DAY_MS)
    throw fieldError('from', 'must be at most 366 days before the end')
  const rows = await inRead(ctx, (ctx) => abandoned.statistics(ctx.tx, ctx.tenantId, { since, until }))
  const sum = (key: 'abandoned' | 'opened' | 'recovered') => rows.reduce((all, row) => all + row[key], 0)
  const all = sum('abandoned')
  return {
    ...{ from: since, to: until, abandoned: all, opened: sum('opened'), recovered: sum('recovered') },
    recovered_rate: all === 0 ? null : Math.round((sum('recovered') / all) * 10_000) / 10_000,
    totals: rows.map(({ currency, abandoned_amount, recovered_amount }) => ({
      abandoned: { amount: abandoned_amount, currency },
      recovered: { amount: recovered_amount, currency },
    })),
  }
}
