export type { BalanceSelect } from './queries.ts'
export type { Shortage } from './rules.ts'
export { giveTo, type Locked, lockBalances, takeFrom } from './service.ts'
