export { type ChosenShipping, Order, OrderId, PaymentMethod, ShippingAddress } from './schema.ts'
export { getOrder, markOrderPaid, nextOrderNumber, placeOrder } from './service.ts'
