// What shoppers do with their accounts: register, sign in, change their profile and password.
import { v7 as uuidv7 } from 'uuid'
import { hashCredential } from '../../../shared/auth/credentials.ts'
import { hashPassword, verifyPassword } from '../../../shared/auth/passwords.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { defined } from '../../../shared/objects.ts'
import { attachCart } from '../../cart/index.ts'
import { customerCreated, customerUpdated, passwordResetRequested, verificationRequested } from '../events.ts'
import * as queries from '../queries/accounts.ts'
import { type CustomerFields, findCustomer } from '../queries/customers.ts'
import { claimOrders } from '../queries/orders.ts'
import { FORGOTTEN_AFTER_MS, LOCK_SECONDS, type Purpose } from '../rules/attempts.ts'
import { passwordFault } from '../rules/passwords.ts'
import type { Login, ProfilePatch, Registration, SignedIn, StoreCustomer } from '../schema.ts'
import { assertPreferences, consent, saveCustomer } from './save.ts'
import { lockCustomer, requireCustomer, startSession } from './session.ts'
import { newCustomer, toCustomer, toStoreCustomer } from './shapes.ts'

/** Opens an account and signs in. Throws `email_taken`: who was given a customer record by staff resets the password. */
export async function register(ctx: Ctx, input: Registration): Promise<SignedIn> {
  const { password, cart_id, email, accepts_marketing, ...profile } = input
  assertPassword(password, email)
  const hash = await hashPassword(password)
  return inTx(ctx, async (ctx) => {
    await assertPreferences(ctx, profile)
    const id = uuidv7()
    const at = ctx.now.toISOString()
    const said = consent(ctx, accepts_marketing, false, 'registration')
    const customer = newCustomer({ id, email, status: 'active', ...defined(profile), ...said }, at)
    await saveCustomer(ctx, customer)
    const cart = await attachCart(ctx, { cartId: cart_id, customerId: id })
    withCommit(queries.setPassword(ctx.tx, ctx.tenantId, id, { hash, at }))
    emit(ctx, customerCreated, { customer_id: id })
    emit(ctx, verificationRequested, { customer_id: id })
    return {
      customer: toStoreCustomer({ ...customer, email_verified: false }),
      ...startSession(ctx, id),
      cart_id: cart,
    }
  })
}

/**
 * Signs in. An e-mail address that nobody has is answered like a wrong password, as late, and is closed as soon
 * (`LOCK_SECONDS`). Throws `invalid_credentials` or `too_many_requests`.
 */
export async function logIn(ctx: Ctx, { email, password, cart_id }: Login): Promise<SignedIn> {
  const account = await tryPassword(ctx, email, password)
  return inTx(ctx, async (ctx) => {
    const [{ password_hash }, row] = await Promise.all([
      lockCustomer(ctx, account.id),
      findCustomer(ctx.tx, ctx.tenantId, account.id),
    ])
    // Both may have changed while the password was verified.
    if (row?.status !== 'active' || password_hash !== account.password_hash) throw wrongPassword()
    const cart = await attachCart(ctx, { cartId: cart_id, customerId: row.id })
    return { customer: toStoreCustomer(toCustomer(row)), ...startSession(ctx, row.id), cart_id: cart }
  })
}

/** Changes the password and ends all other sessions. Throws when the current one is not right. */
export async function changePassword(
  ctx: Ctx,
  { current_password, password }: { current_password: string; password: string },
): Promise<{ done: true }> {
  const customer = await inRead(ctx, requireCustomer)
  assertPassword(password, customer.email)
  await tryPassword(ctx, customer.email, current_password, () =>
    fieldError('current_password', 'is not the current password'),
  )
  const hash = await hashPassword(password)
  return inTx(ctx, async (ctx) => {
    await Promise.all([lockCustomer(ctx, customer.id), requireCustomer(ctx)])
    const at = ctx.now.toISOString()
    withCommit(
      queries.setPassword(ctx.tx, ctx.tenantId, customer.id, { hash, at }),
      queries.endSessions(ctx.tx, ctx.tenantId, customer.id, customer.session_id),
      queries.deleteLinks(ctx.tx, ctx.tenantId, customer.id),
    )
    return { done: true }
  })
}

/** Mails a link to choose a new password, if the e-mail address is a customer's; the answer does not tell. */
export async function requestPassword(ctx: Ctx, email: string): Promise<{ accepted: true }> {
  return inTx(ctx, async (ctx) => {
    const [closed, account] = await Promise.all([
      beginAttempt(ctx, 'password', email),
      queries.findAccount(ctx.tx, ctx.tenantId, email),
    ])
    if (closed === undefined && account !== undefined && account.status !== 'disabled')
      emit(ctx, passwordResetRequested, { customer_id: account.id })
    return { accepted: true }
  })
}

/**
 * Sets the password of whoever got the link. That also shows that they read the mail of their address. All their sessions
 * end, and an address that was closed to sign-ins is open again. Throws `link_expired`.
 */
