// From fields that may be empty to what the API takes.

/** A handle that is empty is made from the name. */
export const handleOf = (handle: string): { handle?: string } => (handle === '' ? {} : { handle })
/** No market chosen: all of them. */
export const marketsOf = (markets: string[]): string[] | null => (markets.length === 0 ? null : markets)
