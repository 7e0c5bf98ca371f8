// The signed tokens of accounts (RFC 7519): of a session for an hour, which any gateway checks by itself, and of a device.
import { hkdfSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { v7 as uuidv7 } from 'uuid'
import { atMost } from '../shared/at-most.ts'
import { hashCredential } from '../shared/auth/credentials.ts'
import type { Soon } from '../shared/soon.ts'

type SessionToken = { sessionId: string; accountId: string }
/** A device that signed in to an account before. */
type DeviceToken = { deviceId: string; accountId: string }

export type AccountTokens = {
  /** Signs the token of a session; `expiresAt` is cut to whole seconds. */
  signSession: (token: SessionToken, expiresAt: Date) => Promise<string>
  /** Whose token it is, or undefined for one that is not ours or has expired. At once when it was seen before. */
  readSession: (token: string) => Soon<SessionToken | undefined>
  signDevice: (accountId: string, now: Date) => Promise<string>
  readDevice: (token: string) => Promise<DeviceToken | undefined>
}

const ISSUER = 'storeplane'
const SESSION_AUDIENCE = 'storeplane:session'
const DEVICE_AUDIENCE = 'storeplane:device'
const DEVICE_DAYS = 365
const DAY_MS = 24 * 60 * 60 * 1000
/** About 300 bytes each. */
const MAX_REMEMBERED = 100_000

const PROTECTED = { alg: 'HS256', typ: 'JWT' }

/** Tells a session's token from an API key. */
export const isSessionToken = (secret: string): boolean => secret.startsWith('eyJ')

/** @param secret the installation's; each kind of token is signed with a key of its own, derived from it (RFC 5869) */
export function accountTokens(secret: string): AccountTokens {
  const keyFor = (label: string) => new Uint8Array(hkdfSync('sha256', secret, '', label, 32))
  const sessionKey = keyFor('storeplane session token')
  const deviceKey = keyFor('storeplane device token')
  const verified = new LRUCache<string, SessionToken & { expiresAt: number }>(atMost(MAX_REMEMBERED))

  const verifySession = async (token: string, hash: string): Promise<SessionToken | undefined> => {
    const claims = await claimsOf(token, sessionKey, SESSION_AUDIENCE, 'sid')
    if (claims === undefined) return undefined
    const found = { sessionId: String(claims.sid), accountId: String(claims.sub) }
    verified.set(hash, { ...found, expiresAt: Number(claims.exp) * 1000 })
    return found
  }

  return {
    signSession: ({ sessionId, accountId }, expiresAt) =>
      sign(
        { sid: sessionId },
        { key: sessionKey, audience: SESSION_AUDIENCE, subject: accountId, expiresAt },
      ),
    readSession: (token) => {
      const hash = hashCredential(token)
      const known = verified.get(hash)
      if (known === undefined) return verifySession(token, hash)
      return known.expiresAt > Date.now() ? known : undefined
    },
    signDevice: (accountId, now) =>
      sign(
        { did: uuidv7() },
        {
          key: deviceKey,
          audience: DEVICE_AUDIENCE,
          subject: accountId,
          expiresAt: new Date(now.getTime() + DEVICE_DAYS * DAY_MS),
        },
      ),
    readDevice: async (token) => {
      const claims = await claimsOf(token, deviceKey, DEVICE_AUDIENCE, 'did')
      return claims && { deviceId: String(claims.did), accountId: String(claims.sub) }
    },
  }
}

const sign = (
  claims: Record<string, string>,
  about: { key: Uint8Array; audience: string; subject: string; expiresAt: Date },
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader(PROTECTED)
    .setIssuer(ISSUER)
    .setAudience(about.audience)
    .setSubject(about.subject)
    .setExpirationTime(Math.floor(about.expiresAt.getTime() / 1000))
    .sign(about.key)

const claimsOf = (token: string, key: Uint8Array, audience: string, claim: string) =>
  jwtVerify(token, key, {
    issuer: ISSUER,
    audience,
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp', claim],
  }).then(
    ({ payload }) => payload,
    () => undefined,
  )
