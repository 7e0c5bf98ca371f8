export { type Goods, shippingOffers, takesCashOnDelivery } from './rules.ts'
export { MarketCode, PAYMENT_METHODS, ShippingMethod, TimeZone } from './schema.ts'
export {
  addStartingMarkets,
  chooseMarket,
  getMarkets,
  type MarketRow,
  marketOf,
  toShippingMethods,
} from './service.ts'
export { STARTING_MARKETS } from './starting-markets.ts'
