// Subscriptions as staff and shoppers find them, and what they do with them beside changing their goods.
import { type Ctx, inRead, inTx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { requireCustomer } from '../../customers/index.ts'
import { subscriptionPaused, subscriptionUpdated } from '../events.ts'
import * as queries from '../queries/subscriptions.ts'
import { stepAfter } from '../rules/dates.ts'
import type {
  CancelInput,
  Subscription,
  SubscriptionFilter,
  SubscriptionPaging,
} from '../schema/subscriptions.ts'
import {
  assertCan,
  type Caller,
  endingAt,
  lock,
  note,
  type Row,
  read,
  save,
  scheduleOf,
  toCycle,
  toSubscription,
} from './loaded.ts'
import * as renewals from './renew.ts'

export async function listSubscriptions(ctx: Ctx, { limit, cursor, ...filter }: SubscriptionFilter) {
  const { status, customer_id, subscription_plan_id, order_id } = filter
  const page = {
    limit: limit + 1,
    before: readCursor(cursor),
    status,
    customer_id,
    subscription_plan_id,
    order_id,
  }
  const rows = await inRead(ctx, (ctx) => queries.listSubscriptions(ctx.tx, ctx.tenantId, page))
  return { data: rows.slice(0, limit).map(toSubscription), next_cursor: cursorOf(rows, limit) }
}

/** The shopper's own. */
export const listOwnSubscriptions = (ctx: Ctx, page: SubscriptionPaging) =>
  inRead(ctx, async (ctx) => {
    const { id } = await requireCustomer(ctx)
    return listSubscriptions(ctx, { ...page, customer_id: id })
  })

export const getSubscription = (ctx: Ctx, id: string, caller: Caller): Promise<Subscription> =>
  inRead(ctx, async (ctx) => toSubscription(await read(ctx, id, caller)))

const ALL_CYCLES = 2_147_483_647

/** The cycles of a subscription with their orders, newest first. */
export async function listCycles(
  ctx: Ctx,
  id: string,
  { limit, cursor }: SubscriptionPaging,
  caller: Caller,
) {
  const before = cursor === undefined ? ALL_CYCLES : Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isInteger(before) || before < 0 || before > ALL_CYCLES)
    throw fieldError('cursor', 'is not a cursor of this list')
  return inRead(ctx, async (ctx) => {
    const [{ currency }, rows] = await Promise.all([
      read(ctx, id, caller),
      queries.listCycles(ctx.tx, ctx.tenantId, id, { limit: limit + 1, before }),
    ])
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      data: rows.slice(0, limit).map((cycle) => toCycle(cycle, currency)),
      next_cursor: last === undefined ? null : Buffer.from(String(last.cycle)).toString('base64url'),
    }
  })
}

/** What happened to a subscription, newest first. */
export async function listTimeline(ctx: Ctx, id: string, { limit, cursor }: SubscriptionPaging) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const [, rows] = await inRead(ctx, (ctx) =>
    Promise.all([read(ctx, id, 'staff'), queries.listEntries(ctx.tx, ctx.tenantId, id, page)]),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

const change = (
  ctx: Ctx,
  id: string,
  caller: Caller,
  decide: (ctx: Parameters<typeof save>[0], row: Row) => Row | Promise<Row>,
) => inTx(ctx, async (ctx) => toSubscription(await decide(ctx, await lock(ctx, id, caller))))

/** Renews nothing until then, or until it is resumed. */
export const pauseSubscription = (ctx: Ctx, id: string, until: string | null, caller: Caller) =>
  change(ctx, id, caller, (ctx, row) => {
    assertCan('pause', row)
    if (until !== null && Date.parse(until) <= ctx.now.getTime())
      throw fieldError('until', 'must be in the future')
    note(ctx, subscriptionPaused, { subscription_id: id }, { until })
    return save(ctx, { ...row, status: 'paused', paused_until: until })
  })

/** Ends a pause, or takes back that it ends with its period. */
export const resumeSubscription = (ctx: Ctx, id: string, caller: Caller) =>
  change(ctx, id, caller, (ctx, row) => {
    if (row.status !== 'paused' && row.cancel_at_period_end) {
      note(ctx, subscriptionUpdated, { subscription_id: id }, { changed: ['cancel_at_period_end'] })
      return save(ctx, { ...row, cancel_at_period_end: false, cancel_reason: null })
    }
    assertCan('resume', row)
    return renewals.resume(ctx, row)
  })

/** Lets the next renewal fall out: the period lasts for one interval more. */
export const skipRenewal = (ctx: Ctx, id: string, caller: Caller) =>
  change(ctx, id, caller, (ctx, row) => {
    assertCan('skip', row)
    if (row.open_cycle !== null) throw fieldError('', 'A renewal is under way.', 'wrong_subscription_status')
    note(ctx, subscriptionUpdated, { subscription_id: id }, { skipped: row.period_end })
    return save(ctx, endingAt(row, stepAfter(scheduleOf(row), ctx.now)))
  })

/** Ends it at once or with its period. One whose period was not paid ends at once. */
export const cancelSubscription = (ctx: Ctx, id: string, { at, reason }: CancelInput, caller: Caller) =>
  change(ctx, id, caller, (ctx, row) => {
    assertCan('cancel', row)
    const isPaid = row.status === 'trialing' || row.status === 'active' || row.status === 'paused'
    if (at === 'now' || !isPaid) return renewals.end(ctx, row, { status: 'cancelled', reason })
    note(ctx, subscriptionUpdated, { subscription_id: id }, { changed: ['cancel_at_period_end'], reason })
    return save(ctx, { ...row, cancel_at_period_end: true, cancel_reason: reason })
  })

/** Tries a renewal again at once that was not paid. */
export const retryRenewal = (ctx: Ctx, id: string, caller: Caller) =>
  change(ctx, id, caller, (ctx, row) => {
    assertCan('retry', row)
    return renewals.tryAgain(ctx, row)
  })
