export { FULFILLMENT_STATUSES, outstandingOf, refundDueOf, type Sums } from './rules.ts'
export {
  Actor,
  CancelReason,
  type ChosenShipping,
  ListQuery,
  Order,
  type OrderBasis,
  OrderFilter,
  OrderId,
  OrderPage,
  PaymentMethod,
} from './schema.ts'
export { moveTerms } from './service/change.ts'
export { listOrders, newestIdsOf, newestOf } from './service/list.ts'
export {
  changeSums,
  explainOrder,
  getOrder,
  hasOrdered,
  lockOrder,
  markOrderPaid,
  nextOrderNumber,
  type OrderDraft,
  placeOrder,
} from './service/orders.ts'
export { noOrder } from './service/show.ts'
export { addToTimeline } from './service/timeline.ts'
