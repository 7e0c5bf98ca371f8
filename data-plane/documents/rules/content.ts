// What an invoice says, apart from how it looks.

/** All amounts in minor units of `currency`. */
export type InvoiceContent = {
  number: string
  order_number: number
  issued_at: string
  locale: string
  currency: string
  seller: Party
  buyer: Party
  lines: ContentLine[]
  subtotal: number
  discount: number
  shipping: number
  tax: number
  tax_included: number
  rounding: number
  total: number
  taxes: TaxLine[]
  payments: { method: string; amount: number }[]
  credited: number
  refunded: number
  outstanding: number
  footer: string
}
type Party = { lines: string[]; tax_id: string }
type ContentLine = {
  title: string
  detail: string
  quantity: number
  unit_amount: number
  discount: number
  /** After discounts, as priced. */
  amount: number
  /** Parts per million. */
  rates: number[]
}
export type TaxLine = { name: string; ppm: number; net: number; amount: number }

type Rate = { code: string; name: string; ppm: number; amount: number }
export type TaxedLine = { net: number; taxes: readonly Rate[] }

const keyOf = ({ code, ppm }: { code: string; ppm: number }) => `${code} ${ppm}`

/**
 * Tax by rate, with the net amount that it was due on. What lines do not explain is tax on shipping: all of its net amount
 * where one rate applies to it; where several do, each gets the part of which its tax is the rate.
 */
export function taxSummary(
  due: readonly Rate[],
  lines: readonly TaxedLine[],
  shipping: { amount: number; isInclusive: boolean },
): TaxLine[] {
  const onLines = new Map<string, { net: number; amount: number }>()
  for (const { net, taxes } of lines)
    for (const tax of taxes) {
      const sum = onLines.get(keyOf(tax)) ?? { net: 0, amount: 0 }
      onLines.set(keyOf(tax), { net: sum.net + net, amount: sum.amount + tax.amount })
    }
  const onShipping = due.map((tax) => tax.amount - (onLines.get(keyOf(tax))?.amount ?? 0))
  const taxed = onShipping.filter((amount) => amount !== 0).length
  const shippingTax = onShipping.reduce((sum, amount) => sum + amount, 0)
  const net = shipping.isInclusive ? shipping.amount - shippingTax : shipping.amount
  return due.map((tax, i) => {
    const own = onShipping[i] ?? 0
    const part = own === 0 || tax.ppm === 0 ? 0 : taxed === 1 ? net : Math.round((own * 1_000_000) / tax.ppm)
    return {
      ...{ name: tax.name, ppm: tax.ppm, amount: tax.amount },
      net: (onLines.get(keyOf(tax))?.net ?? 0) + part,
    }
  })
}
