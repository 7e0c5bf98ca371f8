// How an open checkout is changed: one change, its totals, stored together.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { hasOrdered } from '../../orders/index.ts'
import { type Considered, considered, renewed } from '../../quotes/index.ts'
import * as queries from '../queries.ts'
import type { Checkout } from '../schema.ts'
import {
  assertOpen,
  assertPaymentMethod,
  noCheckout,
  quoteCheckout,
  sellingTerms,
  type Terms,
  takesBalances,
  toCheckout,
} from './loaded.ts'

/** Stores what `decide` says, together with the commit. Throws unless the checkout is open. */
export async function changeCheckout(
  ctx: Ctx,
  id: string,
  decide: (
    ctx: TxCtx,
    row: queries.CheckoutRow,
    terms: Terms,
  ) => queries.CheckoutChange | Promise<queries.CheckoutChange>,
): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const [row, termsOf] = await Promise.all([
      queries.lockCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    assertOpen(ctx, row)
    const terms = termsOf(row)
    const change = await decide(ctx, row, terms)
    const at = ctx.now.toISOString()
    const changed = { ...row, ...change, updated_at: at }
    const quote = quoteCheckout(changed)
    const { payment_method } = change
    if (payment_method !== undefined && payment_method !== null)
      assertPaymentMethod(terms, payment_method, quote)
    const takes_balances = takesBalances(quote)
    withCommit(queries.updateCheckout(ctx.tx, ctx.tenantId, id, { ...change, takes_balances, at }))
    return toCheckout(changed, terms, quote)
  })
}

/** The promotions of now for these codes and this shopper, and what else of the basis then changes. */
export async function reconsidered(
  ctx: TxCtx,
  { basis }: queries.CheckoutRow,
  { codes, email }: { codes: string[]; email: string | null },
): Promise<Pick<queries.CheckoutRow, 'codes' | 'basis'> & { found: Considered }> {
  const found = await considered(ctx, codes, email)
  const { customer } = basis
  const asksForFirst = found.promotions.some(({ conditions }) =>
    conditions.some(({ kind }) => kind === 'first_order'),
  )
  // Of a guest only the address tells whether they have ordered before.
  const isGuest = customer.id === null && email !== null && asksForFirst
  const order_count = isGuest ? Number(await hasOrdered(ctx, email)) : customer.order_count
  const buying = { customer: { ...customer, order_count }, considered: found, now: ctx.now }
  return { codes, basis: renewed(basis, buying), found }
}
