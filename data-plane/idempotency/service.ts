// Remembers the answers of writes in the tenant's own transaction: the work and the memory of it commit together.
import { hashCredential } from '../../shared/auth/credentials.ts'
import { type Ctx, inTx, withCommit } from '../../shared/context.ts'
import { assertSameRequest, hashOf, type Idempotency, KEPT_HOURS } from '../../shared/http/idempotency.ts'
import { claimKey, deleteExpiredKeys, storeAnswer } from './queries.ts'

export const tenantIdempotency: Idempotency<Ctx> = (ctx, { key, fingerprint }, perform) =>
  inTx(ctx, async (ctx) => {
    const owner = { tenantId: ctx.tenantId, principal: ownerOf(ctx), key }
    const hash = hashOf(fingerprint)
    const stored = await claimKey(ctx.tx, owner, hash, KEPT_HOURS)
    if (stored === undefined) {
      const answer = await perform(ctx)
      withCommit(storeAnswer(ctx.tx, owner, answer))
      return { ...answer, replayed: false }
    }
    assertSameRequest(stored.request_hash, hash)
    if (stored.status === null || stored.body === null)
      throw new Error('An idempotency key was kept without its answer.')
    return { status: stored.status, body: stored.body, replayed: true }
  })

/** Callers of one API key share their keys, but each session of a shopper has its own. */
function ownerOf({ principal: { kind, id }, customerToken }: Ctx): string {
  return customerToken === undefined ? `${kind}:${id}` : `${kind}:${id}:${hashCredential(customerToken)}`
}

export async function forgetExpiredKeys(ctx: Ctx): Promise<void> {
  await inTx(ctx, (ctx) => deleteExpiredKeys(ctx.tx, ctx.tenantId, KEPT_HOURS))
}
