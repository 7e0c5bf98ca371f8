export { type ChosenShipping, Order, OrderId, PaymentMethod, ShippingAddress } from './schema.ts'
export { getOrder, markOrderPaid, placeOrder } from './service.ts'
