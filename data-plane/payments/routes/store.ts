// What providers and shoppers call.
import { z } from 'zod'
import { RawBody } from '../../../shared/http/route.ts'
import { defineRoute } from '../../route.ts'
import { PaymentGatewayId } from '../schema/gateways.ts'
import {
  SavedPaymentMethod,
  SavedPaymentMethodDeleted,
  SavedPaymentMethodId,
  SavedPaymentMethods,
} from '../schema/saved.ts'
import { comeBack, takeNotice } from '../service/notices.ts'
import { chooseDefault, deleteSavedMethod, listSavedMethods } from '../service/saved.ts'

const MAX_NOTICE_BYTES = 256 * 1024
const PaymentId = z.object({ payment_id: z.uuid() })
const CustomerId = z.object({ customer_id: z.uuid() })
const Return = z.object({ return_url: z.string() }).meta({ id: 'PaymentReturn' })

const providerRoutes = [
  defineRoute({
    method: 'post',
    path: '/store/v1/payment-webhooks/{payment_gateway_id}',
    summary: 'What a payment provider tells',
    description: 'Signed by the provider. What became of the payment is then asked of it.',
    permission: 'shop',
    params: PaymentGatewayId,
    body: RawBody,
    bodyType: 'raw',
    maxBodyBytes: MAX_NOTICE_BYTES,
    secret: true,
    response: z.object({ received: z.literal(true) }),
    errors: ['payment_notice_refused'],
    handler: (ctx, { params, body }) => takeNotice(ctx, params.payment_gateway_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/payment-returns/{payment_id}',
    summary: "Where a payment provider sends the shopper's browser back with a form",
    description: 'Leads on to the `return_url` of the payment.',
    permission: 'shop',
    params: PaymentId,
    body: RawBody,
    bodyType: 'raw',
    maxBodyBytes: MAX_NOTICE_BYTES,
    secret: true,
    status: 303,
    response: Return,
    prepare: (ctx, { params, body }) => comeBack(ctx, params.payment_id, body.text),
    handler: async (_, { prepared }) => prepared,
    send: (_, __, answer) => ({ body: answer, headers: [['location', answer.return_url]] }),
  }),
]

const savedMethodRoutes = [
  defineRoute({
    method: 'get',
    path: '/store/v1/customers/me/payment-methods',
    summary: 'List how you have paid and can pay again, oldest first',
    permission: 'shop',
    customer: 'required',
    response: SavedPaymentMethods,
    handler: (ctx) => listSavedMethods(ctx, 'shopper'),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/customers/me/payment-methods/{saved_payment_method_id}/default',
    summary: 'Choose the one that is charged unless you name another',
    permission: 'shop',
    customer: 'required',
    params: SavedPaymentMethodId,
    response: SavedPaymentMethod,
    handler: (ctx, { params }) => chooseDefault(ctx, params.saved_payment_method_id),
  }),
  defineRoute({
    method: 'delete',
    path: '/store/v1/customers/me/payment-methods/{saved_payment_method_id}',
    summary: 'Have it forgotten how you paid',
    permission: 'shop',
    customer: 'required',
    params: SavedPaymentMethodId,
    response: SavedPaymentMethodDeleted,
    handler: (ctx, { params }) => deleteSavedMethod(ctx, params.saved_payment_method_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/customers/{customer_id}/payment-methods',
    summary: 'List how a customer can be charged again',
    permission: 'payments:read',
    params: CustomerId,
    response: SavedPaymentMethods,
    handler: (ctx, { params }) => listSavedMethods(ctx, { customerId: params.customer_id }),
  }),
]

export const storePaymentRoutes = [...providerRoutes, ...savedMethodRoutes]
