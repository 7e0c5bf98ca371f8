export type { StoreRow } from './queries.ts'
export { getStore } from './service.ts'
