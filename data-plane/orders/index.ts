export { CancelReason, type ChosenShipping, Order, OrderId, OrderPage, PaymentMethod } from './schema.ts'
export {
  explainOrder,
  getOrder,
  hasOrdered,
  listOrders,
  markOrderPaid,
  nextOrderNumber,
  type OrderDraft,
  placeOrder,
} from './service.ts'
