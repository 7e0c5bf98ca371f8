// Secrets that must be read again, encrypted at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. What only has
// to be recognised is kept as a hash instead.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** `key` has 32 bytes. `id` stands in what the key sealed, so it may hold no dot. */
export type VaultKey = { readonly id: string; readonly key: Uint8Array }

export type Vault = {
  /**
   * Encrypts `text` with the first key, as `v1.{key id}.{base64url of nonce, ciphertext and tag}`.
   * @param context where the result is kept, such as `tenant/{id}/secret/{name}`; it opens nowhere else
   */
  seal: (text: string, context: string) => string
  /** Decrypts what any of the keys sealed. Throws when key, context or a single bit is another, and does not say which. */
  open: (sealed: string, context: string) => string
  /** Whether another key than the first one sealed it. */
  needsRotation: (sealed: string) => boolean
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param keys the first one seals, all of them open. With random nonces a key may seal 2^32 texts. */
export function openVault(keys: readonly VaultKey[]): Vault {
  const [first] = keys
  if (first === undefined) throw new Error('A vault needs a key.')
  const byId = new Map(keys.map(({ id, key }) => [id, key]))
  const newest = `v1.${first.id}.`
  return {
    seal: (text, context) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, first.key, nonce).setAAD(Buffer.from(context))
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return newest + Buffer.concat(parts).toString('base64url')
    },
    open: (sealed, context) => {
      try {
        return unseal(sealed, context, byId)
      } catch {
        throw new Error('A sealed text does not open.')
      }
    },
    needsRotation: (sealed) => !sealed.startsWith(newest),
  }
}

function unseal(sealed: string, context: string, keys: ReadonlyMap<string, Uint8Array>): string {
  const [version, id = '', data = '', ...rest] = sealed.split('.')
  const key = keys.get(id)
  if (version !== 'v1' || key === undefined || rest.length > 0) throw new Error('No key of ours.')
  const bytes = Buffer.from(data, 'base64url')
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES))
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}
