export { allCategoryIds, ownCategoryIds } from './queries.ts'
export { MarketCodes, type StoreCategory } from './schema.ts'
export { assertMarkets, changeStructure, keepStructure, replaceCategories } from './service.ts'
