import { Secret } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { matchingStep, totpOf } from './totp.ts'

const SEED = '1234567890'
const base32 = (length: number) => Secret.fromLatin1(SEED.repeat(7).slice(0, length)).base32
const TIMES = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000]
const SHA1_CODES = ['94287082', '07081804', '14050471', '89005924', '69279037', '65353130']

// RFC 6238, appendix B.
describe.each([
  ['K1', 'SHA1', 20, SHA1_CODES],
  ['K2', 'SHA256', 32, ['46119246', '68084774', '67062674', '91819424', '90698825', '77737706']],
  ['K3', 'SHA512', 64, ['90693936', '25091201', '99943326', '93441116', '38618901', '47863826']],
] as const)('%s: the vectors of RFC 6238 for %s', (_, algorithm, bytes, codes) => {
  test.each(TIMES.map((time, i) => [time, codes[i] ?? ''] as const))('at %i it is %s', (time, code) => {
    const totp = totpOf(base32(bytes), '', { algorithm, digits: 8 })
    expect(totp.generate({ timestamp: time * 1_000 })).toBe(code)
    expect(matchingStep(totp, code, at(time), 0)).toBe(Math.floor(time / 30))
  })
})

const at = (seconds: number) => new Date(seconds * 1_000)
const totp = totpOf(base32(20))

test.each(TIMES.map((time, i) => [time, SHA1_CODES[i]?.slice(2) ?? ''] as const))(
  'at %i an app shows the last six digits: %s',
  (time, code) => {
    expect(matchingStep(totp, code, at(time), 0)).toBe(Math.floor(time / 30))
  },
)

test('a code is good for one step before and after its own', () => {
  const code = totp.generate({ timestamp: 3_000_000 })
  const found = [2_939, 2_970, 3_000, 3_059, 3_060].map((time) => matchingStep(totp, code, at(time), 0))
  expect(found).toEqual([undefined, 100, 100, 100, undefined])
})

test('no code is good for a step that was used, or one before it', () => {
  const now = at(3_000)
  const code = (step: number) => totp.generate({ timestamp: step * 30_000 })
  expect(matchingStep(totp, code(100), now, 99)).toBe(100)
  expect(matchingStep(totp, code(100), now, 100)).toBe(undefined)
  expect(matchingStep(totp, code(99), now, 100)).toBe(undefined)
  expect(matchingStep(totp, code(101), now, 100)).toBe(101)
})

test.each(['', '12345', '1234567'])('%j is no code', (code) => {
  expect(matchingStep(totp, code, at(59), 0)).toBe(undefined)
})

test('the URI names issuer and account, and nothing else than an app expects', () => {
  expect(totpOf(base32(20), 'owner@example.com').toString()).toBe(
    'otpauth://totp/Storeplane:owner%40example.com?issuer=Storeplane&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
  )
})
