// Prices a cart twice, without and with a promotion that is not stored.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { type CartGoods, priceGoods } from '../cart/index.ts'
import { getMarkets, marketOf } from '../markets/index.ts'
import type { Quote } from '../pricing/index.ts'
import { draftPromotion, rejectionFault } from '../promotions/index.ts'
import {
  basisOf,
  type Considered,
  considered,
  quoteOf,
  taxesDue,
  toDiscounts,
  toExplanation,
  toLineAmounts,
  toTotals,
} from '../quotes/index.ts'
import { getStore } from '../store/index.ts'
import { getTaxRegions, taxContext } from '../tax/index.ts'
import type { PromotionPreview, PromotionPreviewInput } from './schema.ts'

/** No code looks like this, so it is nobody's. */
const CODE = ' PREVIEW '

/**
 * What the promotion would make of a cart of a shopper who is not known. Stores nothing. Throws `invalid_input` for its terms,
 * `not_found` for a variant, `price_unavailable`, `cart_full`.
 */
export async function previewPromotion(ctx: Ctx, input: PromotionPreviewInput): Promise<PromotionPreview> {
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const [markets, store, regions, draft, others] = await Promise.all([
      getMarkets(ctx),
      getStore(ctx),
      getTaxRegions(ctx),
      draftPromotion(ctx, { id, code: CODE, input: input.promotion }),
      considered(ctx, [], null),
    ])
    const market = marketOf(markets, input.market ?? store.default_market, 'market')
    const currency = input.currency ?? market.currency
    const goods = await priceGoods(ctx, { market_code: market.code, currency, buyer: null }, input.line_items)
    assertGoods(goods, input, currency)
    const taxes = taxesDue(regions, taxContext(market, null), { lines: goods, shippingClass: null })
    const customer = { id: null, group_ids: [], order_count: 0 }
    const price = (considered: Considered): Quote => {
      const basis = basisOf(market, { currency, customer, considered, now: ctx.now })
      const quote = quoteOf(basis, { lines: goods, taxes, shipping: null })
      if (quote === undefined)
        throw new DomainError('cart_full', 'The total of this cart would be too large.')
      return quote
    }
    const stored = others.promotions.filter((promotion) => promotion.id !== input.promotion_id)
    const without = price({ ...others, promotions: stored })
    const quote = price({ ...others, promotions: [...stored, draft] })
    const applied = quote.applied.some(({ promotion_id }) => promotion_id === id)
    const rejection = quote.rejected.find(({ promotion_id }) => promotion_id === id)
    return {
      without: show(without, goods),
      with: show(quote, goods),
      applied,
      reason: applied || rejection === undefined ? null : rejectionFault(rejection.reason),
      explanation: toExplanation(quote),
    }
  })
}

function assertGoods(goods: readonly CartGoods[], input: PromotionPreviewInput, currency: string): void {
  input.line_items.forEach(({ variant_id }, i) => {
    const line = goods.find((line) => line.variant_id === variant_id)
    const path = `line_items.${i}.variant_id`
    if (line === undefined) throw fieldError(path, 'There is no such variant.', 'not_found')
    if (!line.isPriced)
      throw fieldError(path, `Variant ${variant_id} has no price in ${currency}.`, 'price_unavailable')
  })
}

const show = (quote: Quote, goods: readonly CartGoods[]): PromotionPreview['with'] => ({
  line_items: goods.flatMap((line, i) => {
    const totals = quote.lines[i]
    if (totals === undefined) return []
    const { variant_id, title, variant_title, quantity, list_amount } = line
    return [
      { variant_id, title, variant_title, quantity, ...toLineAmounts(totals, list_amount, quote.currency) },
    ]
  }),
  discounts: toDiscounts(quote),
  totals: toTotals(quote),
})
