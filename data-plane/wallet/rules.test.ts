import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  beyondSpent,
  type CardFacts,
  CODE_BASE,
  CODE_DIGITS,
  cardFault,
  codeFrom,
  readCode,
} from './rules.ts'

const digits = fc.array(fc.integer({ min: 0, max: CODE_BASE - 1 }), {
  minLength: CODE_DIGITS,
  maxLength: CODE_DIGITS,
})

test('a code is read however it was typed', () => {
  fc.assert(
    fc.property(digits, (digits) => {
      const code = codeFrom(digits)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
      const plain = code.replaceAll('-', '')
      for (const typed of [code, plain, ` ${code.toLowerCase()} `, code.replaceAll('-', ' ')])
        expect(readCode(typed)).toBe(plain)
      expect(readCode(plain.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(plain)
    }),
  )
})

test('a code with one wrong digit is none', () => {
  fc.assert(
    fc.property(
      digits,
      fc.nat(CODE_DIGITS),
      fc.integer({ min: 1, max: CODE_BASE - 1 }),
      (digits, at, shift) => {
        const code = codeFrom(digits).replaceAll('-', '')
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
        const wrong = alphabet[(alphabet.indexOf(code[at] ?? '') + shift) % CODE_BASE]
        expect(readCode(code.slice(0, at) + wrong + code.slice(at + 1))).toBeUndefined()
      },
    ),
  )
})

test.each(['', 'x', '0000-0000-0000-000', '0000-0000-0000-00000', 'UUUU-UUUU-UUUU-UUUU'])(
  '%j is no code',
  (typed) => {
    expect(readCode(typed)).toBeUndefined()
  },
)

const NOW = new Date('2030-06-01T00:00:00.000Z')
const CARD: CardFacts = {
  currency: 'USD',
  available: 1,
  active: true,
  expires_at: null,
  customer_email: null,
}
const OWNED = { customer_email: 'a@mail.example' }

test.each<
  [string, Partial<CardFacts>, { currency?: string; customerEmail?: string | null }, string | undefined]
>([
  ['a card pays for anybody', {}, {}, undefined],
  ['in its own currency only', {}, { currency: 'EUR' }, 'gift_card_wrong_currency'],
  ['until it expires', { expires_at: '2030-06-01T00:00:00.001Z' }, {}, undefined],
  ['not from then on', { expires_at: '2030-06-01T00:00:00.000Z' }, {}, 'gift_card_expired'],
  ['not when deactivated', { active: false }, {}, 'gift_card_deactivated'],
  ['not when nothing is left', { available: 0 }, {}, 'gift_card_used_up'],
  ['for its customer', OWNED, { customerEmail: 'A@Mail.example' }, undefined],
  ['for no other customer', OWNED, { customerEmail: 'b@mail.example' }, 'gift_card_not_yours'],
  ['for no guest', OWNED, { customerEmail: null }, 'gift_card_not_yours'],
])('I3 %s', (_name, card, paying, code) => {
  const fault = cardFault({ ...CARD, ...card }, { currency: 'USD', customerEmail: null, now: NOW, ...paying })
  expect(fault?.code).toBe(code)
})

test('no more is given back than was taken from the same balance, in parts or at once', () => {
  const part = { kind: 'gift_card' as const, id: 'a', amount: 30 }
  const spent = new Map([['a', 60]])
  expect(beyondSpent([part, part], spent)).toEqual([])
  expect(beyondSpent([part, part, { ...part, amount: 1 }], spent)).toHaveLength(1)
  expect(beyondSpent([{ ...part, id: 'b' }], spent)).toHaveLength(1)
})
