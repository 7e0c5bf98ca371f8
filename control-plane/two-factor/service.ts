// The second factor of an account: codes of an authenticator app, and recovery codes for when that is lost.
import { randomInt } from 'node:crypto'
import { Secret } from 'otpauth'
import QRCode from 'qrcode'
import { hashCredential } from '../../shared/auth/credentials.ts'
import { verifyPassword } from '../../shared/auth/passwords.ts'
import { DomainError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import type { ControlCtx, ControlTxCtx, OutsideTxCtx } from '../context.ts'
import { ownAccountId } from '../own-account.ts'
import { attempt, logEvent, wrong } from './attempts.ts'
import { tell } from './notices.ts'
import * as queries from './queries.ts'
import { grouped, plainRecoveryCode, RECOVERY_ALPHABET, RECOVERY_LENGTH } from './rules.ts'
import type { Enrolment, EventFilter, RecoveryCodes, SecondFactor, TwoFactor } from './schema.ts'
import { matchingStep, totpOf } from './totp.ts'

/** Of 20 bytes, as RFC 4226 (4) wants it. */
const SECRET_BYTES = 20
const RECOVERY_CODES = 10

/** Whether signing in to this account takes a second factor. */
export const hasSecondFactor = async (ctx: ControlCtx, accountId: string): Promise<boolean> =>
  (await queries.readState(ctx.db, accountId)).enabled

/**
 * Lets a sign-in pass whose account has no second factor, or that shows it; what it shows is used up. Call it before the
 * transaction of the sign-in. Throws `two_factor_required`, `invalid_credentials` or `too_many_attempts`.
 */
export async function assertSecondFactor(
  ctx: OutsideTxCtx,
  accountId: string,
  given: SecondFactor,
): Promise<void> {
  if (!(await hasSecondFactor(ctx, accountId))) return
  if (given.totp_code === undefined && given.recovery_code === undefined) {
    throw new DomainError(
      'two_factor_required',
      'This account has a second factor: send totp_code of its app, or one recovery_code.',
    )
  }
  await attempt(ctx, accountId, (ctx) => shows(ctx, accountId, given))
}

/** Takes the second factor from an account, whoever it belongs to now having proven that it is theirs. */
export const removeSecondFactor = (ctx: ControlTxCtx, accountId: string): Promise<void> =>
  queries.deleteFactor(ctx.tx, accountId)

/**
 * Begins to set up an authenticator app; the factor is on once `confirm` has seen a code of it. Throws `two_factor_enabled`,
 * `password_not_set`, `invalid_credentials` or `too_many_attempts`.
 */
export async function enrol(ctx: OutsideTxCtx, { password }: { password: string }): Promise<Enrolment> {
  const accountId = ownAccountId(ctx)
  const { email, isRight } = await passwordOf(ctx, accountId, password)
  const secret = new Secret({ size: SECRET_BYTES }).base32
  await attempt(ctx, accountId, async (ctx) => {
    if (!isRight) return wrongPassword()
    if (await hasSecondFactor(ctx, accountId)) {
      throw new DomainError(
        'two_factor_enabled',
        'Switch the second factor off before you set up another app.',
      )
    }
    await queries.storeSecret(ctx.tx, accountId, ctx.vault.seal(secret, secretPlace(accountId)))
    await logEvent(ctx, accountId, 'enrolled')
    return undefined
  })
  const uri = totpOf(secret, email).toString()
  return { secret, otpauth_uri: uri, qr_svg: await QRCode.toString(uri, { type: 'svg' }) }
}

/** Switches the factor on that was begun, and gives the recovery codes. Throws `two_factor_not_enabled` without one, and as `enrol`. */
export async function confirm(
  ctx: OutsideTxCtx,
  { totp_code }: { totp_code: string },
): Promise<RecoveryCodes> {
  const accountId = ownAccountId(ctx)
  const codes = newCodes()
  await attempt(ctx, accountId, async (ctx) => {
    const factor = await queries.findFactor(ctx.tx, accountId)
    if (factor === undefined) throw new DomainError('two_factor_not_enabled', 'Begin with an enrolment.')
    if (factor.confirmed_at !== null)
      throw new DomainError('two_factor_enabled', 'The second factor is on already.')
    const step = stepOf(ctx, accountId, factor, totp_code)
    if (step === undefined) return wrongCode('totp_code')
    await queries.useStep(ctx.tx, accountId, step, ctx.now)
    await storeCodes(ctx, accountId, codes)
    await logEvent(ctx, accountId, 'confirmed')
    await tell(ctx, accountId, 'two_factor_enabled')
    return undefined
  })
  return { recovery_codes: codes }
}

/** Replaces all recovery codes. Throws `two_factor_not_enabled`, and as `enrol`. */
export async function renewRecoveryCodes(
  ctx: OutsideTxCtx,
  input: { password: string; totp_code: string },
): Promise<RecoveryCodes> {
  const codes = newCodes()
  await asOwner(ctx, input, async (ctx, accountId) => {
    await storeCodes(ctx, accountId, codes)
    await logEvent(ctx, accountId, 'recovery_codes_renewed')
    await tell(ctx, accountId, 'recovery_codes_renewed')
  })
  return { recovery_codes: codes }
}

/** Switches the factor off. Throws `two_factor_not_enabled`, `two_factor_required`, and as `enrol`. */
export async function disable(
  ctx: OutsideTxCtx,
  input: { password: string } & SecondFactor,
): Promise<TwoFactor> {
  await asOwner(ctx, input, async (ctx, accountId) => {
    await queries.deleteFactor(ctx.tx, accountId)
    await logEvent(ctx, accountId, 'disabled')
    await tell(ctx, accountId, 'two_factor_disabled')
  })
  return getTwoFactor(ctx)
}

/** Whether the caller's factor is on, and how many recovery codes are left. */
export const getTwoFactor = (ctx: ControlCtx): Promise<TwoFactor> =>
  queries.readState(ctx.db, ownAccountId(ctx))

/** What happened to the caller's second factor, newest first. */
export async function listEvents(ctx: ControlCtx, { limit, cursor }: EventFilter) {
  const rows = await queries.listEvents(ctx.db, ownAccountId(ctx), {
    limit: limit + 1,
    before: readCursor(cursor),
  })
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Runs `work` once the caller has shown both password and second factor. */
async function asOwner(
  ctx: OutsideTxCtx,
  { password, ...given }: { password: string } & SecondFactor,
  work: (ctx: ControlTxCtx, accountId: string) => Promise<void>,
): Promise<void> {
  const accountId = ownAccountId(ctx)
  if (!(await hasSecondFactor(ctx, accountId)))
    throw new DomainError('two_factor_not_enabled', 'This account has no second factor.')
  if (given.totp_code === undefined && given.recovery_code === undefined)
    throw new DomainError('two_factor_required', 'Send totp_code or recovery_code too.')
  const { isRight } = await passwordOf(ctx, accountId, password)
  await attempt(ctx, accountId, async (ctx) => {
    if (!isRight) return wrongPassword()
    const refusal = await shows(ctx, accountId, given)
    if (refusal === undefined) await work(ctx, accountId)
    return refusal
  })
}

/** Uses up the code that was given, if it is one of the account's; otherwise gives why not. */
async function shows(
  ctx: ControlTxCtx,
  accountId: string,
  { totp_code, recovery_code }: SecondFactor,
): Promise<DomainError | undefined> {
  if (totp_code !== undefined) {
    const factor = await queries.findFactor(ctx.tx, accountId)
    const step = factor && stepOf(ctx, accountId, factor, totp_code)
    if (step === undefined) return wrongCode('totp_code')
    await queries.useStep(ctx.tx, accountId, step)
    return undefined
  }
  const hash = hashCredential(plainRecoveryCode(recovery_code ?? ''))
  const left = await queries.useRecoveryCode(ctx.tx, accountId, hash)
  if (left === undefined) return wrongCode('recovery_code')
  await logEvent(ctx, accountId, 'recovery_code_used')
  await tell(ctx, accountId, 'recovery_code_used', `Recovery codes left: ${left}.`)
  return undefined
}

function stepOf(
  ctx: ControlCtx,
  accountId: string,
  factor: queries.Factor,
  code: string,
): number | undefined {
  const totp = totpOf(ctx.vault.open(factor.secret, secretPlace(accountId)))
  return matchingStep(totp, code, ctx.now, factor.last_step)
}

/** Found out before the transaction, since it takes long. */
async function passwordOf(
  ctx: ControlCtx,
  accountId: string,
  password: string,
): Promise<{ email: string; isRight: boolean }> {
  const account = await queries.findAccount(ctx.db, accountId)
  if (account === undefined) throw new DomainError('not_found', 'There is no such account.')
  if (account.password_hash === null) {
    throw new DomainError(
      'password_not_set',
      'This account has no password to confirm this by: set one by a password reset first.',
    )
  }
  return { email: account.email, isRight: await verifyPassword(account.password_hash, password) }
}

/** The context that the vault binds an account's secret to. */
export const secretPlace = (accountId: string) => `account/${accountId}/two-factor`

const wrongPassword = () => wrong('password', 'The password is wrong.')
const wrongCode = (path: 'totp_code' | 'recovery_code') =>
  wrong(path, 'This code is wrong, was used already or is too old.')

const newCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    grouped(
      Array.from(
        { length: RECOVERY_LENGTH },
        () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)],
      ).join(''),
    ),
  )

const storeCodes = (ctx: ControlTxCtx, accountId: string, codes: readonly string[]): Promise<void> =>
  queries.replaceRecoveryCodes(
    ctx.tx,
    accountId,
    codes.map((code) => hashCredential(plainRecoveryCode(code))),
  )
