// What becomes of the defaults of an address book.
import type { Address } from '../schema.ts'

/** Who takes over what `leaving` was the default for: the oldest of the others, changed; undefined when nobody has to. */
export function heirOf(book: readonly Address[], leaving: Address): Address | undefined {
  if (!leaving.is_default_shipping && !leaving.is_default_billing) return undefined
  const [oldest] = book.filter((address) => address !== leaving)
  return (
    oldest && {
      ...oldest,
      is_default_shipping: oldest.is_default_shipping || leaving.is_default_shipping,
      is_default_billing: oldest.is_default_billing || leaving.is_default_billing,
    }
  )
}
