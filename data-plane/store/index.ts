export type { StoreRow } from './queries.ts'
export { apiUrlOf, shopUrlOf } from './rules.ts'
export { getStore } from './service.ts'
