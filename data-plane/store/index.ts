export { MarketCode, ShippingMethod } from './schema.ts'
export { chooseMarket, findMarket, getStore, lowStockThreshold, toShippingMethods } from './service.ts'
