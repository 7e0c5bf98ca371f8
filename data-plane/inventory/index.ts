export { defaultLevelJoin, isAvailable, levelFields } from './queries/levels.ts'
export { type ComingBack, fulfilStock, heldAt, unfulfilStock } from './service/fulfil.ts'
export type { Stock } from './service/ledger.ts'
export { addDefaultLocation, listLocations } from './service/locations.ts'
export { changeHolds, reallocateStock } from './service/order-holds.ts'
export { lockComebacks, releaseHeld, takeBack } from './service/returned.ts'
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
