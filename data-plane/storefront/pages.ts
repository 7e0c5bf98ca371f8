// Every page of the shop: what stands where.
import type { Page } from './page.ts'
import { accountPages } from './pages/account.ts'
import { cartPages } from './pages/cart.ts'
import { checkoutPages } from './pages/checkout.ts'
import { collectionPages } from './pages/collections.ts'
import { crawlerPages } from './pages/crawlers.ts'
import { doorPages } from './pages/door.ts'
import { homePage } from './pages/home.ts'
import { orderPages } from './pages/orders.ts'
import { payPages } from './pages/pay.ts'
import { paymentPages } from './pages/payment.ts'
import { preferencesPage } from './pages/preferences.ts'
import { productPages } from './pages/product.ts'
import { reviewPage } from './pages/reviews.ts'
import { searchPages } from './pages/search.ts'
import { staticPage } from './pages/static.ts'
import { subscriptionPages } from './pages/subscriptions.ts'
import { unsubscribePages } from './pages/unsubscribe.ts'

export const pages: readonly Page[] = [
  homePage,
  ...collectionPages,
  ...productPages,
  reviewPage,
  ...searchPages,
  staticPage,
  ...crawlerPages,
  preferencesPage,
  ...cartPages,
  ...checkoutPages,
  ...paymentPages,
  ...payPages,
  ...orderPages,
  ...doorPages,
  ...accountPages,
  ...subscriptionPages,
  ...unsubscribePages,
]
