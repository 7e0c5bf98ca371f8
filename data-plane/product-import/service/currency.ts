import type { ReadCtx } from '../../../shared/context.ts'
import { findMarket, getStore } from '../../store/index.ts'

/** The currency of a store's product files: that of its default market. */
export async function storeCurrency(ctx: ReadCtx): Promise<string> {
  const { default_market } = await getStore(ctx)
  return (await findMarket(ctx, default_market, 'default_market')).currency
}
