// Goods that are ordered for a customer without their being there.
import { v7 as uuidv7 } from 'uuid'
import { type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { findSellable } from '../../catalog/index.ts'
import { getPriceSettings } from '../../price-lists/index.ts'
import * as queries from '../queries.ts'
import { type CartGoods, goodsOf } from './loaded.ts'

type Buying = Pick<queries.CartRow, 'market_code' | 'currency' | 'buyer'>
type Wanted = { variant_id: string; quantity: number }

/** What each of these would cost the buyer now, without those that are no longer there. Their ids are new. */
export async function priceGoods(
  ctx: ReadCtx,
  buying: Buying,
  wanted: readonly Wanted[],
): Promise<CartGoods[]> {
  const ids = wanted.map(({ variant_id }) => variant_id)
  const [settings, variants] = await Promise.all([
    getPriceSettings(ctx),
    findSellable(ctx.tx, ctx.tenantId, ids),
  ])
  const lines = wanted.flatMap(({ variant_id, quantity }) => {
    const variant = variants.find((variant) => variant.variant_id === variant_id)
    return variant === undefined ? [] : { ...variant, quantity, id: uuidv7() }
  })
  return goodsOf({ row: buying, lines, terms: { settings }, now: ctx.now })
}

/** An open cart without lines, for a checkout that has lines of its own. */
export function addEmptyCart(ctx: TxCtx, { market, currency }: { market: string; currency: string }): string {
  const id = uuidv7()
  const cart = { id, market, currency, at: ctx.now.toISOString(), customerId: null }
  withCommit(queries.insertCart(ctx.tx, ctx.tenantId, cart))
  return id
}
