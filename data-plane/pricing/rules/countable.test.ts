import fc from 'fast-check'
import { expect, test } from 'vitest'
import { line, quoteOf } from '../../../shared/testing/quotes.ts'
import { isCountable } from './countable.ts'

type Amounts = { quantity: number; unit_amount: number }

const lines = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 10_000 }),
    unit_amount: fc.integer({ min: 0, max: 9_999_999_999 }),
  }),
  { maxLength: 200 },
)

test('whatever is countable adds up exactly, with taxes of up to 100 %', () => {
  fc.assert(
    fc.property(
      lines,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 9_999_999_999 }),
      (lines, rate, shipping) => {
        const countable: Amounts[] = []
        for (const line of lines) if (isCountable([...countable, line])) countable.push(line)
        const quote = quoteOf(
          countable.map(({ quantity, unit_amount }, i) => line(`l${i}`, [quantity, unit_amount, rate])),
          { shipping: { code: 'standard', amount: shipping } },
        )
        expect(quote.lines.reduce((sum, line) => sum + line.total, 0) + quote.shipping).toBe(quote.total)
        expect(Number.isSafeInteger(quote.total)).toBe(true)
      },
    ),
  )
})
