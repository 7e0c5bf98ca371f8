// What a checkout still needs before it can become an order.
import type { FieldIssue } from '../../shared/errors.ts'

export type CheckoutState = {
  email: string | null
  shipping_address: unknown
  shipping_method: unknown
  payment_method: string | null
  shipped: boolean
  /** Left to pay after gift cards and store credit, minor units. */
  due: number
}

/** One issue for each thing that is missing; goods that are not shipped need neither address nor method. */
export function missingFrom(checkout: CheckoutState): FieldIssue[] {
  const needs = [
    ['email', checkout.email],
    ...(checkout.shipped
      ? ([
          ['shipping_address', checkout.shipping_address],
          ['shipping_method', checkout.shipping_method],
        ] as const)
      : []),
    ...(checkout.due > 0 ? ([['payment_method', checkout.payment_method]] as const) : []),
  ] as const
  return needs.flatMap(([path, value]) =>
    value === null ? [{ path, message: 'is required to complete the checkout' }] : [],
  )
}
