// Paytm's checksum (github.com/paytm/Paytm_Node_Checksum): the SHA-256 of `text|salt` and the salt itself, encrypted by
// AES-128-CBC with the merchant key and an initialisation vector that is the same for all.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { isSame } from '../india.ts'

const IV = '@@@@&&&&####$$$$'
const SALT_CHARACTERS = 4

const hashOf = (text: string, salt: string) =>
  createHash('sha256').update(`${text}|${salt}`).digest('hex') + salt

/** The values of parameters in the order of their names, as they are signed. */
export const signedText = (parameters: Readonly<Record<string, string>>): string =>
  Object.keys(parameters)
    .sort()
    .map((name) => parameters[name])
    .join('|')

/** @param salt four characters of base64 */
export function checksumOf(text: string, key: string, salt = randomBytes(3).toString('base64')): string {
  const cipher = createCipheriv('aes-128-cbc', key, IV)
  return cipher.update(hashOf(text, salt), 'latin1', 'base64') + cipher.final('base64')
}

export function isChecksumOf(checksum: string, text: string, key: string): boolean {
  let hash: string
  try {
    const decipher = createDecipheriv('aes-128-cbc', key, IV)
    hash = decipher.update(checksum, 'base64', 'latin1') + decipher.final('latin1')
  } catch {
    return false // encrypted by another key
  }
  return isSame(hash, hashOf(text, hash.slice(-SALT_CHARACTERS)))
}
