// Remembers the answers of platform writes. They may hold secrets that are shown once, so they are encrypted with the
// client's own key, of which only a hash is kept: the database alone cannot give them away.
import { createHash } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { assertSameRequest, hashOf, type Idempotency, KEPT_HOURS } from '../../shared/http/idempotency.ts'
import { type ControlCtx, inControlTx } from '../context.ts'
import { claimKey, storeAnswer } from './queries.ts'

export const controlIdempotency: Idempotency<ControlCtx> = (ctx, { key, fingerprint }, perform) =>
  inControlTx(ctx, async (ctx) => {
    const caller = `${ctx.principal.kind}:${ctx.principal.id}`
    const keyHash = hashOf(['id', caller, key])
    const requestHash = hashOf([key, ...fingerprint])
    const stored = await claimKey(ctx.tx, keyHash, requestHash, KEPT_HOURS)
    if (stored === undefined) {
      const answer = await perform(ctx)
      await storeAnswer(ctx.tx, keyHash, { status: answer.status, body: await encrypt(answer.body, key) })
      return { ...answer, replayed: false }
    }
    assertSameRequest(stored.request_hash, requestHash)
    if (stored.status === null || stored.body === null)
      throw new Error('An idempotency key was kept without its answer.')
    return { status: stored.status, body: await decrypt(stored.body, key), replayed: true }
  })

const encryptionKey = (key: string) => createHash('sha256').update(`storeplane answer ${key}`).digest()

const encrypt = (body: string, key: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(body))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(encryptionKey(key))

async function decrypt(stored: string, key: string): Promise<string> {
  const { plaintext } = await compactDecrypt(stored, encryptionKey(key))
  return new TextDecoder().decode(plaintext)
}
