export type { CheckoutLine } from './queries.ts'
export { Checkout, CheckoutId } from './schema.ts'
export { remindOf } from './service/abandoned.ts'
export {
  keepRenewal,
  openRenewal,
  placeRenewal,
  readSubscribed,
  type SubscribedCheckout,
  subscribeCheckout,
} from './service/renewal.ts'
