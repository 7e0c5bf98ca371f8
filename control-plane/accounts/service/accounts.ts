// People: who they are, their e-mail address and their password.
import { hashPassword, verifyPassword } from '../../../shared/auth/passwords.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import { sendMail } from '../../mails/index.ts'
import { removeIdentities } from '../../social-login/index.ts'
import { hasSecondFactor, removeSecondFactor } from '../../two-factor/index.ts'
import * as messages from '../messages.ts'
import * as queries from '../queries/accounts.ts'
import { deleteSessions } from '../queries/sessions.ts'
import type { Account, AccountPatch, PasswordChange, ResetInput } from '../schema.ts'
import {
  attemptSucceeded,
  type Begun,
  beginAttempt,
  callersNetwork,
  forgetWrongPasswords,
  mayMail,
} from './attempts.ts'
import { currentAccount } from './current.ts'
import { createLink, takeLink } from './links.ts'

const STORES_SHOWN = 100

/**
 * Stores a new account, which nobody has shown to own its address yet, and mails the link that does. Who has a verified
 * account with the address already is offered to add the new store to it. The answer is the same.
 */
export async function createAccount(
  ctx: ControlTxCtx,
  { email, passwordHash, store }: { email: string; passwordHash: string; store: string },
): Promise<string> {
  const accountId = await queries.insertAccount(ctx.tx, { email, passwordHash })
  const [isTaken, isAllowed] = await Promise.all([
    queries.hasVerifiedAccount(ctx.tx, email),
    mayMail(ctx, email),
  ])
  if (!isAllowed) return accountId
  const told = await linkTo(ctx, { accountId, purpose: 'verification', email })
  await sendMail(
    ctx,
    isTaken ? messages.accountExistsMail(told, store) : messages.verificationMail(told, store),
  )
  return accountId
}

/** Stores an account whose address a mailed link has proven; undefined when the address is taken. */
export const createVerifiedAccount = (
  ctx: ControlTxCtx,
  account: { email: string; passwordHash: string; name: string | undefined },
): Promise<string | undefined> =>
  queries.insertVerifiedAccount(ctx.tx, { ...account, at: ctx.now.toISOString() })

async function linkTo(ctx: ControlTxCtx, link: Parameters<typeof createLink>[1]) {
  return { recipient: link.email, publicUrl: ctx.publicUrl, token: await createLink(ctx, link) }
}

export async function getAccount(ctx: ControlCtx): Promise<Account> {
  const { accountId } = currentAccount(ctx)
  const [account, two_factor, stores] = await Promise.all([
    queries.readAccount(ctx.db, accountId, ctx.now.toISOString()),
    hasSecondFactor(ctx, accountId),
    queries.listStores(ctx.db, accountId, STORES_SHOWN),
  ])
  if (account === undefined) throw signedOut()
  return { ...account, two_factor, stores }
}

/** Counts that somebody who is signed in gives the current password. Throws `too_many_attempts`. */
export const beginPassword = (ctx: ControlCtx): Promise<Begun[]> =>
  beginAttempt(ctx, [{ kind: 'account', of: currentAccount(ctx).accountId }])

/** The caller's account, locked, whose current password was given. Throws `invalid_input`. */
async function assertPassword(
  ctx: ControlTxCtx,
  { path, password, begun }: { path: string; password: string; begun: readonly Begun[] },
): Promise<queries.AccountRow> {
  const account = await queries.lockAccount(ctx.tx, currentAccount(ctx).accountId)
  if (account === undefined) throw signedOut()
  if (!(await verifyPassword(account.password_hash, password)))
    throw fieldError(path, 'is not the current password')
  await attemptSucceeded(ctx, begun)
  return account
}

/**
 * Changes the name at once, and the e-mail address when the link mailed to the new one is followed. Whether another account
 * has that address does not show. Throws `invalid_input` for a wrong password.
 */
export async function updateAccount(
  ctx: ControlCtx,
  { name, email, password }: AccountPatch,
  begun: readonly Begun[],
): Promise<Account> {
  return inControlTx(ctx, async (ctx) => {
    const { accountId } = currentAccount(ctx)
    if (name !== undefined) await queries.setName(ctx.tx, accountId, name)
    if (email !== undefined && password !== undefined) {
      const account = await assertPassword(ctx, { path: 'password', password, begun })
      await askForNewEmail(ctx, account.id, email)
    }
    return getAccount(ctx)
  })
}

async function askForNewEmail(ctx: ControlTxCtx, accountId: string, email: string): Promise<void> {
  await queries.deleteLinks(ctx.tx, accountId, ['email_change'])
  const told = await linkTo(ctx, { accountId, purpose: 'email_change', email })
  const [isTaken, isAllowed] = await Promise.all([
    queries.hasVerifiedAccount(ctx.tx, email),
    mayMail(ctx, email),
  ])
  // Then nobody is told the token of that link, and it is never followed.
  if (isAllowed)
    await sendMail(ctx, isTaken ? messages.emailInUseMail(email) : messages.emailChangeMail(told))
}

