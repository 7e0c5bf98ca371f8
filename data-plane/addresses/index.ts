export { addressFormOf } from './rules/address.ts'
export type { Address } from './schema.ts'
export { AddressFields, OrderAddress, ShippingAddress } from './schema.ts'
