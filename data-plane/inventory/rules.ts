// Whether stock can be taken, and what that leaves.

export type Level = { variant_id: string; tracked: boolean; policy: 'deny' | 'continue'; available: number }
export type Want = { variantId: string; quantity: number }
export type Shortage = { variantId: string; wanted: number; available: number }

export type TakeDecision =
  | {
      ok: true
      takes: { variantId: string; quantity: number }[]
      low: { variantId: string; available: number }[]
    }
  | { ok: false; shortages: Shortage[] }

/** All or nothing. A variant without a level cannot be sold; an untracked one always can. `threshold` in units. */
export function decideTake(
  levels: readonly Level[],
  wants: readonly Want[],
  threshold: number,
): TakeDecision {
  const byVariant = new Map(levels.map((level) => [level.variant_id, level]))
  const shortages: Shortage[] = []
  const takes: { variantId: string; quantity: number }[] = []
  const low: { variantId: string; available: number }[] = []
  for (const { variantId, quantity } of wants) {
    const level = byVariant.get(variantId)
    if (level === undefined) {
      shortages.push({ variantId, wanted: quantity, available: 0 })
      continue
    }
    if (!level.tracked) continue
    if (level.policy === 'deny' && level.available < quantity) {
      shortages.push({ variantId, wanted: quantity, available: Math.max(0, level.available) })
      continue
    }
    takes.push({ variantId, quantity })
    const left = level.available - quantity
    if (level.available > threshold && left <= threshold) low.push({ variantId, available: left })
  }
  return shortages.length > 0 ? { ok: false, shortages } : { ok: true, takes, low }
}

/** The variants that could be sold before these `takes` and cannot be after them. */
export function soldOutBy(levels: readonly Level[], takes: readonly Want[]): string[] {
  const byVariant = new Map(levels.map((level) => [level.variant_id, level]))
  return takes.flatMap(({ variantId, quantity }) => {
    const level = byVariant.get(variantId)
    const isSoldOut =
      level?.tracked === true && level.policy === 'deny' && level.available > 0 && level.available <= quantity
    return isSoldOut ? [variantId] : []
  })
}
