export { type AddressFields, OrderAddress, ShippingAddress } from './schema.ts'
