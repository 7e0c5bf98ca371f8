export { type CartForCheckout, cartForCheckout, completeCart } from './service.ts'
