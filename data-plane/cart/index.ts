export { Cart } from './schema.ts'
export { attachCart } from './service/attach.ts'
export { cartForCheckout, completeCart, lockCart, openCart } from './service/carts.ts'
export { assertOpen } from './service/loaded.ts'
