import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { Merchant, MerchantFilter, MerchantId, MerchantInput, MerchantPage, MerchantPatch } from './schema.ts'
import { createMerchant, deleteMerchant, getMerchant, listMerchants, updateMerchant } from './service.ts'

export const merchantRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/merchants',
    summary: 'List merchants, newest first',
    permission: 'products:read',
    query: MerchantFilter,
    response: MerchantPage,
    handler: (ctx, { query }) => listMerchants(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/merchants',
    summary: 'Create a merchant',
    permission: 'products:write',
    body: MerchantInput,
    status: 201,
    response: Merchant,
    errors: ['merchant_code_taken'],
    handler: (ctx, { body }) => createMerchant(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/merchants/{merchant_id}',
    summary: 'Read a merchant',
    permission: 'products:read',
    params: MerchantId,
    response: Merchant,
    handler: (ctx, { params }) => getMerchant(ctx, params.merchant_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/merchants/{merchant_id}',
    summary: 'Change a merchant',
    permission: 'products:write',
    params: MerchantId,
    body: MerchantPatch,
    response: Merchant,
    errors: ['merchant_code_taken'],
    handler: (ctx, { params, body }) => updateMerchant(ctx, params.merchant_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/merchants/{merchant_id}',
    summary: 'Delete a merchant that no product has',
    permission: 'products:write',
    params: MerchantId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    errors: ['still_in_use'],
    handler: (ctx, { params }) => deleteMerchant(ctx, params.merchant_id),
  }),
]
