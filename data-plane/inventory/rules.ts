// Where stock is taken from, and what that leaves.

/** What there is of a variant at a location. `floor`: what must stay available; null: it never runs out. */
export type Level = {
  id: string
  variant_id: string
  location_id: string
  tracked: boolean
  on_hand: number
  available: number
  floor: number | null
  low_at: number
}
/** A location that sells online. `country`: where it lies; `countries`: those that it serves by preference. */
export type Source = {
  id: string
  priority: number
  country: string | undefined
  countries: readonly string[]
}
export type Strategy = 'priority' | 'highest_stock' | 'nearest' | 'fewest_splits'
/** `country`: where the goods go; undefined when nothing is shipped. */
export type Routing = { strategy: Strategy; country: string | undefined; sources: readonly Source[] }

export type Want = { variantId: string; quantity: number }
export type Shortage = { variantId: string; wanted: number; available: number }
/** So many units of a level. */
export type Part = { level: Level; quantity: number }
export type Allocation = { ok: true; parts: Part[] } | { ok: false; shortages: Shortage[] }

/** How much of a level may be sold. */
export const sellable = ({ available, floor }: Level): number =>
  floor === null ? Number.POSITIVE_INFINITY : Math.max(0, available - floor)

/** How much of it is really there and nobody's, without what may be sold beyond. */
export const inStock = ({ available }: Level): number => Math.max(0, available)

/**
 * Spreads `wants` over the levels at `routing.sources`, all or nothing; wants of one variant count together. What is there
 * goes before what can be sold beyond stock. A variant without a level cannot be sold; of an untracked one nothing is taken.
 */
export function allocate(levels: readonly Level[], wants: readonly Want[], routing: Routing): Allocation {
  const sources = new Map(routing.sources.map((source) => [source.id, source]))
  const byVariant = Map.groupBy(
    levels.filter((level) => sources.has(level.location_id)),
    (level) => level.variant_id,
  )
  const wanted = [...totals(wants)].map(([variantId, quantity]) => {
    const own = byVariant.get(variantId) ?? []
    return { variantId, quantity, own, isTracked: own.every((level) => level.tracked) }
  })
  const shortages = wanted.flatMap(({ variantId, quantity, own }) => {
    const available = own.reduce((sum, level) => sum + sellable(level), 0)
    return quantity > available ? [{ variantId, wanted: quantity, available }] : []
  })
  if (shortages.length > 0) return { ok: false, shortages }
  const counted = wanted.filter(({ isTracked }) => isTracked)
  const single = routing.strategy === 'fewest_splits' ? singleSource(counted, routing.sources) : undefined
  const parts = counted.flatMap(({ quantity, own }) => {
    const key = (level: Level) =>
      rankOf(level, { quantity, single, routing, source: sources.get(level.location_id) as Source })
    return spread(own.map((level) => ({ level, key: key(level) })).sort(byKey), quantity)
  })
  return { ok: true, parts }
}

function totals(wants: readonly Want[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of wants) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return sums
}

type Keyed = { level: Level; key: readonly number[] }

function byKey(a: Keyed, b: Keyed): number {
  const i = a.key.findIndex((value, n) => value !== b.key[n])
  if (i >= 0) return (a.key[i] ?? 0) - (b.key[i] ?? 0)
  return a.level.id < b.level.id ? -1 : 1
}

function spread(ranked: readonly Keyed[], quantity: number): Part[] {
  let open = quantity
  const taken = new Map<Level, number>()
  for (const limit of [inStock, sellable]) {
    for (const { level } of ranked) {
      const before = taken.get(level) ?? 0
      const take = Math.min(open, limit(level) - before)
      if (take <= 0) continue
      taken.set(level, before + take)
      open -= take
    }
  }
  return [...taken].map(([level, quantity]) => ({ level, quantity }))
}

type Rank = { quantity: number; single: string | undefined; routing: Routing; source: Source }

/** The lower, the earlier; compared from left to right. */
function rankOf(level: Level, { quantity, single, routing, source }: Rank): number[] {
  const stock = -inStock(level)
  const { priority } = source
  switch (routing.strategy) {
    case 'priority':
      return [priority, stock]
    case 'highest_stock':
      return [stock, priority]
    case 'nearest':
      return [distanceOf(source, routing.country), priority, stock]
    case 'fewest_splits': {
      const isWhole = -stock >= quantity
      return [source.id === single ? 0 : 1, isWhole ? 0 : 1, isWhole ? priority : stock, priority]
    }
  }
}

