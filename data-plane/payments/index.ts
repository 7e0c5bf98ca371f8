export type { GatewayRow } from './queries/gateways.ts'
export { gatewayPlace } from './rules/gateways.ts'
export { OfferedGateway } from './schema/gateways.ts'
export { CheckoutPayment, CheckoutPaymentInput, type Payment, PaymentProof } from './schema/payments.ts'
export type { SavedPaymentMethod } from './schema/saved.ts'
export { gatewaysAt, getGateways, toOffered } from './service/gateways.ts'
export { finishOperations } from './service/operations.ts'
export { type Cover, coverAt, settle } from './service/orders.ts'
export { listPayments, recordPayment, startRefund } from './service/payments.ts'
export { payableBy } from './service/saved.ts'
export {
  assertWorks,
  type Begun,
  beginPayment,
  carryOut,
  isOutOfOrder,
  PAYMENT_ERRORS,
  paymentAt,
  releasePayments,
  toCheckoutPayment,
} from './service/start.ts'
export { methodOf, methodSavedAt } from './service/subscribing.ts'
export { askAbout } from './service/sync.ts'
