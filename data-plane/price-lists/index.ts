export { basePriceCandidates, listPrices, priceCandidates } from './queries.ts'
export { type ListPriceRow, type PriceCandidates, type PriceSettings, priceOf } from './rules/price-of.ts'
export { PriceWish } from './schema.ts'
export { getPriceSettings, shopperPricing } from './service.ts'
