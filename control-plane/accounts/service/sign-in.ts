// From a password to a session. Whether an address has an account shows neither in the answer nor in the work.
import { verifyPassword } from '../../../shared/auth/passwords.ts'
import { DomainError } from '../../../shared/errors.ts'
import { type ControlCtx, inControlTx } from '../../context.ts'
import { setCookie } from '../../cookies.ts'
import type { SessionTokens } from '../../session-tokens.ts'
import { assertSecondFactor } from '../../two-factor/index.ts'
import * as accounts from '../queries/accounts.ts'
import type { SignedIn, SignInInput } from '../schema.ts'
import { attemptSucceeded, beginAttempt, callersNetwork } from './attempts.ts'
import { startSession } from './sessions.ts'

const DEVICE_COOKIE_SECONDS = 365 * 24 * 60 * 60

/** An account whose password was right. */
export type ProvenPassword = { accountId: string; passwordHash: string | null }

/**
 * Looks at the password: of the account that has verified the address, else of the oldest that claims it, and with one
 * verification in every case; then at the second factor. Throws `invalid_credentials`, `too_many_attempts` or
 * `two_factor_required`.
 */
export async function provePassword(
  ctx: ControlCtx,
  { email, password, device_token, totp_code, recovery_code }: SignInInput,
): Promise<ProvenPassword> {
  const token = device_token ?? ctx.cookies?.device
  const [account, device] = await Promise.all([
    accounts.findByEmail(ctx.db, email),
    token === undefined ? undefined : ctx.tokens.readDevice(token),
  ])
  const isKnownDevice = device !== undefined && device.accountId === account?.id
  const begun = await beginAttempt(
    ctx,
    isKnownDevice
      ? [{ kind: 'device', of: device.deviceId }]
      : [{ kind: 'email', of: email }, ...callersNetwork(ctx, 'network')],
  )
  const isRight = await verifyPassword(account?.password_hash, password)
  if (account === undefined || !isRight) throw wrongPassword()
  await attemptSucceeded(ctx, begun)
  await assertSecondFactor(ctx, account.id, { totp_code, recovery_code })
  return { accountId: account.id, passwordHash: account.password_hash }
}

/** Signs in whose password was right. */
export async function signIn(
  ctx: ControlCtx,
  { accountId, passwordHash }: ProvenPassword,
): Promise<SessionTokens & Required<Pick<SignedIn, 'user'>>> {
  return inControlTx(ctx, async (ctx) => {
    const account = await accounts.lockAccount(ctx.tx, accountId)
    // It may have changed while it was looked at.
    if (account === undefined || account.password_hash !== passwordHash) throw wrongPassword()
    return { ...(await startSession(ctx, accountId)), user: { id: accountId, email: account.email } }
  })
}

const wrongPassword = () =>
  new DomainError('invalid_credentials', 'The e-mail address or the password is not right.')

/** The tokens as cookies, and an answer without them. */
export function asCookies(
  ctx: ControlCtx,
  { session_token, refresh_token, device_token, ...rest }: SignedIn,
) {
  const secondsUntil = (time: string) => Math.ceil((Date.parse(time) - ctx.now.getTime()) / 1000)
  const { publicUrl } = ctx
  return {
    body: rest,
    headers: [
      setCookie('session', publicUrl, session_token, secondsUntil(rest.expires_at)),
      setCookie('refresh', publicUrl, refresh_token, secondsUntil(rest.session.expires_at)),
      ...(device_token === undefined
        ? []
        : [setCookie('device', publicUrl, device_token, DEVICE_COOKIE_SECONDS)]),
    ],
  }
}

/** Removes the cookies of a session. The device stays known. */
export const withoutCookies = <T>({ publicUrl }: ControlCtx, body: T) => ({
  body,
  headers: [setCookie('session', publicUrl), setCookie('refresh', publicUrl)],
})
