import { type Ctx, inRead } from '../../../shared/context.ts'
import { listProducts } from '../../catalog/index.ts'
import { formatProducts } from '../rules/format.ts'
import type { Product } from '../schema.ts'
import { storeCurrency } from './currency.ts'

const PAGE_PRODUCTS = 100

/** All products as a CSV that can be imported again, oldest first. */
export async function exportProducts(ctx: Ctx): Promise<string> {
  const products: Product[] = []
  let cursor: string | undefined
  do {
    const page = await listProducts(ctx, { limit: PAGE_PRODUCTS, cursor })
    products.push(...page.data)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return formatProducts(products.reverse(), await inRead(ctx, storeCurrency))
}
