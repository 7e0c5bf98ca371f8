import { defineRoute } from '../route.ts'
import { Checkout, CheckoutId, CheckoutInput, CheckoutPatch, Completion } from './schema.ts'
import { completeCheckout, createCheckout, getCheckout, updateCheckout } from './service.ts'

export const checkoutRoutes = [
  defineRoute({
    method: 'post',
    path: '/store/v1/checkouts',
    summary: 'Start the checkout of a cart',
    permission: 'shop',
    body: CheckoutInput,
    status: 201,
    response: Checkout,
    errors: ['not_found', 'cart_completed', 'cart_empty', 'product_unavailable', 'price_unavailable'],
    handler: (ctx, { body }) => createCheckout(ctx, body.cart_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/checkouts/{checkout_id}',
    summary: 'Read a checkout',
    permission: 'shop',
    params: CheckoutId,
    response: Checkout,
    handler: (ctx, { params }) => getCheckout(ctx, params.checkout_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/store/v1/checkouts/{checkout_id}',
    summary: 'Say who buys, where to ship and how to pay',
    permission: 'shop',
    params: CheckoutId,
    body: CheckoutPatch,
    response: Checkout,
    errors: ['checkout_completed', 'checkout_expired'],
    handler: (ctx, { params, body }) => updateCheckout(ctx, params.checkout_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/checkouts/{checkout_id}/complete',
    summary: 'Place the order',
    description:
      'Takes the stock and places the order, or changes nothing. Completing again gives the same order.',
    permission: 'shop',
    params: CheckoutId,
    status: 201,
    response: Completion,
    errors: [
      'checkout_incomplete',
      'checkout_expired',
      'cart_completed',
      'product_unavailable',
      'insufficient_inventory',
    ],
    handler: (ctx, { params }) => completeCheckout(ctx, params.checkout_id),
  }),
]
