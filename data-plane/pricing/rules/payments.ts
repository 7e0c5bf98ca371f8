// Balances that pay a total before any other means.
import type { Payment, QuoteInput } from '../types.ts'

/** Gift cards in their order, then the store credit; each pays what it can of what is still due. */
export function payFrom(
  total: number,
  { gift_cards, store_credit }: Pick<QuoteInput, 'gift_cards' | 'store_credit'>,
): { payments: Payment[]; due: number } {
  const balances = [
    ...gift_cards.map((card) => ({ kind: 'gift_card' as const, ...card })),
    ...(store_credit === null ? [] : [{ kind: 'store_credit' as const, ...store_credit }]),
  ]
  const payments: Payment[] = []
  let due = total
  for (const { kind, id, available } of balances) {
    const amount = Math.min(due, Math.max(0, available))
    if (amount === 0) continue
    payments.push({ kind, id, amount })
    due -= amount
  }
  return { payments, due }
}
