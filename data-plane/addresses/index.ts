export { AddressFields, OrderAddress, ShippingAddress } from './schema.ts'
