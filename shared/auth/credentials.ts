// API keys, shoppers' session tokens and the tokens of mailed links: 32 random bytes behind a prefix that says what they
// are, and a checksum after them. Only their hashes are stored.
import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type CredentialPrefix =
  | 'sp_pk_'
  | 'sp_sk_'
  | 'sp_ct_'
  | 'sp_cl_'
  | 'sp_al_'
  | 'sp_in_'
  | 'sp_im_'
  | 'sp_sl_'
  | 'sp_rl_'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^43 > 2^256 */
const RANDOM_LENGTH = 43
/** 62^6 > 2^32 */
const CHECKSUM_LENGTH = 6

/** A random secret needs no salt and no slow hash: there is nothing to guess. */
export const hashCredential = (secret: string): string => hash('sha256', secret)

/** `hint` is what a secret that is shown only once can be recognised by: its prefix and last four characters. */
export function createCredential(prefix: CredentialPrefix): { secret: string; hash: string; hint: string } {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`)
  const body = prefix + base62(random, RANDOM_LENGTH)
  const secret = body + checksumOf(body)
  return { secret, hash: hashCredential(secret), hint: `${prefix}…${secret.slice(-4)}` }
}

/** CRC-32 (ISO 3309) as six digits of base 62: known without the database, and cheap for scanners of leaked secrets. */
const checksumOf = (text: string): string => base62(BigInt(crc32(text)), CHECKSUM_LENGTH)

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text
  return text
}

const KEY = /^sp_[ps]k_[0-9A-Za-z]{49}$/
/** Keys of before there were checksums go on working. */
const KEY_WITHOUT_CHECKSUM = /^sp_[ps]k_[\w-]{43}$/

/** What a text is by its form alone: perhaps an API key, one that was mistyped or cut, or `other` than an API key. */
export function inspectKey(text: string): 'key' | 'broken' | 'other' {
  if (!text.startsWith('sp_sk_') && !text.startsWith('sp_pk_')) return 'other'
  if (KEY_WITHOUT_CHECKSUM.test(text)) return 'key'
  const body = text.slice(0, -CHECKSUM_LENGTH)
  return KEY.test(text) && checksumOf(body) === text.slice(-CHECKSUM_LENGTH) ? 'key' : 'broken'
}
