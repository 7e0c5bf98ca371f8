import { CODE_ERRORS, CodeInput, Explanation } from '../quotes/index.ts'
import { defineRoute } from '../route.ts'
import {
  Cart,
  CartCode,
  CartId,
  CartInput,
  CartPatch,
  LineItemId,
  LineItemInput,
  LineItemPatch,
} from './schema.ts'
import { createCart, explainCart, getCart } from './service/carts.ts'
import { addCode, removeCode } from './service/codes.ts'
import { addLineItem, removeLineItem, updateLineItem } from './service/lines.ts'
import { moveCart } from './service/move.ts'

export const cartRoutes = [
  defineRoute({
    method: 'post',
    path: '/store/v1/carts',
    summary: 'Start a cart',
    description: 'A signed-in shopper has one open cart in each market: the one there is, or else a new one.',
    permission: 'shop',
    customer: 'optional',
    body: CartInput,
    status: 201,
    response: Cart,
    handler: (ctx, { body }) => createCart(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/carts/{cart_id}',
    summary: 'Read a cart with its totals',
    permission: 'shop',
    params: CartId,
    response: Cart,
    handler: (ctx, { params }) => getCart(ctx, params.cart_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/store/v1/carts/{cart_id}',
    summary: 'Move a cart to another market or currency',
    description:
      "Everything is priced anew as there; what has no price there stays and says so in `unavailable`. Where the cart's " +
      'shopper has an open cart in that market already, the lines and codes go into that one, which is answered with. ' +
      'Checkouts that were begun stay as they are, as long as the cart is not merged.',
    permission: 'shop',
    params: CartId,
    body: CartPatch,
    response: Cart,
    errors: ['cart_completed', 'cart_merged', 'cart_full'],
    handler: (ctx, { params, body }) => moveCart(ctx, params.cart_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/carts/{cart_id}/line-items',
    summary: 'Add a variant to a cart',
    permission: 'shop',
    params: CartId,
    body: LineItemInput,
    status: 201,
    response: Cart,
    errors: [
      'cart_completed',
      'cart_merged',
      'cart_full',
      'product_unavailable',
      'price_unavailable',
      'insufficient_inventory',
    ],
    handler: (ctx, { params, body }) => addLineItem(ctx, params.cart_id, body),
  }),
  defineRoute({
    method: 'patch',
    path: '/store/v1/carts/{cart_id}/line-items/{line_item_id}',
    summary: 'Change the quantity of a line',
    permission: 'shop',
    params: LineItemId,
    body: LineItemPatch,
    response: Cart,
    errors: ['cart_completed', 'cart_merged', 'cart_full', 'price_unavailable', 'insufficient_inventory'],
    handler: (ctx, { params, body }) =>
      updateLineItem(ctx, params.cart_id, params.line_item_id, body.quantity),
  }),
  defineRoute({
    method: 'delete',
    path: '/store/v1/carts/{cart_id}/line-items/{line_item_id}',
    summary: 'Remove a line',
    permission: 'shop',
    params: LineItemId,
    response: Cart,
    errors: ['cart_completed', 'cart_merged'],
    handler: (ctx, { params }) => removeLineItem(ctx, params.cart_id, params.line_item_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/carts/{cart_id}/explanation',
    summary: 'See which rule gave each amount of a cart',
    permission: 'shop',
    params: CartId,
    response: Explanation,
    handler: (ctx, { params }) => explainCart(ctx, params.cart_id),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/carts/{cart_id}/promotion-codes',
    summary: 'Enter a promotion code',
    description: 'A code that gives nothing yet, such as one for a higher subtotal, is kept and says why.',
    permission: 'shop',
    params: CartId,
    body: CodeInput,
    status: 201,
    response: Cart,
    errors: ['cart_completed', 'cart_merged', 'cart_full', ...CODE_ERRORS],
    handler: (ctx, { params, body }) => addCode(ctx, params.cart_id, body.code),
  }),
  defineRoute({
    method: 'delete',
    path: '/store/v1/carts/{cart_id}/promotion-codes/{code}',
    summary: 'Take a promotion code away',
    permission: 'shop',
    params: CartCode,
    response: Cart,
    errors: ['cart_completed', 'cart_merged'],
    handler: (ctx, { params }) => removeCode(ctx, params.cart_id, params.code),
  }),
]
