import type { PickedVariant } from './variant-picker.tsx'

export type NewDiscount = {
  name: string
  value: { kind: 'percentage'; ppm: number } | { kind: 'fixed'; amount: number }
}

/** The values of the form that edits an order. */
export type EditValues = {
  quantities: Record<string, number | string>
  added: { variant: PickedVariant; quantity: number | string; price: number | null }[]
  discounts: NewDiscount[]
  removed: string[]
  shipping: number | null
  note: string
}

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
export type EditForm = any
