export { defaultLevelJoin, isAvailable, levelFields } from './queries/levels.ts'
export type { Stock } from './service/ledger.ts'
export { addDefaultLocation } from './service/locations.ts'
export {
  allocateStock,
  assertInStock,
  endHolds,
  holdForCart,
  lockHolds,
  lockLevels,
  lockStock,
  sellableOf,
  setLevels,
  stockOf,
  takeStock,
} from './service/stock.ts'
