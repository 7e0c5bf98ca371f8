// Passwords and codes may be wrong only so often. What is counted stays, whatever becomes of the caller's transaction.
//
// Each network from which an account's factor was shown in the last three months is counted by itself, all others together.
// So whoever knows the password and guesses codes makes others of unknown networks wait, for 15 minutes at most, but never
// the owner where they usually sign in.

import { DomainError } from '../../shared/errors.ts'
import { networkOf } from '../../shared/http/client.ts'
import { type ControlTxCtx, inOwnControlTx, type OutsideTxCtx } from '../context.ts'
import { tell } from './notices.ts'
import * as queries from './queries.ts'
import { countedFailures, FREE_FAILURES, secondsToWait } from './rules.ts'
import type { EventKind } from './schema.ts'

const KNOWN_DAYS = 90

/** What is wrong about one field of the credentials that were given. */
export const wrong = (path: string, message: string): DomainError =>
  new DomainError('invalid_credentials', message, { issues: [{ path, message }] })

/**
 * Runs `check` unless its account must wait, and counts it as a failure when it gives one. Attempts of an account are made one
 * after another, on all gateways. Throws what `check` gives or throws, and `too_many_attempts`.
 */
export async function attempt(
  ctx: OutsideTxCtx,
  accountId: string,
  check: (ctx: ControlTxCtx) => Promise<DomainError | undefined>,
): Promise<void> {
  const refusal = await inOwnControlTx(ctx, async (ctx) => {
    const { now } = ctx
    const network = networkOf(ctx.client.address)
    const rows = await queries.lockAttempts(ctx.tx, accountId, network)
    const counted = rows.find((row) => row.network === network) ?? rows.find((row) => row.network === '')
    if (counted === undefined) throw new Error('The attempts of an account were not stored.')
    const seconds = secondsToWait(counted, now)
    if (seconds > 0) {
      const detail = `Too many wrong passwords or codes. Try again in ${seconds} s.`
      return new DomainError('too_many_attempts', detail, { retryAfter: seconds })
    }
    const refusal = await check(ctx)
    if (refusal === undefined) {
      await queries.storePass(ctx.tx, accountId, {
        counted: counted.network,
        network,
        now,
        keptDays: KNOWN_DAYS,
      })
      return undefined
    }
    const failures = countedFailures(counted, now) + 1
    await queries.storeFailures(ctx.tx, accountId, { network: counted.network, failures, now })
    await logEvent(ctx, accountId, 'failed')
    if (failures === FREE_FAILURES) await tell(ctx, accountId, 'two_factor_failures')
    return refusal
  })
  if (refusal !== undefined) throw refusal
}

export const logEvent = ({ tx, client }: ControlTxCtx, accountId: string, kind: EventKind): Promise<void> =>
  queries.insertEvent(tx, accountId, { kind, client })
