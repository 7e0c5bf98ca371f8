// API keys, session tokens and the tokens of mailed links: 32 random bytes behind a prefix that says what they are. Only their
// hashes are stored.
import { hash, randomBytes } from 'node:crypto'

export type CredentialPrefix = 'sp_pk_' | 'sp_sk_' | 'sp_st_' | 'sp_ct_' | 'sp_cl_'

/** A random secret needs no salt and no slow hash: there is nothing to guess. */
export const hashCredential = (secret: string): string => hash('sha256', secret)

export function createCredential(prefix: CredentialPrefix): { secret: string; hash: string; hint: string } {
  const secret = prefix + randomBytes(32).toString('base64url')
  return { secret, hash: hashCredential(secret), hint: secret.slice(0, 12) }
}
