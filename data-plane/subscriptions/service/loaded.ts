// A subscription as it is read, kept and shown.
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { type EventType, emit } from '../../../shared/events/events.ts'
import { requireCustomer } from '../../customers/index.ts'
import * as queries from '../queries/subscriptions.ts'
import { renewalOf, type Schedule } from '../rules/dates.ts'
import { amountOf } from '../rules/prices.ts'
import { type Change, nextAction, refusalOf } from '../rules/states.ts'
import type { Subscription } from '../schema/subscriptions.ts'

export type Row = queries.SubscriptionRow

/** Who asks: staff for any, shoppers for their own. */
export type Caller = 'staff' | 'shopper'

const noSubscription = (id: string) => new DomainError('not_found', `There is no subscription ${id}.`)

async function assertTheirs(ctx: ReadCtx, row: Row | undefined, id: string, caller: Caller): Promise<Row> {
  if (row === undefined) throw noSubscription(id)
  if (caller === 'shopper' && (await requireCustomer(ctx)).id !== row.customer_id) throw noSubscription(id)
  return row
}

/** Throws `not_found`. */
export const read = async (ctx: ReadCtx, id: string, caller: Caller): Promise<Row> =>
  assertTheirs(ctx, await queries.findSubscription(ctx.tx, ctx.tenantId, id), id, caller)

/** The same, locked against all who renew or change it. */
export const lock = async (ctx: TxCtx, id: string, caller: Caller): Promise<Row> =>
  assertTheirs(ctx, await queries.lockSubscription(ctx.tx, ctx.tenantId, id), id, caller)

/** Throws `wrong_subscription_status`. */
export function assertCan(what: Change, row: Row): void {
  const refusal = refusalOf(what, row)
  if (refusal !== undefined) throw new DomainError('wrong_subscription_status', refusal)
}

/** Stores it with the commit. */
export function save(ctx: TxCtx, row: Row): Row {
  const changed = { ...row, updated_at: ctx.now.toISOString() }
  withCommit(queries.putSubscription(ctx.tx, ctx.tenantId, changed))
  return changed
}

export const saveCycle = (ctx: TxCtx, id: string, cycle: queries.CycleRow): void =>
  withCommit(queries.putCycle(ctx.tx, ctx.tenantId, id, { ...cycle, updated_at: ctx.now.toISOString() }))

/** Tells the world what happened to a subscription, and notes it for staff. @param more only for staff */
export function note<S extends z.ZodObject>(
  ctx: TxCtx,
  event: EventType<S>,
  data: z.input<S> & { subscription_id: string },
  more: Record<string, unknown> = {},
): void {
  emit(ctx, event, data)
  const { subscription_id, ...told } = data
  const { kind: actor_kind, id: actor_id, label: actor_label = null } = ctx.principal
  withCommit(
    queries.insertEntry(ctx.tx, ctx.tenantId, subscription_id, {
      ...{ id: uuidv7(), kind: event.name, actor_kind, actor_id, actor_label },
      data: { ...told, ...more },
      at: ctx.now.toISOString(),
    }),
  )
}

export const scheduleOf = ({ anchor_at, step, interval, interval_count }: Row): Schedule => ({
  anchor: new Date(anchor_at),
  step,
  interval,
  interval_count,
})

/** The same with its period ending at another step of its schedule. */
export const endingAt = (row: Row, step: number): Row => ({
  ...row,
  step,
  period_end: renewalOf({ ...scheduleOf(row), step }).toISOString(),
})

/** The same with its period ending then, from which its dates are counted. */
export const anchoredAt = (row: Row, at: Date): Row => ({
  ...row,
  ...{ anchor_at: at.toISOString(), step: 0, period_end: at.toISOString() },
})

export function toSubscription(row: Row): Subscription {
  const { plan_id, market_code, items, balance_amount, open_cycle, currency, ...fields } = row
  const money = (amount: number) => ({ amount, currency })
  const next = nextAction(row)
  return {
    id: fields.id,
    status: fields.status,
    customer_id: fields.customer_id,
    email: fields.email,
    subscription_plan_id: plan_id,
    interval: fields.interval,
    interval_count: fields.interval_count,
    market: market_code,
    currency,
    items: items.map(({ unit_amount, ...item }) => ({ ...item, unit_price: money(unit_amount) })),
    price: money(amountOf(items)),
    shipping_address: fields.shipping_address,
    shipping_method: fields.shipping_method,
    payment_method: fields.payment_method,
    saved_payment_method_id: fields.saved_payment_method_id,
    trial_ends_at: fields.trial_ends_at,
    period_start: fields.period_start,
    period_end: fields.period_end,
    next_renewal_at: next?.action === 'renew' ? fields.period_end : null,
    retry_at: fields.retry_at,
    cycle: fields.cycle,
    cycles_left: fields.cycles_left,
    balance: money(balance_amount),
    open_cycle: open_cycle === null ? null : toCycle(open_cycle, currency),
    cancel_at_period_end: fields.cancel_at_period_end,
    cancelled_at: fields.cancelled_at,
    cancel_reason: fields.cancel_reason,
    paused_until: fields.paused_until,
    created_at: fields.created_at,
    updated_at: fields.updated_at,
  }
}

export const toCycle = ({ balance_amount, ...cycle }: queries.CycleRow, currency: string) => ({
  ...cycle,
  balance: { amount: balance_amount, currency },
})
