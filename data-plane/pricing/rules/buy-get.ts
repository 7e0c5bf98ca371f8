// Buy some, get some: which units are given.
import type { Effect, RejectionReason } from '../types.ts'
import { matches } from './conditions.ts'
import { byUnitPrice, type LineItem, sum } from './items.ts'

type BuyGet = Extract<Effect, { kind: 'buy_get' }>

/** The units that whole sets give, or why there is no set. */
export function buyGetParts(
  effect: BuyGet,
  lines: readonly LineItem[],
): { item: LineItem; units: number }[] | RejectionReason {
  const buys = (item: LineItem) => matches(item.line, effect.buy)
  const gets = (item: LineItem) => matches(item.line, effect.get)
  if (!(lines.some(buys) && lines.some(gets))) return 'no_matching_lines'
  let setsLeft = effect.max_sets ?? Number.MAX_SAFE_INTEGER
  const parts: { item: LineItem; units: number }[] = []
  for (const group of groupsOf(lines, effect.within)) {
    const bought = group.filter((item) => buys(item) && !gets(item))
    const given = group.filter(gets)
    const either = given.filter(buys)
    const sets = Math.min(setsLeft, setsIn(effect, [bought, given, either].map(units)))
    setsLeft -= sets
    parts.push(...cheapest(effect, sets, { given, either, bought: units(bought) }))
  }
  return parts.length === 0 ? 'quantity_too_low' : parts
}

const units = (items: readonly LineItem[]): number => sum(items, 'quantity')

function groupsOf(lines: readonly LineItem[], within: BuyGet['within']): Iterable<readonly LineItem[]> {
  if (within === 'all') return [lines]
  return Map.groupBy(lines, ({ line }) => (within === 'line' ? line.id : line.product_id)).values()
}

/** Units that are only bought, that may be given, and that may be either: a set needs all its units at once. */
function setsIn({ buy_quantity, get_quantity }: BuyGet, counts: readonly number[]): number {
  const [bought = 0, given = 0, either = 0] = counts
  return Math.floor(
    Math.min(
      (bought + either) / buy_quantity,
      given / get_quantity,
      (bought + given) / (buy_quantity + get_quantity),
    ),
  )
}

/** The cheapest units that may be given, while enough of those that may be either remain to be bought. */
function cheapest(
  { buy_quantity, get_quantity }: BuyGet,
  sets: number,
  counted: { given: readonly LineItem[]; either: readonly LineItem[]; bought: number },
): { item: LineItem; units: number }[] {
  let wanted = sets * get_quantity
  let spare = units(counted.either) - Math.max(0, sets * buy_quantity - counted.bought)
  const parts: { item: LineItem; units: number }[] = []
  for (const item of [...counted.given].sort(byUnitPrice)) {
    const isEither = counted.either.includes(item)
    const taken = Math.min(item.quantity, wanted, isEither ? spare : wanted)
    if (taken <= 0) continue
    wanted -= taken
    if (isEither) spare -= taken
    parts.push({ item, units: taken })
  }
  return parts
}
