// What pages show of a product, taken from the arguments alone. Amounts in minor units.

type Money = { amount: number; currency: string }
type Variant = {
  id: string
  options: Readonly<Record<string, string>>
  price: Money | null
  original_price: Money | null
  prices: readonly { amount: number; currency: string; compare_at_amount: number | null }[]
  available: boolean
}

/** What a variant used to cost, if that was more than it costs now. */
export function formerPrice({
  price,
  original_price,
  prices,
}: Omit<Variant, 'id' | 'options'>): Money | undefined {
  if (price === null) return undefined
  const own = prices.find(({ currency }) => currency === price.currency)
  const former = Math.max(original_price?.amount ?? 0, own?.compare_at_amount ?? 0)
  return former > price.amount ? { amount: former, currency: price.currency } : undefined
}

/** What a product costs, from its cheapest variant to its dearest; undefined when none of them is for sale here. */
export function priceRange(variants: readonly Omit<Variant, 'id' | 'options'>[]) {
  const sold = variants.flatMap((variant) =>
    variant.price === null ? [] : [{ ...variant, price: variant.price }],
  )
  // What can be bought tells the price, unless nothing can.
  const available = sold.filter((variant) => variant.available)
  const shown = available.length > 0 ? available : sold
  const [cheapest] = [...shown].sort((a, b) => a.price.amount - b.price.amount)
  const [dearest] = [...shown].sort((a, b) => b.price.amount - a.price.amount)
  if (cheapest === undefined || dearest === undefined) return undefined
  const original = formerPrice(cheapest)
  return { lowest: cheapest.price, highest: dearest.price, original, isReduced: original !== undefined }
}

/** By how many whole percent a price was reduced, rounded down. */
export const reducedBy = (now: Money, before: Money): number =>
  Math.floor(((before.amount - now.amount) * 100) / before.amount)

/**
 * The variant that an address names, else the first that can be bought.
 * @param wish its id
 */
export function chosenVariant<V extends Variant>(
  variants: readonly V[],
  wish: string | undefined,
): V | undefined {
  return (
    variants.find(({ id }) => id === wish) ??
    variants.find(({ available, price }) => available && price !== null) ??
    variants[0]
  )
}

/**
 * For each value of an option the variant that it leads to from the chosen one: that with all other options the same, or
 * else the nearest in the order of the options.
 */
export function variantFor<V extends Variant>(
  variants: readonly V[],
  chosen: V,
  { name, value, order }: { name: string; value: string; order: readonly string[] },
): V | undefined {
  const candidates = variants.filter(({ options }) => options[name] === value)
  const alike = (variant: V) =>
    order.reduce((sum, option) => sum * 2 + Number(variant.options[option] === chosen.options[option]), 0)
  return [...candidates].sort((a, b) => alike(b) - alike(a) || Number(b.available) - Number(a.available))[0]
}
