// Paying orders with gift cards and store credit, and giving it back, within the order's own transaction.
import { v7 as uuidv7 } from 'uuid'
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { type BalanceSelect, giveTo, type Locked, takeFrom } from '../../balances/index.ts'
import type { GiftCardRow } from '../queries/gift-cards.ts'
import { type Entry, insertEntries, type Kind, paidFrom, spentBy } from '../queries/ledger.ts'
import { beyondSpent, cardFault, type Paying, type Payment } from '../rules.ts'

const KINDS: readonly Kind[] = ['gift_card', 'store_credit']

export type Spending = {
  orderId: string
  /** In the order's currency, minor units. Those of 0 are left out. */
  payments: readonly Payment[]
  /** The cards paid with, read under the lock by `readGiftCards`. */
  cards: readonly GiftCardRow[]
  paying: Omit<Paying, 'now'>
}

/**
 * Takes all `payments` together with the commit, or none. Throws a card's fault as `findGiftCard` does, at
 * `gift_cards`, or `insufficient_balance` at `store_credit`. @param locked from `lockBalances`
 */
export function spend(ctx: TxCtx, locked: Locked, { orderId, payments, cards, paying }: Spending): void {
  const due = payments.filter(({ amount }) => amount > 0)
  const cardById = new Map(cards.map((card) => [card.id, card]))
  for (const { kind, id } of due) {
    if (kind !== 'gift_card') continue
    const card = cardById.get(id)
    if (card === undefined) throw fieldError('gift_cards', 'There is no such gift card.', 'gift_card_unknown')
    const fault = cardFault(card, { ...paying, now: ctx.now })
    if (fault !== undefined) throw fieldError('gift_cards', `${fault.message} (…${card.last4})`, fault.code)
  }
  for (const kind of KINDS) {
    const [shortage] = takeFrom(ctx, locked, kind, ofKind(due, kind))
    if (shortage === undefined) continue
    if (kind === 'store_credit')
      throw fieldError('store_credit', `Only ${shortage.available} is left.`, 'insufficient_balance')
    const last4 = cardById.get(shortage.id)?.last4 ?? ''
    throw fieldError('gift_cards', `Only ${shortage.available} is left on …${last4}.`, 'gift_card_used_up')
  }
  enter(ctx, orderId, 'spend', due)
}

/** What to lock, by `lockBalances`, before an order's payments are given back. */
export const paymentLocks = (ctx: TxCtx, orderId: string): Record<Kind, BalanceSelect> =>
  paidFrom(ctx.tenantId, orderId)

/**
 * Gives back to cards and accounts what an order took from them, or a part of it, together with the commit; also to cards
 * that have expired since. Throws `refund_exceeds_payment` when the order did not take so much: so lock what
 * `paymentLocks` names before.
 */
export async function refundTo(
  ctx: TxCtx,
  { orderId, payments }: { orderId: string; payments: readonly Payment[] },
): Promise<void> {
  const due = payments.filter(({ amount }) => amount > 0)
  if (due.length === 0) return
  const spent = await spentBy(ctx.tx, ctx.tenantId, orderId)
  if (beyondSpent(due, new Map(spent.map(({ id, amount }) => [id, amount]))).length > 0)
    throw new DomainError('refund_exceeds_payment', 'The order was not paid so much from this balance.')
  giveBack(ctx, orderId, due)
}

function giveBack(ctx: TxCtx, orderId: string, payments: readonly Payment[]): void {
  for (const kind of KINDS) giveTo(ctx, kind, merged(ofKind(payments, kind)))
  enter(ctx, orderId, 'refund', payments)
}

const ofKind = (payments: readonly Payment[], kind: Kind) =>
  payments.filter((payment) => payment.kind === kind)

function merged(payments: readonly Payment[]): { id: string; amount: number }[] {
  const sums = new Map<string, number>()
  for (const { id, amount } of payments) sums.set(id, (sums.get(id) ?? 0) + amount)
  return [...sums].map(([id, amount]) => ({ id, amount }))
}

function enter(ctx: TxCtx, orderId: string, kind: 'spend' | 'refund', payments: readonly Payment[]): void {
  const sign = kind === 'spend' ? -1 : 1
  for (const book of KINDS) {
    const entries = ofKind(payments, book).map(
      ({ id, amount }): Entry => ({
        id: uuidv7(),
        owner: id,
        kind,
        amount: sign * amount,
        order_id: orderId,
        note: '',
      }),
    )
    if (entries.length > 0)
      withCommit(insertEntries(ctx.tx, ctx.tenantId, book, { entries, at: ctx.now.toISOString() }))
  }
}
