// How the keys of the vault are written in settings: `id:key,id:key`, each key 32 bytes in base64; the first one seals.
import { z } from 'zod'
import type { VaultKey } from './vault.ts'

const KEY = /^(?<id>[\w-]{1,32}):(?<key>[A-Za-z0-9+/_-]{43}=?)$/

export const VaultKeys = z.string().transform((text, check): VaultKey[] => {
  const keys = text.split(',').map((item) => KEY.exec(item.trim())?.groups)
  const isWhole = keys.every((key) => key !== undefined)
  if (!isWhole || new Set(keys.map((key) => key?.id)).size < keys.length) {
    check.addIssue(
      'must be id:key pairs with commas between them: ids of their own, keys of 32 bytes in base64',
    )
    return z.NEVER
  }
  return keys.map(({ id = '', key = '' }) => ({ id, key: Buffer.from(key, 'base64') }))
})
