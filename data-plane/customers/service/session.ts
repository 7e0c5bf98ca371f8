// Who the shopper is, by the token that the request carries.
import { v7 as uuidv7 } from 'uuid'
import { createCredential, hashCredential } from '../../../shared/auth/credentials.ts'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import * as queries from '../queries/accounts.ts'
import * as customers from '../queries/customers.ts'
import { FORGOTTEN_AFTER_MS, isDueToMove, sessionEnd } from '../rules/attempts.ts'
import type { Customer } from '../schema.ts'
import { noCustomer, toCustomer } from './shapes.ts'

export type CurrentCustomer = Customer & { session_id: string }

/**
 * The shopper whose token the request carries; undefined when it carries none. One statement, so start it together with
 * others. Throws `invalid_credentials` for a token that is not, or no longer, good.
 */
export async function currentCustomer(ctx: ReadCtx): Promise<CurrentCustomer | undefined> {
  if (ctx.customerToken === undefined) return undefined
  const at = ctx.now.toISOString()
  const hash = hashCredential(ctx.customerToken)
  const row = await queries.findBySession(ctx.tx, ctx.tenantId, { hash, at })
  if (row === undefined)
    throw new DomainError(
      'invalid_credentials',
      'This X-Customer-Token is not, or no longer, good. Sign in again.',
    )
  const { session_id, last_used_at, ...customer } = row
  if (isDueToMove(last_used_at, ctx.now)) {
    const times = { at, expiresAt: sessionEnd(ctx.now) }
    await inTx(ctx, async (ctx) => withCommit(queries.moveSession(ctx.tx, ctx.tenantId, session_id, times)))
  }
  return { ...toCustomer(customer), session_id }
}

/** The same, where nobody else may ask. Throws `authentication_required` without a token. */
export async function requireCustomer(ctx: ReadCtx): Promise<CurrentCustomer> {
  const customer = await currentCustomer(ctx)
  if (customer === undefined)
    throw new DomainError(
      'authentication_required',
      'Send the token of a signed-in shopper as X-Customer-Token.',
    )
  return customer
}

/** Locks a customer against other writers, their address book and the choice of their carts included. Throws `not_found`. */
export async function lockCustomer(ctx: TxCtx, id: string): Promise<{ password_hash: string | null }> {
  const locked = await customers.lockCustomer(ctx.tx, ctx.tenantId, id)
  if (locked === undefined) throw noCustomer(id)
  return locked
}

/** Throws `not_found` when there is no such customer. */
export async function assertCustomer(ctx: ReadCtx, id: string): Promise<void> {
  if (!(await customers.customerExists(ctx.tx, ctx.tenantId, id))) throw noCustomer(id)
}

/** Starts a session together with the commit; gives its token, of which only a hash is kept. */
export function startSession(ctx: TxCtx, customerId: string): { token: string; expires_at: string } {
  const { secret, hash } = createCredential('sp_ct_')
  const expiresAt = sessionEnd(ctx.now)
  const at = ctx.now.toISOString()
  withCommit(queries.insertSession(ctx.tx, ctx.tenantId, { id: uuidv7(), customerId, hash, at, expiresAt }))
  return { token: secret, expires_at: expiresAt }
}

/** The shopper's own sessions, newest first. */
export async function listSessions(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  return inRead(ctx, async (ctx) => {
    const { id, session_id } = await requireCustomer(ctx)
    const page = { limit: limit + 1, before: readCursor(cursor), at: ctx.now.toISOString() }
    const rows = await queries.listSessions(ctx.tx, ctx.tenantId, id, page)
    return {
      data: rows.slice(0, limit).map((row) => ({ ...row, current: row.id === session_id })),
      next_cursor: cursorOf(rows, limit),
    }
  })
}

/** Ends one of the shopper's own sessions, or the one that asks. */
export async function endSession(ctx: Ctx, id?: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const customer = await requireCustomer(ctx)
    const ended = id ?? customer.session_id
    if (!(await queries.endSession(ctx.tx, ctx.tenantId, customer.id, ended)))
      throw new DomainError('not_found', `There is no session ${ended}.`)
    return { id: ended, deleted: true }
  })
}

/** Deletes sessions and links that have ended, and attempts that are forgotten. */
export async function forgetExpiredRows(ctx: Ctx): Promise<void> {
  const forgotten = new Date(ctx.now.getTime() - FORGOTTEN_AFTER_MS).toISOString()
  await inTx(ctx, (ctx) =>
    queries.deleteExpired(ctx.tx, ctx.tenantId, { at: ctx.now.toISOString(), forgotten }),
  )
}
