export { type Buyer, buyerOf } from './queries/buyer.ts'
export type { Session, SignedIn, StoreCustomer } from './schema.ts'
export { issueLink } from './service/links.ts'
export { addToSpending } from './service/orders.ts'
export {
  assertCustomer,
  currentCustomer,
  lockCustomer,
  requireCustomer,
} from './service/session.ts'
