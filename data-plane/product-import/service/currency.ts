import type { Ctx } from '../../../shared/context.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import { getStore } from '../../store/index.ts'

/** The currency of a store's product files: that of its default market. */
export async function storeCurrency(ctx: Ctx): Promise<string> {
  const [{ default_market }, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  return marketOf(markets, default_market, 'default_market').currency
}
