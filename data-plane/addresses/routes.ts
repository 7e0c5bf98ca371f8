import { z } from 'zod'
import { defineRoute } from '../route.ts'
import {
  Address,
  Addresses,
  AddressId,
  AddressInput,
  AddressPatch,
  CustomerAddressId,
  CustomerId,
  StaffAddressInput,
  StaffAddressPatch,
} from './schema.ts'
import { createAddress, deleteAddress, getAddress, listAddresses, updateAddress } from './service.ts'

const Deleted = z.object({ id: z.uuid(), deleted: z.literal(true) })

const bookOfShopper = [
  defineRoute({
    method: 'get',
    path: '/store/v1/customers/me/addresses',
    summary: 'List your addresses, oldest first',
    permission: 'shop',
    customer: 'required',
    response: Addresses,
    handler: (ctx) => listAddresses(ctx, 'shopper'),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/customers/me/addresses',
    summary: 'Add an address',
    description: 'The first one is the default for shipping and for billing. There may be 50.',
    permission: 'shop',
    customer: 'required',
    body: AddressInput,
    status: 201,
    response: Address,
    errors: ['address_book_full'],
    handler: (ctx, { body }) => createAddress(ctx, 'shopper', body),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/customers/me/addresses/{address_id}',
    summary: 'Read an address of yours',
    permission: 'shop',
    customer: 'required',
    params: AddressId,
    response: Address,
    handler: (ctx, { params }) => getAddress(ctx, 'shopper', params.address_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/store/v1/customers/me/addresses/{address_id}',
    summary: 'Change an address of yours',
    permission: 'shop',
    customer: 'required',
    params: AddressId,
    body: AddressPatch,
    response: Address,
    handler: (ctx, { params, body }) => updateAddress(ctx, 'shopper', params.address_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/store/v1/customers/me/addresses/{address_id}',
    summary: 'Delete an address of yours',
    permission: 'shop',
    customer: 'required',
    params: AddressId,
    response: Deleted,
    handler: (ctx, { params }) => deleteAddress(ctx, 'shopper', params.address_id),
  }),
]

const booksForStaff = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/customers/{customer_id}/addresses',
    summary: "List a customer's addresses, oldest first",
    permission: 'customers:read',
    params: CustomerId,
    response: Addresses,
    handler: (ctx, { params }) => listAddresses(ctx, { customerId: params.customer_id }),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/customers/{customer_id}/addresses',
    summary: 'Add an address for a customer',
    permission: 'customers:write',
    params: CustomerId,
    body: StaffAddressInput,
    status: 201,
    response: Address,
    errors: ['address_book_full'],
    handler: (ctx, { params, body }) => createAddress(ctx, { customerId: params.customer_id }, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/customers/{customer_id}/addresses/{address_id}',
    summary: "Read a customer's address",
    permission: 'customers:read',
    params: CustomerAddressId,
    response: Address,
    handler: (ctx, { params }) => getAddress(ctx, { customerId: params.customer_id }, params.address_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/customers/{customer_id}/addresses/{address_id}',
    summary: "Change a customer's address",
    permission: 'customers:write',
    params: CustomerAddressId,
    body: StaffAddressPatch,
    response: Address,
    handler: (ctx, { params, body }) =>
      updateAddress(ctx, { customerId: params.customer_id }, params.address_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/customers/{customer_id}/addresses/{address_id}',
    summary: "Delete a customer's address",
    permission: 'customers:write',
    params: CustomerAddressId,
    response: Deleted,
    handler: (ctx, { params }) => deleteAddress(ctx, { customerId: params.customer_id }, params.address_id),
  }),
]

export const addressRoutes = [...bookOfShopper, ...booksForStaff]
