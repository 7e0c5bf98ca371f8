// Remembers the answers of writes in the tenant's own transaction: the work and the memory of it commit together.
import { type Ctx, inTx, withCommit } from '../../shared/context.ts'
import { assertSameRequest, hashOf, type Idempotency, KEPT_HOURS } from '../../shared/http/idempotency.ts'
import { claimKey, deleteExpiredKeys, storeAnswer } from './queries.ts'

export const tenantIdempotency: Idempotency<Ctx> = (ctx, { key, fingerprint }, perform) =>
  inTx(ctx, async (ctx) => {
    const owner = { tenantId: ctx.tenantId, principal: `${ctx.principal.kind}:${ctx.principal.id}`, key }
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

export async function forgetExpiredKeys(ctx: Ctx): Promise<void> {
  await inTx(ctx, (ctx) => deleteExpiredKeys(ctx.tx, ctx.tenantId, KEPT_HOURS))
}
