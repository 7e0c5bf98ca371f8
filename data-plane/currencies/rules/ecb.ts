// The daily reference rates of the European Central Bank: https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml
import { type Rate, readRate } from '../../../shared/money/convert.ts'
import { isCurrency } from '../../../shared/money/currencies.ts'

export const SOURCE = 'ecb'

/** What a euro costs on a day, by currency; the euro itself is among them. */
export type DailyRates = { date: string; rates: ReadonlyMap<string, Rate> }

/**
 * Reads the file, a flat list of `<Cube currency='USD' rate='1.0823'/>` for one day. It is taken whole or not at all: a
 * file that is cut off, or of which anything is not as it should be, gives undefined.
 */
export function readDailyRates(xml: string): DailyRates | undefined {
  const dates = [...xml.matchAll(/<Cube\s+time=(['"])(\d{4}-\d\d-\d\d)\1\s*>/g)]
  const date = dates[0]?.[2]
  const isWhole = /<\/(?:\w+:)?Envelope>\s*$/.test(xml)
  if (!isWhole || dates.length !== 1 || date === undefined || Number.isNaN(Date.parse(date))) return undefined
  const entries = xml.match(/<Cube\s+currency\b[^>]*>/g) ?? []
  const rates = new Map([['EUR', ONE]])
  for (const entry of entries) {
    const [, , currency = '', , text = ''] =
      /^<Cube\s+currency=(['"])([A-Z]{3})\1\s+rate=(['"])([\d.]+)\3\s*\/>$/.exec(entry) ?? []
    const rate = readRate(text)
    if (rate === undefined || rates.has(currency)) return undefined
    // Currencies that exist no longer, or not yet here, are nobody's.
    if (isCurrency(currency)) rates.set(currency, rate)
  }
  return rates.size > 1 ? { date, rates } : undefined
}

const ONE: Rate = { numerator: 1n, denominator: 1n }
