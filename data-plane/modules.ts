// Everything that a store can do: the map of the product.
import type { Module, ShardModule } from '../shared/module.ts'
import { cache } from './cache/module.ts'
import { cart } from './cart/module.ts'
import { catalog } from './catalog/module.ts'
import { checkout } from './checkout/module.ts'
import { events } from './events/module.ts'
import { idempotency } from './idempotency/module.ts'
import { messages } from './messages/module.ts'
import { orders } from './orders/module.ts'
import { payments } from './payments/module.ts'
import { productImport } from './product-import/module.ts'
import { queryStats } from './query-stats/module.ts'
import { store } from './store/module.ts'

export const modules: readonly Module[] = [
  store,
  productImport,
  catalog,
  cart,
  checkout,
  orders,
  payments,
  messages,
  events,
  cache,
  idempotency,
]

/** What the control plane can ask of a whole shard. */
export const shardModules: readonly ShardModule[] = [queryStats]
