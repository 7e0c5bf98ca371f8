// Counts what could be guessing or flooding, and closes it for a while.
import { hashCredential } from '../../../shared/auth/credentials.ts'
import { DomainError } from '../../../shared/errors.ts'
import { networkOf } from '../../../shared/http/client.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import * as queries from '../queries/attempts.ts'
import { type AttemptKind, FORGOTTEN_AFTER_MS, WAITS } from '../rules.ts'

type Subject = { kind: AttemptKind; of: string }
export type Begun = queries.Counted & { count: number }

/** The network of the caller as a subject; none where the request came from this process itself. */
export const callersNetwork = (ctx: ControlCtx, kind: 'network' | 'mail_network'): Subject[] =>
  ctx.client.address === '' ? [] : [{ kind, of: networkOf(ctx.client.address) }]

async function count(ctx: ControlTxCtx, subjects: readonly Subject[]) {
  const at = ctx.now.toISOString()
  const forgotten = new Date(ctx.now.getTime() - FORGOTTEN_AFTER_MS).toISOString()
  const begun: Begun[] = []
  const closed: string[] = []
  // Hashed, so that the table tells of nobody who tried.
  const all = subjects.map(({ kind, of }) => ({ kind, subject: hashCredential(of) }))
  const counts = await Promise.all(
    all.map((counted) =>
      queries.countAttempt(ctx.tx, { ...counted, at, forgotten, waits: WAITS[counted.kind] }),
    ),
  )
  for (const [i, found] of counts.entries()) {
    const counted = all[i]
    if ('closedUntil' in found) closed.push(found.closedUntil)
    else if (counted !== undefined) begun.push({ ...counted, count: found.count })
  }
  return { begun, closedUntil: closed.sort().at(-1) }
}

/**
 * Counts an attempt for each subject, as a failed one until it is taken back; when one of them is closed, for none. It is
 * committed before the attempt is made: of a hundred at once only the first few are. Throws `too_many_attempts`.
 */
export async function beginAttempt(ctx: ControlCtx, subjects: readonly Subject[]): Promise<Begun[]> {
  return inControlTx(ctx, async (ctx) => {
    const { begun, closedUntil } = await count(ctx, subjects)
    if (closedUntil === undefined) return begun
    const seconds = Math.ceil((Date.parse(closedUntil) - ctx.now.getTime()) / 1000)
    throw new DomainError('too_many_attempts', 'There were too many attempts. Try again later.', {
      retryAfter: Math.max(1, seconds),
    })
  })
}

/** It succeeded: what was counted for the account is forgotten; a network's other attempts are not made good by it. */
export async function attemptSucceeded(ctx: ControlCtx, begun: readonly Begun[]): Promise<void> {
  await Promise.all(
    begun.map((one) =>
      one.kind === 'network' ? queries.takeBackAttempt(ctx.db, one) : queries.forgetAttempts(ctx.db, one),
    ),
  )
}

/** Counts a mail to an address. Whether it may be sent. */
export async function mayMail(
  ctx: ControlTxCtx,
  email: string,
  networks: readonly Subject[] = [],
): Promise<boolean> {
  const { closedUntil } = await count(ctx, [{ kind: 'mail', of: email }, ...networks])
  return closedUntil === undefined
}

export const forgetWrongPasswords = (ctx: ControlTxCtx, email: string): Promise<void> =>
  queries.forgetAttempts(ctx.tx, { kind: 'email', subject: hashCredential(email) })
