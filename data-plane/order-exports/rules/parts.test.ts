import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOf, sizeOf } from './parts.ts'

test('a range of the parts is that range of the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      fc.nat(30),
      fc.nat(30),
      (texts, a, b) => {
        const whole = texts.join('')
        const parts = texts.map((text, i) => ({ key: `${i}`, size: text.length }))
        expect(sizeOf(parts)).toBe(whole.length)
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        const read = piecesOf(parts, { start, end }).map(({ key, range }) =>
          (texts[Number(key)] ?? '').slice(range.start, range.end + 1),
        )
        expect(read.join('')).toBe(whole.slice(start, end + 1))
      },
    ),
  )
})