export async function resetPassword(
  ctx: Ctx,
  { token, password }: { token: string; password: string },
): Promise<{ done: true }> {
  const newHash = await hashPassword(password)
  return inTx(ctx, async (ctx) => {
    const { id, email } = await takeLink(ctx, 'password', token)
    assertPassword(password, email)
    const at = ctx.now.toISOString()
    await lockCustomer(ctx, id)
    withCommit(
      queries.setPassword(ctx.tx, ctx.tenantId, id, { hash: newHash, at }),
      queries.markVerified(ctx.tx, ctx.tenantId, id, at),
      claimOrders(ctx.tx, ctx.tenantId, id, email),
      queries.endSessions(ctx.tx, ctx.tenantId, id, null),
      queries.deleteLinks(ctx.tx, ctx.tenantId, id),
      queries.forgetAttempts(ctx.tx, ctx.tenantId, { purpose: 'login', email }),
    )
    emit(ctx, customerUpdated, { customer_id: id })
    return { done: true }
  })
}

/** Mails the link again that shows that the customer reads the mail of their address. */
export async function requestVerification(ctx: Ctx): Promise<{ accepted: true }> {
  return inTx(ctx, async (ctx) => {
    const { id, email, email_verified } = await requireCustomer(ctx)
    if (email_verified) return { accepted: true }
    const closed = await beginAttempt(ctx, 'verification', email)
    if (closed !== undefined) throw tooMany(ctx, closed)
    emit(ctx, verificationRequested, { customer_id: id })
    return { accepted: true }
  })
}

/** Notes that the e-mail address is the customer's; orders that guests placed with it become theirs. */
export async function verifyEmail(ctx: Ctx, token: string): Promise<{ done: true }> {
  return inTx(ctx, async (ctx) => {
    const { id, email } = await takeLink(ctx, 'verification', token)
    withCommit(
      queries.markVerified(ctx.tx, ctx.tenantId, id, ctx.now.toISOString()),
      claimOrders(ctx.tx, ctx.tenantId, id, email),
    )
    emit(ctx, customerUpdated, { customer_id: id })
    return { done: true }
  })
}

export const getProfile = (ctx: Ctx): Promise<StoreCustomer> =>
  inRead(ctx, async (ctx) => toStoreCustomer(await requireCustomer(ctx)))

export async function updateProfile(ctx: Ctx, patch: ProfilePatch): Promise<StoreCustomer> {
  return inTx(ctx, async (ctx) => {
    const { id } = await requireCustomer(ctx)
    const [, row] = await Promise.all([
      lockCustomer(ctx, id),
      findCustomer(ctx.tx, ctx.tenantId, id),
      assertPreferences(ctx, patch),
    ])
    if (row === undefined) throw new Error('A locked customer was not found.')
    const { accepts_marketing, ...profile } = patch
    const after: CustomerFields & typeof row = {
      ...row,
      ...defined(profile),
      ...consent(ctx, accepts_marketing, row.accepts_marketing, 'account'),
      updated_at: ctx.now.toISOString(),
    }
    await saveCustomer(ctx, after)
    emit(ctx, customerUpdated, { customer_id: id })
    return toStoreCustomer(toCustomer(after))
  })
}

/** Counts an attempt and makes it. Gives the account, or throws what `wrong` says. */
async function tryPassword(
  ctx: Ctx,
  email: string,
  password: string,
  wrong = wrongPassword,
): Promise<queries.Account> {
  // Committed before the password is looked at: of a hundred attempts at once only the first few are made.
  const [closed, account] = await inTx(ctx, (ctx) =>
    Promise.all([beginAttempt(ctx, 'login', email), queries.findAccount(ctx.tx, ctx.tenantId, email)]),
  )
  if (closed !== undefined) throw tooMany(ctx, closed)
  const isRight = await verifyPassword(account?.password_hash, password)
  if (!isRight || account?.status !== 'active') throw wrong()
  // By itself too, so that it stays done when what follows is refused for another reason.
  await inTx(ctx, async (ctx) =>
    withCommit(queries.forgetAttempts(ctx.tx, ctx.tenantId, { purpose: 'login', email })),
  )
  return account
}

function beginAttempt(ctx: TxCtx, purpose: Purpose, email: string): Promise<string | undefined> {
  return queries.beginAttempt(ctx.tx, ctx.tenantId, {
    purpose,
    email,
    at: ctx.now.toISOString(),
    forgotten: new Date(ctx.now.getTime() - FORGOTTEN_AFTER_MS).toISOString(),
    locks: LOCK_SECONDS[purpose],
  })
}

async function takeLink(ctx: TxCtx, purpose: string, token: string): Promise<{ id: string; email: string }> {
  const link = { purpose, hash: hashCredential(token), at: ctx.now.toISOString() }
  const found = await queries.takeLink(ctx.tx, ctx.tenantId, link)
  if (found === undefined)
    throw fieldError('token', 'This link was used already or is too old. Ask for a new one.', 'link_expired')
  return found
}

function assertPassword(password: string, email: string): void {
  const fault = passwordFault(password, email)
  if (fault !== undefined) throw fieldError('password', fault)
}

const wrongPassword = () =>
  new DomainError('invalid_credentials', 'The e-mail address or the password is not right.')

function tooMany(ctx: Ctx, until: string): DomainError {
  const seconds = Math.max(1, Math.ceil((Date.parse(until) - ctx.now.getTime()) / 1000))
  return new DomainError('too_many_requests', 'Too many attempts for this e-mail address. Try again later.', {
    retryAfter: seconds,
  })
}
