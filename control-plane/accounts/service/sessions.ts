// Sessions: begun, renewed, listed, ended.
import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import type { SessionTokens } from '../../session-tokens.ts'
import * as queries from '../queries/sessions.ts'
import { FORGOTTEN_AFTER_MS, sessionEnd, sessionTokenEnd } from '../rules.ts'
import type { SessionPaging } from '../schema.ts'
import { currentAccount } from './current.ts'

const newSecret = () => randomBytes(32).toString('base64url')
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
const REFRESH_TOKEN = /^sp_rt_([\w-]{43})([\w-]{43})$/

/** Signs an account in; of the refresh token only hashes are kept. */
export async function startSession(ctx: ControlTxCtx, accountId: string): Promise<SessionTokens> {
  const id = uuidv7()
  const family = newSecret()
  const refresh = newSecret()
  const expiresAt = sessionEnd(ctx.now, ctx.now)
  const createdAt = ctx.now.toISOString()
  const [tokens, device_token] = await Promise.all([
    tokensOf(ctx, { id, accountId, createdAt, expiresAt, refreshToken: `sp_rt_${family}${refresh}` }),
    ctx.tokens.signDevice(accountId, ctx.now),
    queries.insertSession(ctx.tx, {
      id,
      accountId,
      familyHash: hashOf(family),
      refreshHash: hashOf(refresh),
      userAgent: ctx.client.userAgent,
      address: ctx.client.address,
      at: createdAt,
      expiresAt: expiresAt.toISOString(),
    }),
  ])
  return { ...tokens, device_token }
}

type Renewed = { id: string; accountId: string; createdAt: string; expiresAt: Date; refreshToken: string }

async function tokensOf(ctx: ControlCtx, { id, accountId, createdAt, expiresAt, refreshToken }: Renewed) {
  const end = sessionTokenEnd(expiresAt, ctx.now)
  return {
    session_token: await ctx.tokens.signSession({ sessionId: id, accountId }, end),
    refresh_token: refreshToken,
    expires_at: end.toISOString(),
    session: { id, created_at: createdAt, expires_at: expiresAt.toISOString() },
  }
}

/**
 * Gives new tokens for a refresh token, which is then used up. Who shows one that was used before may have stolen it, or may
 * be the owner whom a thief was ahead of: the session ends for both. Throws `invalid_credentials`.
 */
export async function refreshSession(
  ctx: ControlCtx,
  given: string | undefined,
): Promise<Omit<SessionTokens, 'device_token'>> {
  if (given === undefined) throw fieldError('refresh_token', 'is required')
  const [, family = '', secret = ''] = REFRESH_TOKEN.exec(given) ?? []
  const now = ctx.now.toISOString()
  return inControlTx(ctx, async (ctx) => {
    const session = family === '' ? undefined : await queries.lockSession(ctx.tx, hashOf(family), now)
    if (session === undefined) throw badRefreshToken()
    const { id, account_id: accountId, created_at: createdAt } = session
    if (session.refresh_hash !== hashOf(secret)) {
      ctx.afterRollback.push((ctx) => queries.deleteSession(ctx.db, accountId, id))
      throw badRefreshToken()
    }
    const expiresAt = sessionEnd(new Date(createdAt), ctx.now)
    const refresh = newSecret()
    const refreshToken = `sp_rt_${family}${refresh}`
    const [tokens] = await Promise.all([
      tokensOf(ctx, { id, accountId, createdAt, expiresAt, refreshToken }),
      queries.renewSession(ctx.tx, {
        id,
        refreshHash: hashOf(refresh),
        userAgent: ctx.client.userAgent,
        address: ctx.client.address,
        at: now,
        expiresAt: expiresAt.toISOString(),
      }),
    ])
    return tokens
  })
}

const badRefreshToken = () =>
  new DomainError('invalid_credentials', 'This refresh token was used, has expired or its session has ended.')

/** The caller's own sessions, newest first. */
export async function listSessions(ctx: ControlCtx, { limit, cursor }: SessionPaging) {
  const { accountId, sessionId } = currentAccount(ctx)
  const page = { limit: limit + 1, before: readCursor(cursor), now: ctx.now.toISOString() }
  const rows = await queries.listSessions(ctx.db, accountId, page)
  return {
    data: rows.slice(0, limit).map((row) => ({ ...row, current: row.id === sessionId })),
    next_cursor: cursorOf(rows, limit),
  }
}

/** Ends one of the caller's own sessions, or the one that asks; no gateway takes it any more. Throws `not_found`. */
export async function endSession(ctx: ControlCtx, id?: string): Promise<{ id: string; deleted: true }> {
  const { accountId, sessionId } = currentAccount(ctx)
  const ended = id ?? sessionId
  const isEnded = await inControlTx(ctx, (ctx) => queries.deleteSession(ctx.tx, accountId, ended))
  if (!isEnded) throw new DomainError('not_found', `There is no session ${ended}.`)
  return { id: ended, deleted: true }
}

/** Ends all of the caller's own sessions but the one that asks. */
export async function endOtherSessions(ctx: ControlCtx): Promise<{ revoked: number }> {
  const { accountId, sessionId } = currentAccount(ctx)
  return {
    revoked: await inControlTx(ctx, (ctx) => queries.deleteSessions(ctx.tx, accountId, sessionId)),
  }
}

/** Deletes sessions and links that have ended, and attempts that are forgotten. */
export async function forgetExpired(ctx: ControlCtx): Promise<void> {
  const forgotten = new Date(ctx.now.getTime() - FORGOTTEN_AFTER_MS).toISOString()
  await queries.deleteExpired(ctx.db, { now: ctx.now.toISOString(), forgotten })
}
