// Signing in by an account elsewhere.
//
// The browser keeps a token; state, nonce and PKCE verifier are derived from it. So a provider's answer is of use only to the
// browser that asked, and neither the address bar nor our database holds what would complete a sign-in.
import { createHmac, randomBytes } from 'node:crypto'
import { hashCredential } from '../../shared/auth/credentials.ts'
import type { Db } from '../../shared/db/connect.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError } from '../../shared/errors.ts'
import { startSession } from '../accounts/index.ts'
import {
  type ControlCtx,
  type ControlTxCtx,
  inControlTx,
  inOwnControlTx,
  type OutsideTxCtx,
} from '../context.ts'
import type { Binding, Identity, IdentityProvider, ProviderName } from '../identity-providers.ts'
import { ownAccountId } from '../own-account.ts'
import { assertSecondFactor } from '../two-factor/index.ts'
import { changedMeanwhile, linkIdentity, syncProfile, tellLinked } from './identities.ts'
import * as queries from './queries.ts'
import type {
  CompleteInput,
  LinkedIdentity,
  LinkInput,
  SocialLogin,
  SocialLoginInput,
  SocialProviders,
  SocialSession,
} from './schema.ts'

const LIFETIME_MS = 10 * 60 * 1_000

/** By whom people can sign in at this installation. */
export const listProviders = async (ctx: ControlCtx): Promise<SocialProviders> => ({
  data: [...ctx.identityProviders.keys()],
})

/** Begins a sign-in. Throws `not_found` for a provider that is not set up, and `unavailable`. */
export const startLogin = (ctx: ControlCtx, input: SocialLoginInput): Promise<SocialLogin> =>
  start(ctx, input, null)

/** Begins to link an identity to the caller's account. Throws as `startLogin`. */
export const startLink = (ctx: ControlCtx, input: SocialLoginInput): Promise<SocialLogin> =>
  start(ctx, input, ownAccountId(ctx))

async function start(
  ctx: ControlCtx,
  { provider, return_to }: SocialLoginInput,
  accountId: string | null,
): Promise<SocialLogin> {
  const token = `sp_sl_${randomBytes(32).toString('base64url')}`
  const url = await providerOf(ctx, provider).authorizationUrl(bindingOf(token))
  const expiresAt = new Date(ctx.now.getTime() + LIFETIME_MS)
  await inControlTx(ctx, (ctx) =>
    queries.insertLogin(ctx.tx, {
      tokenHash: hashCredential(token),
      provider,
      accountId,
      returnTo: return_to,
      now: ctx.now,
      expiresAt,
    }),
  )
  return { authorization_url: url, login_token: token, expires_at: expiresAt.toISOString() }
}

/**
 * Signs in whom the provider names: to the account that is linked, else to the one that has proven the address, if the
 * provider vouches for it too, else to a new one. Throws `social_login_refused`, `two_factor_required` (the same request with
 * a code goes on), `invalid_credentials`, `too_many_attempts` and `email_missing`.
 */
export async function completeLogin(ctx: OutsideTxCtx, input: CompleteInput): Promise<SocialSession> {
  const login = await redeem(ctx, input, null)
  const known = await accountOf(ctx.db, login)
  if (known !== undefined) await assertSecondFactor(ctx, known, input)
  return inControlTx(ctx, async (ctx) => {
    if (!(await queries.deleteLogin(ctx.tx, login.tokenHash))) throw refused()
    // Since its second factor was shown, another request may have changed whose it is.
    if ((await accountOf(ctx.tx, login)) !== known) throw changedMeanwhile()
    const accountId = known ?? (await createAccount(ctx, login.identity))
    await link(ctx, accountId, login, known !== undefined)
    await syncProfile(ctx, accountId, login.identity)
    return {
      ...(await startSession(ctx, accountId)),
      is_new_account: known === undefined,
      return_to: login.return_to,
    }
  })
}

/** Links whom the provider names to the caller's account. Throws `social_login_refused`, `email_unverified` or `identity_taken`. */
export async function completeLink(ctx: OutsideTxCtx, input: LinkInput): Promise<LinkedIdentity> {
  const accountId = ownAccountId(ctx)
  const login = await redeem(ctx, input, accountId)
  return inControlTx(ctx, async (ctx) => {
    if (!(await queries.deleteLogin(ctx.tx, login.tokenHash))) throw refused()
    return linkIdentity(ctx, accountId, login)
  })
}

type Redeemed = { tokenHash: string; provider: ProviderName; return_to: string; identity: Identity }

/** Hands the code to the provider, once; who comes back with the second factor is known already. */
async function redeem(ctx: OutsideTxCtx, given: LinkInput, accountId: string | null): Promise<Redeemed> {
  const binding = bindingOf(given.login_token)
  if (given.state !== binding.state) throw refused()
  const tokenHash = hashCredential(given.login_token)
  const claim = { tokenHash, accountId, now: ctx.now }
  const login = await inOwnControlTx(ctx, (ctx) => queries.claimLogin(ctx.tx, claim))
  if (login === undefined) {
    const redeemed = await queries.findRedeemed(ctx.db, claim)
    if (redeemed === undefined || redeemed.identity === null) throw refused()
    return { ...redeemed, identity: redeemed.identity, tokenHash }
  }
  const identity = await providerOf(ctx, login.provider).identify(given, binding, ctx.log)
  await inOwnControlTx(ctx, (ctx) => queries.storeRedeemed(ctx.tx, tokenHash, identity))
  return { ...login, identity, tokenHash }
}

/** An address counts only if both sides have proven it: otherwise one could wait for its owner in an account opened in their name. */
async function accountOf(db: Db, { provider, identity }: Redeemed): Promise<string | undefined> {
  const linked = await queries.findOwner(db, provider, identity.subject)
  if (linked !== undefined || identity.email === null || !identity.email_verified) return linked
  return queries.findVerifiedAccount(db, identity.email)
}

async function createAccount(ctx: ControlTxCtx, { email, email_verified, name }: Identity): Promise<string> {
  if (email === null)
    throw new DomainError('email_missing', 'Allow the provider to give your e-mail address, and begin anew.')
  const verifiedAt = email_verified ? ctx.now : null
  return onViolation({ accounts_verified_email_key: changedMeanwhile }, () =>
    queries.insertAccount(ctx.tx, { email, name, verifiedAt }),
  )
}

async function link(ctx: ControlTxCtx, accountId: string, login: Redeemed, isKnown: boolean): Promise<void> {
  const { provider, identity } = login
  const isNew = (await queries.findOwner(ctx.tx, provider, identity.subject)) === undefined
  if ((await queries.saveIdentity(ctx.tx, accountId, login)) === undefined) throw changedMeanwhile()
  // By its verified address, which is the account's.
  if (isNew && isKnown && identity.email !== null) await tellLinked(ctx, identity.email, login)
}

function providerOf(ctx: ControlCtx, name: ProviderName): IdentityProvider {
  const provider = ctx.identityProviders.get(name)
  if (provider === undefined) throw new DomainError('not_found', `Signing in by ${name} is not set up here.`)
  return provider
}

function bindingOf(token: string): Binding {
  const derived = (label: string) => createHmac('sha256', token).update(label).digest('base64url')
  return { state: derived('state'), nonce: derived('nonce'), verifier: derived('verifier') }
}

const refused = () =>
  new DomainError(
    'social_login_refused',
    'This sign-in is unknown here, was used already or is older than ten minutes. Begin anew.',
  )
