export type { BalanceKind, BalanceSelect } from './queries.ts'
export { type Balance, type Demand, type Shortage, takeable } from './rules.ts'
export { giveTo, type Locked, lockBalances, takeFrom } from './service.ts'
