export {
  assertOpen,
  cartForCheckout,
  completeCart,
  lockCart,
} from './service.ts'