/** Changes the password and ends the other sessions. Throws `invalid_input` when the current one is not right. */
export async function changePassword(
  ctx: ControlCtx,
  { current_password: password, new_password }: PasswordChange,
  begun: readonly Begun[],
): Promise<{ done: true }> {
  return inControlTx(ctx, async (ctx) => {
    const { id, email } = await assertPassword(ctx, { path: 'current_password', password, begun })
    await queries.setPassword(ctx.tx, id, await hashPassword(new_password))
    await deleteSessions(ctx.tx, id, currentAccount(ctx).sessionId)
    await queries.deleteLinks(ctx.tx, id, ['password_reset'])
    await sendMail(ctx, messages.passwordChangedMail(email))
    return { done: true }
  })
}

/** Mails the caller the link again that shows that they read the mail of their address. */
export async function requestVerification(ctx: ControlCtx): Promise<{ accepted: true }> {
  return inControlTx(ctx, async (ctx) => {
    const account = await queries.lockAccount(ctx.tx, currentAccount(ctx).accountId)
    if (account === undefined) throw signedOut()
    const { id, email } = account
    if (!account.is_verified && (await mayMail(ctx, email, callersNetwork(ctx, 'mail_network')))) {
      const told = await linkTo(ctx, { accountId: id, purpose: 'verification', email })
      await sendMail(ctx, messages.verificationMail(told))
    }
    return { accepted: true }
  })
}

/** Mails a link to choose a new password, if the address is an account's; the answer does not tell. */
export async function requestReset(ctx: ControlCtx, email: string): Promise<{ accepted: true }> {
  return inControlTx(ctx, async (ctx) => {
    const [isAllowed, account] = await Promise.all([
      mayMail(ctx, email, callersNetwork(ctx, 'mail_network')),
      queries.findByEmail(ctx.tx, email),
    ])
    if (isAllowed && account !== undefined) {
      const told = await linkTo(ctx, { accountId: account.id, purpose: 'password_reset', email })
      await sendMail(ctx, messages.resetMail(told))
    }
    return { accepted: true }
  })
}

/**
 * Sets the password of whoever got the link, which also shows that they read the mail of their address. All sessions end,
 * and the address is open to sign-ins again. Throws `link_expired`.
 */
export async function resetPassword(
  ctx: ControlCtx,
  { token, new_password }: ResetInput,
): Promise<{ done: true; device_token: string }> {
  return inControlTx(ctx, async (ctx) => {
    const { account_id, email } = await takeLink(ctx, token, ['password_reset'])
    const { accountId, isNewlyProven } = await proveEmail(ctx, account_id, email)
    // Whatever was added to it so far, a stranger may have added.
    if (isNewlyProven)
      await Promise.all([removeSecondFactor(ctx, accountId), removeIdentities(ctx, accountId)])
    await queries.setPassword(ctx.tx, accountId, await hashPassword(new_password))
    await deleteSessions(ctx.tx, accountId)
    await queries.deleteLinks(ctx.tx, accountId, ['password_reset', 'email_change'])
    await forgetWrongPasswords(ctx, email)
    await sendMail(ctx, messages.passwordChangedMail(email))
    return { done: true, device_token: await ctx.tokens.signDevice(accountId, ctx.now) }
  })
}

/** Follows a link that was mailed to an address, to confirm it or to change to it. Throws `link_expired` or `email_taken`. */
export async function verifyEmail(
  ctx: ControlCtx,
  token: string,
): Promise<{ email: string; account_id: string }> {
  return inControlTx(ctx, async (ctx) => {
    const { account_id, email, purpose } = await takeLink(ctx, token, ['verification', 'email_change'])
    if (purpose === 'verification') {
      const { accountId } = await proveEmail(ctx, account_id, email)
      return { email, account_id: accountId }
    }
    const account = await queries.lockAccount(ctx.tx, account_id)
    if (account === undefined) throw signedOut()
    await makeVerified(ctx, account_id, email)
    // What was mailed to the address that it had proves nothing any more.
    await queries.deleteLinks(ctx.tx, account_id, ['verification', 'password_reset'])
    await sendMail(ctx, messages.emailChangedMail(account.email, email))
    return { email, account_id }
  })
}

/**
 * The account of an address whose mail is read by whom `accountId` belongs to: itself, now verified, or the one that was
 * verified before, which takes over its stores.
 */
async function proveEmail(
  ctx: ControlTxCtx,
  accountId: string,
  email: string,
): Promise<{ accountId: string; isNewlyProven: boolean }> {
  const claimants = await queries.lockByEmail(ctx.tx, email)
  const verified = claimants.find(({ is_verified }) => is_verified)
  if (verified?.id === accountId) return { accountId, isNewlyProven: false }
  if (verified === undefined) {
    await makeVerified(ctx, accountId, email)
    return { accountId, isNewlyProven: true }
  }
  await queries.moveMemberships(ctx.tx, accountId, verified.id)
  await queries.deleteAccount(ctx.tx, accountId)
  return { accountId: verified.id, isNewlyProven: false }
}

const makeVerified = (ctx: ControlTxCtx, accountId: string, email: string): Promise<void> =>
  onViolation(
    {
      accounts_verified_email_key: () =>
        new DomainError('email_taken', 'Another account has verified this e-mail address.'),
    },
    () => queries.setVerifiedEmail(ctx.tx, accountId, email, ctx.now.toISOString()),
  )

const signedOut = () => new DomainError('invalid_credentials', 'This account is gone.')
