import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createCredential, hashCredential, inspectKey } from './credentials.ts'

/** As the API reference gives it to those who scan for leaked keys. */
const SCANNED = /\bsp_(?:sk|pk)_[0-9A-Za-z]{49}\b/g

describe('a credential', () => {
  const made = Array.from({ length: 100 }, () => createCredential('sp_sk_'))

  test('is random, tells its kind, and is known by its hash', () => {
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(100)
    for (const { secret, hash, hint } of made) {
      expect(secret).toMatch(/^sp_sk_[0-9A-Za-z]{49}$/)
      expect(hash).toBe(hashCredential(secret))
      expect(hash).toMatch(/^[0-9a-f]{64}$/)
      expect(hint).toBe(`sp_sk_…${secret.slice(-4)}`)
    }
  })

  test('uses all of its digits', () => {
    const digits = new Set(made.flatMap(({ secret }) => [...secret.slice(8, 49)]))
    expect(digits.size).toBe(62)
  })

  test('ends with the CRC-32 of the rest in base 62', () => {
    const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    for (const { secret } of made) {
      const value = [...secret.slice(-6)].reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0)
      expect(value).toBe(crc32(secret.slice(0, -6)))
    }
  })

  test('is found by who scans a text for it', () => {
    const [first, second] = [createCredential('sp_sk_').secret, createCredential('sp_pk_').secret]
    expect(`KEY="${first}"\n{key: ${second}}`.match(SCANNED)).toEqual([first, second])
  })
})

describe('a key', () => {
  test.each(['sp_sk_', 'sp_pk_'] as const)('%s is one by its form', (prefix) => {
    for (let i = 0; i < 50; i += 1) expect(inspectKey(createCredential(prefix).secret)).toBe('key')
  })

  test('of before there were checksums is one too', () => {
    for (const prefix of ['sp_sk_', 'sp_pk_'])
      for (const body of ['a'.repeat(43), `${'Zz9-_'.repeat(8)}abc`])
        expect(inspectKey(prefix + body)).toBe('key')
  })

  test('with any one character changed, two swapped or some cut off is broken', () => {
    const { secret } = createCredential('sp_sk_')
    for (let i = 6; i < secret.length; i += 1) {
      const other = secret[i] === 'x' ? 'y' : 'x'
      expect(inspectKey(secret.slice(0, i) + other + secret.slice(i + 1))).toBe('broken')
      const [a, b] = [secret[i], secret[i + 1]]
      if (b !== undefined && a !== b)
        expect(inspectKey(secret.slice(0, i) + b + a + secret.slice(i + 2))).toBe('broken')
    }
    for (const cut of [1, 2, 5, 7, 20, 49]) expect(inspectKey(secret.slice(0, -cut))).toBe('broken')
    expect(inspectKey(secret.replace('sp_sk_', 'sp_pk_'))).toBe('broken')
    expect(inspectKey(`${secret}a`)).toBe('broken')
  })

  test.each(['', 'x', 'sp_st_abc', 'SP_SK_abc', ' sp_sk_a'])('is not what %j is', (text) => {
    expect(inspectKey(text)).toBe('other')
  })

  test('a session token is none', () => {
    expect(inspectKey(createCredential('sp_ct_').secret)).toBe('other')
  })
})
