// Codes of gift cards, and whether a card may pay.
import type { ErrorCode } from '../../shared/errors.ts'
import type { CardBalance } from './schema.ts'

/** Crockford's base 32: no I, L, O or U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MISREAD: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' }
export const CODE_BASE = ALPHABET.length
/** Fifteen digits of 5 bits cannot be guessed; the sixteenth tells a slip of the pen. */
export const CODE_DIGITS = 15

/** A code from its random digits, each below CODE_BASE: `7KQM-2X4T-9BVN-H3CD`. */
export function codeFrom(digits: readonly number[]): string {
  const text = [...digits, checkDigit(digits)].map((digit) => ALPHABET[digit]).join('')
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** A code as it is stored and hashed, from what somebody typed. Undefined when it cannot be a code. */
export function readCode(typed: string): string | undefined {
  const text = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/[ILO]/g, (letter) => MISREAD[letter] ?? letter)
  const digits = [...text].map((letter) => ALPHABET.indexOf(letter))
  if (digits.length !== CODE_DIGITS + 1 || digits.includes(-1)) return undefined
  return checkDigit(digits.slice(0, -1)) === digits.at(-1) ? text : undefined
}

/** Luhn's algorithm in base 32: finds every wrong digit and nearly every swap of neighbours. */
function checkDigit(digits: readonly number[]): number {
  const sum = digits.toReversed().reduce((sum, digit, i) => {
    const addend = i % 2 === 0 ? digit * 2 : digit
    return sum + Math.floor(addend / CODE_BASE) + (addend % CODE_BASE)
  }, 0)
  return (CODE_BASE - (sum % CODE_BASE)) % CODE_BASE
}

/** What a card's use depends on, beside its balance's amount. */
export type CardFacts = {
  currency: string
  available: number
  active: boolean
  /** RFC 3339 */
  expires_at: string | null
  customer_email: string | null
}
/** `customerEmail`: of the signed-in customer; null for a guest, whatever address they gave. */
export type Paying = { currency: string; customerEmail: string | null; now: Date }
export type Fault = { code: ErrorCode; message: string }

/** Why this card cannot pay, or undefined when it can. */
export function cardFault(card: CardFacts, { currency, customerEmail, now }: Paying): Fault | undefined {
  if (card.customer_email !== null && card.customer_email !== customerEmail?.toLowerCase()) {
    const message =
      customerEmail === null
        ? 'This gift card belongs to a customer: sign in to use it.'
        : 'This gift card belongs to another customer.'
    return { code: 'gift_card_not_yours', message }
  }
  if (card.currency !== currency)
    return { code: 'gift_card_wrong_currency', message: `This gift card pays in ${card.currency}.` }
  const status = cardStatus(card, now)
  if (status === 'usable') return undefined
  return { code: `gift_card_${status}`, message: UNUSABLE[status] }
}

const UNUSABLE = {
  deactivated: 'This gift card was deactivated.',
  expired: 'This gift card has expired.',
  used_up: 'Nothing is left on this gift card.',
}

export function cardStatus(
  card: Pick<CardFacts, 'active' | 'expires_at' | 'available'>,
  now: Date,
): CardBalance['status'] {
  if (!card.active) return 'deactivated'
  if (card.expires_at !== null && Date.parse(card.expires_at) <= now.getTime()) return 'expired'
  return card.available > 0 ? 'usable' : 'used_up'
}

export type Payment = { kind: 'gift_card' | 'store_credit'; id: string; amount: number }

/** Those of `payments` that may not be given back, because the order did not take so much from that balance. */
export function beyondSpent(payments: readonly Payment[], spent: ReadonlyMap<string, number>): Payment[] {
  const wanted = new Map<string, number>()
  return payments.filter(({ id, amount }) => {
    const sum = (wanted.get(id) ?? 0) + amount
    wanted.set(id, sum)
    return sum > (spent.get(id) ?? 0)
  })
}
