// All areas of the console. A new one is a folder in pages/ and a line here.

import { account } from './pages/account/pages.ts'
import type { Area } from './pages/area.ts'
import { collections } from './pages/catalogue/collections/pages.ts'
import { priceLists } from './pages/catalogue/price-lists/pages.ts'
import { products } from './pages/catalogue/products/pages.ts'
import { reviews } from './pages/catalogue/reviews/pages.ts'
import { stock } from './pages/catalogue/stock/pages.ts'
import { developers } from './pages/developers/pages.ts'
import { events } from './pages/events/pages.ts'
import { home } from './pages/home/pages.ts'
import { reports } from './pages/home/reports/pages.ts'
import { mails } from './pages/mails/pages.ts'
import { markets } from './pages/markets/pages.ts'
import { onlineStore } from './pages/online-store/pages.ts'
import { platform } from './pages/platform/pages.ts'
import { promotions } from './pages/promotions/pages.ts'
import { customers } from './pages/sales/customers/pages.ts'
import { giftCards } from './pages/sales/gift-cards/pages.ts'
import { orders } from './pages/sales/orders/pages.ts'
import { payments } from './pages/sales/payments/pages.ts'
import { returns } from './pages/sales/returns/pages.ts'
import { subscriptions } from './pages/sales/subscriptions/pages.ts'
import { settings } from './pages/settings/pages.ts'
import { signIn } from './pages/sign-in/pages.ts'
import { team } from './pages/team/pages.ts'

export const areas: readonly Area[] = [
  signIn,
  account,
  home,
  reports,
  developers,
  events,
  team,
  settings,
  mails,
  orders,
  returns,
  customers,
  giftCards,
  payments,
  subscriptions,
  platform,
  promotions,
  onlineStore,
  products,
  collections,
  priceLists,
  markets,
  stock,
  reviews,
]
