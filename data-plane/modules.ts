// Everything that a store can do: the map of the product.
import type { Module, ShardModule } from '../shared/module.ts'
import { addresses } from './addresses/module.ts'
import { audit } from './audit/module.ts'
import { brands } from './brands/module.ts'
import { bulkEdit } from './bulk-edit/module.ts'
import { cache } from './cache/module.ts'
import { cancellations } from './cancellations/module.ts'
import { cart } from './cart/module.ts'
import { catalog } from './catalog/module.ts'
import { categories } from './categories/module.ts'
import { checkout } from './checkout/module.ts'
import { collections } from './collections/module.ts'
import { content } from './content/module.ts'
import { currencies } from './currencies/module.ts'
import { customers } from './customers/module.ts'
import { documents } from './documents/module.ts'
import { events } from './events/module.ts'
import { fulfillments } from './fulfillments/module.ts'
import { idempotency } from './idempotency/module.ts'
import { inventory } from './inventory/module.ts'
import { markets } from './markets/module.ts'
import { media } from './media/module.ts'
import { merchants } from './merchants/module.ts'
import { messages } from './messages/module.ts'
import { orderEdits } from './order-edits/module.ts'
import { orderExports } from './order-exports/module.ts'
import { orders } from './orders/module.ts'
import { payments } from './payments/module.ts'
import { priceLists } from './price-lists/module.ts'
import { productImport } from './product-import/module.ts'
import { promotionPreviews } from './promotion-previews/module.ts'
import { promotions } from './promotions/module.ts'
import { queryStats } from './query-stats/module.ts'
import { refunds } from './refunds/module.ts'
import { reports } from './reports/module.ts'
import { returns } from './returns/module.ts'
import { reviews } from './reviews/module.ts'
import { secrets } from './secrets/module.ts'
import { shard } from './shard/module.ts'
import { store } from './store/module.ts'
import { subscriptions } from './subscriptions/module.ts'
import { tax } from './tax/module.ts'
import { wallet } from './wallet/module.ts'

export const modules: readonly Module[] = [
  store,
  markets,
  tax,
  currencies,
  priceLists,
  productImport,
  bulkEdit,
  catalog,
  inventory,
  categories,
  brands,
  merchants,
  collections,
  media,
  reviews,
  content,
  cart,
  checkout,
  orders,
  orderEdits,
  orderExports,
  cancellations,
  payments,
  refunds,
  returns,
  fulfillments,
  documents,
  subscriptions,
  promotions,
  promotionPreviews,
  wallet,
  customers,
  reports,
  addresses,
  messages,
  events,
  secrets,
  audit,
  cache,
  idempotency,
]

/** What the control plane can ask of a whole shard. */
export const shardModules: readonly ShardModule[] = [queryStats, shard]
