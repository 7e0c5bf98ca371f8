// What leads from an empty store to its first order, and how far it is done.

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
  readonly seesSettings: boolean
}
/** What somebody said about a store. */
export type Confirmed = { hidden?: boolean; market?: boolean; payment?: boolean; look?: boolean }

/** Somebody who bought did so under the market's terms and liked the looks, so an order is proof of these too. */
export function progressOf(state: StoreState, confirmed: Confirmed): Progress {
  const { hasProduct, hasPayment, hasOrder, seesSettings } = state
  const isKnown = (choice: boolean | undefined) =>
    seesSettings ? hasOrder === true || choice === true : undefined
  const steps: [Step, boolean | undefined][] = [
    // What was sold out since was for sale once.
    ['product', hasProduct === undefined ? undefined : hasProduct || hasOrder === true],
    ['market', isKnown(confirmed.market)],
    ['payment', hasPayment === undefined ? undefined : hasPayment || confirmed.payment === true],
    ['look', isKnown(confirmed.look)],
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