/** In the country itself, serving it by name, serving all alike, the rest. */
function distanceOf({ country, countries }: Source, to: string | undefined): number {
  if (to === undefined) return 0
  if (country === to) return 0
  if (countries.includes(to)) return 1
  return countries.length === 0 ? 2 : 3
}

/** The first location by priority that has all of what is wanted, if there is one. */
function singleSource(
  wanted: readonly { quantity: number; own: readonly Level[] }[],
  sources: readonly Source[],
): string | undefined {
  const hasAll = (source: Source) =>
    wanted.every(({ quantity, own }) =>
      own.some((level) => level.location_id === source.id && inStock(level) >= quantity),
    )
  return [...sources].sort((a, b) => a.priority - b.priority).find(hasAll)?.id
}

/** What a cart holds of each level. */
export type Hold = { level_id: string; quantity: number }

/** How an order uses what its cart holds: parts that become the order's, parts that are left over, and what is still wanted. */
export function settle(
  levels: readonly Level[],
  holds: readonly Hold[],
  wants: readonly Want[],
): { used: Part[]; left: Part[]; rest: Want[] } {
  const byId = new Map(levels.map((level) => [level.id, level]))
  const open = totals(wants)
  const used: Part[] = []
  const left: Part[] = []
  for (const { level_id, quantity: held } of holds) {
    const level = byId.get(level_id)
    if (level === undefined) continue
    const wanted = open.get(level.variant_id) ?? 0
    const use = Math.min(held, wanted)
    if (use > 0) used.push({ level, quantity: use })
    if (held > use) left.push({ level, quantity: held - use })
    open.set(level.variant_id, wanted - use)
  }
  const rest = [...open].flatMap(([variantId, quantity]) => (quantity > 0 ? [{ variantId, quantity }] : []))
  return { used, left, rest }
}

/** What can be written off of held parts, which is what is there, and what is left: it was sold beyond stock. */
export function writeOff(parts: readonly Part[]): { lost: Part[]; left: Part[] } {
  const split = parts.map(({ level, quantity }) => {
    const there = Math.min(quantity, Math.max(0, level.on_hand))
    return { lost: { level, quantity: there }, left: { level, quantity: quantity - there } }
  })
  const some = (parts: Part[]) => parts.filter(({ quantity }) => quantity > 0)
  return { lost: some(split.map(({ lost }) => lost)), left: some(split.map(({ left }) => left)) }
}

/** Each level once. */
export function summed(parts: readonly Part[]): Part[] {
  const sums = new Map<string, Part>()
  for (const { level, quantity } of parts)
    sums.set(level.id, { level, quantity: (sums.get(level.id)?.quantity ?? 0) + quantity })
  return [...sums.values()]
}

/** The levels that fall to their threshold or below by these changes, and what is then available. */
export const lowAfter = (changes: readonly Part[]): { level: Level; available: number }[] =>
  summed(changes).flatMap(({ level, quantity }) => {
    const available = level.available + quantity
    const isLow = level.tracked && level.available > level.low_at && available <= level.low_at
    return isLow ? [{ level, available }] : []
  })

/** The variants that can be sold after these changes and could not before, or the other way round. `levels`: all of theirs. */
export function availabilityFlips(
  levels: readonly Level[],
  changes: readonly Part[],
  sources: readonly Source[],
): { variantId: string; available: boolean }[] {
  const selling = new Set(sources.map((source) => source.id))
  const deltas = new Map(summed(changes).map(({ level, quantity }) => [level.id, quantity]))
  const changed = new Set(changes.map(({ level }) => level.variant_id))
  return [...changed].flatMap((variantId) => {
    const own = levels.filter((level) => level.variant_id === variantId && selling.has(level.location_id))
    const isSold = (delta: (level: Level) => number) =>
      own.some((level) => sellable({ ...level, available: level.available + delta(level) }) > 0)
    const before = isSold(() => 0)
    const after = isSold((level) => deltas.get(level.id) ?? 0)
    return before === after ? [] : [{ variantId, available: after }]
  })
}
