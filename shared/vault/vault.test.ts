import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openVault } from './vault.ts'

const KEYS = ['new', 'old'].map((id) => ({ id, key: randomBytes(32) }))
const vault = openVault(KEYS)
const old = openVault(KEYS.slice(1))

test('opens test case 14 of the GCM specification', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: 32, 12 and 16 zero bytes of key, nonce and text.
  const sealed = Buffer.concat([
    Buffer.alloc(12),
    Buffer.from('cea7403d4d606b6e074ec5d3baf39d18', 'hex'),
    Buffer.from('d0d1c8a799996bf0265b98b5d48ab919', 'hex'),
  ])
  const zero = openVault([{ id: 'zero', key: Buffer.alloc(32) }])
  expect(zero.open(`v1.zero.${sealed.toString('base64url')}`, '')).toBe('\0'.repeat(16))
})

test('opens any text that it sealed, and never seals one the same way twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, context) => {
      const sealed = vault.seal(text, context)
      expect(sealed).toMatch(/^v1\.new\.[\w-]+$/)
      expect(vault.open(sealed, context)).toBe(text)
      expect(vault.seal(text, context)).not.toBe(sealed)
    }),
  )
})

test('opens what an older key sealed, and says that it is due', () => {
  const sealed = old.seal('text', 'place')
  expect(vault.open(sealed, 'place')).toBe('text')
  expect([vault.needsRotation(sealed), old.needsRotation(sealed)]).toEqual([true, false])
  expect(vault.needsRotation(vault.seal('text', 'place'))).toBe(false)
})

const sealed = vault.seal('the text', 'place')
const otherKey = openVault([{ id: 'new', key: randomBytes(32) }])

test.each<[string, () => string]>([
  ['another place', () => vault.open(sealed, 'place/2')],
  ['another key of the same name', () => otherKey.open(sealed, 'place')],
  ['a key that is gone', () => old.open(sealed, 'place')],
  ['the name of another key', () => vault.open(sealed.replace('.new.', '.old.'), 'place')],
  ['another version', () => vault.open(sealed.replace('v1', 'v2'), 'place')],
  ['less than a tag', () => vault.open('v1.new.AAAA', 'place')],
  ['nothing', () => vault.open('', 'place')],
  ['something behind it', () => vault.open(`${sealed}.AAAA`, 'place')],
])('does not open with %s, and does not say why', (_, open) => {
  expect(open).toThrow(/^A sealed text does not open\.$/)
})

test('does not open when any bit was changed', () => {
  const [version, id, data = ''] = sealed.split('.')
  const bytes = Buffer.from(data, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => vault.open(`${version}.${id}.${changed.toString('base64url')}`, 'place')).toThrow()
  }
})
