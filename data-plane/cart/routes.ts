import { defineRoute } from '../route.ts'
import { Cart, CartId, CartInput, LineItemId, LineItemInput, LineItemPatch } from './schema.ts'
import { addLineItem, createCart, getCart, removeLineItem, updateLineItem } from './service.ts'

export const cartRoutes = [
  defineRoute({
    method: 'post',
    path: '/store/v1/carts',
    summary: 'Start a cart',
    permission: 'shop',
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
    errors: ['cart_completed', 'cart_full', 'insufficient_inventory'],
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
    errors: ['cart_completed'],
    handler: (ctx, { params }) => removeLineItem(ctx, params.cart_id, params.line_item_id),
  }),
]
