export type { MarketRow, StoreRow } from './queries.ts'
export { MarketCode, ShippingMethod } from './schema.ts'
export { chooseMarket, getMarkets, getStore, marketOf, toShippingMethods } from './service.ts'
