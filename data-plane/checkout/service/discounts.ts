// Promotion codes and gift cards of a checkout.
import type { Ctx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { currentCustomer } from '../../customers/index.ts'
import { assertUsable, MAX_CODES, normalCode } from '../../quotes/index.ts'
import { findGiftCard } from '../../wallet/index.ts'
import type { Checkout } from '../schema.ts'
import { changeCheckout, reconsidered } from './change.ts'

/** Adds a code; one that gives nothing yet is kept and says why. Throws when it is unknown, over, or used up. */
export async function addCode(ctx: Ctx, id: string, input: string): Promise<Checkout> {
  const code = normalCode(input)
  return changeCheckout(ctx, id, async (ctx, row) => {
    if (row.codes.includes(code)) return {}
    if (row.codes.length >= MAX_CODES)
      throw new DomainError('cart_full', `A checkout takes at most ${MAX_CODES} codes.`)
    const { found, ...change } = await reconsidered(ctx, row, { ...row, codes: [...row.codes, code] })
    assertUsable(found, code)
    return change
  })
}

export async function removeCode(ctx: Ctx, id: string, input: string): Promise<Checkout> {
  const code = normalCode(input)
  return changeCheckout(ctx, id, async (ctx, row) => {
    if (!row.codes.includes(code)) throw new DomainError('not_found', 'This checkout has no such code.')
    const codes = row.codes.filter((other) => other !== code)
    const { found: _, ...change } = await reconsidered(ctx, row, { ...row, codes })
    return change
  })
}

/** Pays with a gift card as far as it goes; one that is there already counts anew. Throws why it cannot be used. */
export async function addGiftCard(ctx: Ctx, id: string, code: string): Promise<Checkout> {
  return changeCheckout(ctx, id, async (ctx, { currency, gift_cards }) => {
    const customer = await currentCustomer(ctx)
    const paying = { currency, customerEmail: customer?.email ?? null }
    const { last4: code_last4, ...card } = await findGiftCard(ctx, code, paying)
    const added = { ...card, code_last4 }
    if (gift_cards.some(({ id }) => id === card.id))
      return { gift_cards: gift_cards.map((other) => (other.id === card.id ? added : other)) }
    if (gift_cards.length >= MAX_CODES)
      throw new DomainError('cart_full', `A checkout takes at most ${MAX_CODES} gift cards.`)
    return { gift_cards: [...gift_cards, added] }
  })
}

export async function removeGiftCard(ctx: Ctx, id: string, cardId: string): Promise<Checkout> {
  return changeCheckout(ctx, id, (_ctx, { gift_cards }) => {
    if (!gift_cards.some((card) => card.id === cardId))
      throw new DomainError('not_found', 'This checkout has no such gift card.')
    return { gift_cards: gift_cards.filter((card) => card.id !== cardId) }
  })
}
