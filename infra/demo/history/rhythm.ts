// When shoppers come to a demo store: more from month to month, more at weekends and before holidays, in waves over a day.
import { pick, poisson } from '../random.ts'

export type Moment = { at: number; isOrder: boolean }

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Rhythm = {
  /** Orders of a day, at first and at last. */
  orders: readonly [first: number, last: number]
  /** From Sunday on. */
  weekdays: readonly number[]
  /** From January on. */
  months: readonly number[]
  /** Hours from UTC to the time that shoppers live by. */
  offset: number
}

const AMERICAN: Rhythm = {
  orders: [1.5, 3.1],
  weekdays: [1.3, 1.1, 0.9, 0.85, 0.95, 0.85, 1.05],
  months: [0.9, 0.9, 0.95, 1, 1.05, 0.95, 0.85, 0.9, 1, 1.05, 1.2, 1.3],
  offset: -5,
}
const INDIAN: Rhythm = {
  orders: [1.7, 3.4],
  weekdays: [1.35, 0.95, 0.85, 0.9, 0.9, 0.95, 1.2],
  months: [1, 0.95, 1, 0.95, 0.9, 0.85, 0.9, 1, 1.05, 1.25, 1.25, 1.05],
  offset: 5.5,
}
/** Days before the last one on which a newsletter went out, and what it did. */
const NEWSLETTERS = [
  { from: 121, to: 118, factor: 1.9 },
  { from: 62, to: 60, factor: 1.7 },
  { from: 17, to: 15, factor: 1.9 },
]
/** Of a hundred who fill a cart, so many leave without an order. */
const LEAVING = 0.4
/** How many of a day's shoppers come in each hour, from midnight on. */
const HOURS = [2, 1, 1, 0, 0, 1, 2, 4, 5, 6, 6, 7, 8, 7, 6, 5, 5, 6, 8, 10, 12, 11, 8, 4]

/** The moments in the `days` before `opened`, in no order. */
export function rhythmOf(
  market: string,
  random: () => number,
  { opened, days }: { opened: Date; days: number },
): Moment[] {
  const { orders, weekdays, months, offset } = market === 'us' ? AMERICAN : INDIAN
  const end = opened.getTime()
  const hours = HOURS.map((weight, hour) => ({ weight, hour }))
  return Array.from({ length: days }, (_, i) => days - i).flatMap((ago) => {
    const start = end - ago * DAY
    const day = new Date(start + (offset + 12) * HOUR)
    const growth = orders[0] + (orders[1] - orders[0]) * (1 - ago / days)
    const newsletter = NEWSLETTERS.find(({ from, to }) => ago <= from && ago >= to)?.factor ?? 1
    const mean = growth * (weekdays[day.getUTCDay()] ?? 1) * (months[day.getUTCMonth()] ?? 1) * newsletter
    return Array.from({ length: poisson(random, mean / (1 - LEAVING)) }, () => {
      const { hour } = pick(random, hours, ({ weight }) => weight)
      // By the clock on the shoppers' wall, within the 24 hours that begin at `start`.
      const local = new Date(start + offset * HOUR)
      const wait = (hour - local.getUTCHours() + 24) % 24
      const at = start + wait * HOUR + random() * HOUR
      return { at: Math.min(at, start + DAY), isOrder: random() >= LEAVING }
    })
  })
}
