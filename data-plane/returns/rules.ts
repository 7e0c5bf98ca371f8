// What of an order may come back, until when, and what became of it.

const DAY_MS = 86_400_000

/** Whether goods that left or were delivered at `movedAt` may still be returned. @param days null: never */
export const isInWindow = (movedAt: Date, days: number | null, now: Date): boolean =>
  days !== null && now.getTime() <= movedAt.getTime() + days * DAY_MS

export type ReturnLine = {
  quantity: number
  restocked_quantity: number
  dismissed_quantity: number
  written_off_quantity: number
}
/** Units of a return of which nothing is known yet. */
export const awaited = (line: ReturnLine): number =>
  line.quantity - line.restocked_quantity - line.dismissed_quantity - line.written_off_quantity

/**
 * How many units of an order's line may be returned: those that left and did not come back, without those that other returns
 * wait for, or wrote off.
 */
export function returnable(
  line: { fulfilled_quantity: number; returned_quantity: number },
  others: readonly (ReturnLine & { isOpen: boolean })[],
): number {
  const claimed = others.reduce(
    (sum, other) => sum + other.written_off_quantity + (other.isOpen ? awaited(other) : 0),
    0,
  )
  return Math.max(0, line.fulfilled_quantity - line.returned_quantity - claimed)
}

export type Received = { restocked: number; dismissed: number; writtenOff: number }
const CONDITIONS = { restock: 'restocked', damaged: 'dismissed', lost: 'writtenOff' } as const
export type Condition = keyof typeof CONDITIONS

/** What was received of each line, each once. */
export function receivedOf(
  rows: readonly { line_item_id: string; quantity: number; condition: Condition }[],
): Map<string, Received> {
  const sums = new Map<string, Received>()
  for (const { line_item_id, quantity, condition } of rows) {
    const sum = sums.get(line_item_id) ?? { restocked: 0, dismissed: 0, writtenOff: 0 }
    sums.set(line_item_id, { ...sum, [CONDITIONS[condition]]: sum[CONDITIONS[condition]] + quantity })
  }
  return sums
}
