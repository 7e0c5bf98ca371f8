import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './passwords.ts'

test('only the password that was hashed fits its hash, and without a hash none does', async () => {
  const hash = await hashPassword('a long passphrase')
  expect(hash).not.toBe(await hashPassword('a long passphrase'))
  expect(await verifyPassword(hash, 'a long passphrase')).toBe(true)
  expect(await verifyPassword(hash, 'A long passphrase')).toBe(false)
  for (const nothing of [null, undefined]) {
    expect(await verifyPassword(nothing, 'a long passphrase')).toBe(false)
    expect(await verifyPassword(nothing, '')).toBe(false)
  }
})
