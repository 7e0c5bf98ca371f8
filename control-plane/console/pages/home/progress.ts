// What leads from an empty store to its first order, and how far it is done.
import type { Admin } from '../../api/client.ts'

export const STEPS = ['product', 'market', 'payment', 'look', 'order'] as const
export type Step = (typeof STEPS)[number]

/** Whether each step is done; steps whose state the caller may not read are left out. */
type Progress = ReadonlyMap<Step, boolean>

/** What the store has; undefined is what the caller may not read. */
export type StoreState = {
  /** Something that can be bought now. */
  readonly hasProduct: boolean | undefined
  /** Without that: a product that lacks something. */
  readonly unfinished?: { readonly id: string; readonly title: string } | undefined
  readonly hasPayment: boolean | undefined
  readonly hasOrder: boolean | undefined
  /** What somebody of the store said is done, or `hidden`. */
  readonly confirmed: readonly Confirmed[] | undefined
}
export type Confirmed = Admin['Store']['setup_done'][number]

/** Somebody who bought did so under the market's terms and liked the looks, so an order is proof of these too. */
export function progressOf({ hasProduct, hasPayment, hasOrder, confirmed }: StoreState): Progress {
  const isKnown = (step: 'market' | 'look') =>
    confirmed === undefined ? undefined : hasOrder === true || confirmed.includes(step)
  const steps: [Step, boolean | undefined][] = [
    // What was sold out since was for sale once.
    ['product', hasProduct === undefined ? undefined : hasProduct || hasOrder === true],
    ['market', isKnown('market')],
    ['payment', hasPayment === undefined ? undefined : hasPayment || confirmed?.includes('payment') === true],
    ['look', isKnown('look')],
    ['order', hasOrder],
  ]
  return new Map(steps.filter((step): step is [Step, boolean] => step[1] !== undefined))
}

type Sold = {
  readonly status: string
  readonly variants: readonly {
    readonly prices: readonly unknown[]
    readonly inventory_tracked: boolean
    readonly inventory_policy: string
    readonly inventory_quantity: number
  }[]
}

/** Whether shoppers can buy it: it is published, and one of its variants has a price and is there. */
export const isForSale = ({ status, variants }: Sold): boolean =>
  status === 'active' &&
  variants.some(
    ({ prices, inventory_tracked, inventory_policy, inventory_quantity }) =>
      prices.length > 0 && (!inventory_tracked || inventory_policy === 'continue' || inventory_quantity > 0),
  )
