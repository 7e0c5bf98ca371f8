// To which payments money goes back, and what comes of it.

/** A payment that money can go back to; `left`: what it brought and was not given back or is about to be. */
export type Source = { id: string; method: string; left: number }

/**
 * Spreads what is given back over an order's payments, oldest first as they are listed: first to payments from outside, the
 * latest first, then to store credit, then to gift cards, and never more than each brought. Undefined when they did not bring so much.
 */
export function spread(
  amount: number,
  sources: readonly Source[],
): { id: string; amount: number }[] | undefined {
  const rank = ({ method }: Source) => (method === 'gift_card' ? 2 : method === 'store_credit' ? 1 : 0)
  let open = amount
  const parts = sources
    .toReversed()
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ id, left }) => {
      const part = Math.min(open, left)
      open -= part
      return part > 0 ? [{ id, amount: part }] : []
    })
  return open > 0 ? undefined : parts
}

export type PartStatus = 'pending' | 'succeeded' | 'failed'

/** A refund has failed as soon as nothing is under way any more and some part did not arrive. */
export const statusOf = (parts: readonly PartStatus[]): PartStatus =>
  parts.includes('pending') ? 'pending' : parts.includes('failed') ? 'failed' : 'succeeded'
