// The way into a store: a link that a member has mailed.
import { createCredential, hashCredential } from '../../../shared/auth/credentials.ts'
import { hashPassword } from '../../../shared/auth/passwords.ts'
import type { Db } from '../../../shared/db/connect.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { createVerifiedAccount, startSession } from '../../accounts/index.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import { sendMail } from '../../mails/index.ts'
import * as queries from '../queries/invitations.ts'
import {
  findAccount,
  findMember,
  hasVerifiedAccount,
  insertMember,
  isMemberByEmail,
} from '../queries/members.ts'
import { lockStore, type Store } from '../queries/store.ts'
import { escalation } from '../rules/roles.ts'
import type * as schema from '../schema.ts'
import { assertMayGrant, assertSeat, enter, grantFrom, isToken } from './caller.ts'

const LIFETIME_DAYS = 7

/** Newest first, also those that nobody accepted in time. */
export async function listInvitations(ctx: ControlCtx, tenantId: string, { limit, cursor }: schema.Filter) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const rows = await queries.listInvitations(ctx.db, tenantId, page)
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/**
 * Mails a link that is good once, for seven days. The answer does not tell whether the address has an account.
 * Throws `invalid_input`, `permission_escalation`, `already_member`, `already_invited` or `member_limit_reached`.
 */
export const invite = (
  ctx: ControlCtx,
  tenantId: string,
  input: schema.InvitationInput,
): Promise<schema.Invitation> =>
  inControlTx(ctx, async (ctx) => {
    const { store, caller } = await enter(ctx, tenantId)
    const grant = await grantFrom(ctx, tenantId, { caller, input })
    const { email } = input
    if (await isMemberByEmail(ctx.tx, tenantId, email))
      throw fieldError('email', 'A member of this store has this e-mail address.', 'already_member')
    const former = await queries.findInvitation(ctx.tx, tenantId, { email })
    if (former?.expired === false)
      throw fieldError('email', 'There is an open invitation to this address.', 'already_invited')
    await assertSeat(ctx, store, 'invitation')
    const { secret, hash } = createCredential('sp_in_')
    const id = await queries.insertInvitation(ctx.tx, tenantId, {
      email,
      grant,
      tokenHash: hash,
      invitedBy: caller.account_id,
      lifetimeDays: LIFETIME_DAYS,
    })
    return mailInvitation(ctx, { id, store, inviter: caller.email, secret })
  })

/**
 * Mails another link, good for seven days from now; the one before is good no more. The caller vouches for it from now on.
 * Throws `not_found`, `permission_escalation` or `member_limit_reached`.
 */
export const resendInvitation = (ctx: ControlCtx, tenantId: string, id: string): Promise<schema.Invitation> =>
  inControlTx(ctx, async (ctx) => {
    const { store, caller } = await enter(ctx, tenantId)
    const invitation = found(await queries.findInvitation(ctx.tx, tenantId, { id }), id)
    assertMayGrant(caller, invitation)
    if (invitation.expired) await assertSeat(ctx, store, 'invitation')
    const { secret, hash } = createCredential('sp_in_')
    const renewed = { tokenHash: hash, invitedBy: caller.account_id, lifetimeDays: LIFETIME_DAYS }
    await queries.renewInvitation(ctx.tx, tenantId, id, renewed)
    return mailInvitation(ctx, { id, store, inviter: caller.email, secret })
  })

/** Throws `not_found` or `permission_escalation`. */
export const revokeInvitation = (ctx: ControlCtx, tenantId: string, id: string) =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    assertMayGrant(caller, found(await queries.findInvitation(ctx.tx, tenantId, { id }), id))
    await queries.deleteInvitation(ctx.tx, tenantId, id)
    return { id, deleted: true as const }
  })

async function mailInvitation(
  ctx: ControlTxCtx,
  { id, store, inviter, secret }: { id: string; store: Store; inviter: string; secret: string },
): Promise<schema.Invitation> {
  const invitation = found(await queries.findInvitation(ctx.tx, store.id, { id }), id)
  const name = store.name.replaceAll(/\s+/g, ' ')
  await sendMail(ctx, {
    template: 'member_invitation',
    recipient: invitation.email,
    subject: `Invitation to ${name}`,
    body: [
      `${inviter} invites you to work at the store ${name}, as ${invitation.role_name ?? invitation.role}.`,
      `Accept within ${LIFETIME_DAYS} days: ${ctx.publicUrl}/invitations?token=${secret}`,
      'If you did not expect this, do nothing, and nothing happens.',
    ].join('\n\n'),
  })
  return invitation
}

/** What the link is for, shown to whoever holds it. Throws `link_expired` or `tenant_cancelled`. */
export async function previewInvitation(ctx: ControlCtx, token: string): Promise<schema.InvitationPreview> {
  const { store_name, email, role, role_name, expires_at } = await openInvitation(ctx.db, token)
  const has_account = await hasVerifiedAccount(ctx.db, email)
  return { store_name, email, role, role_name, expires_at, has_account }
}

/**
 * Makes the signed-in account a member. A link that was passed on opens nothing: it is for the account that has shown that
 * it reads the mail of the address invited. Nor does it prove that itself, or somebody who signed up with another's address
 * would be let in with them. Throws `link_expired`, `tenant_cancelled`, `invitation_not_yours`, `email_not_verified`,
 * `already_member` or `member_limit_reached`.
 */
export const acceptInvitation = (ctx: ControlCtx, token: string): Promise<schema.Joined> =>
  inControlTx(ctx, async (ctx) => {
    const { store, invitation } = await takeInvitation(ctx, token)
    const accountId = ctx.principal.id
    const account = isToken(ctx) ? undefined : await findAccount(ctx.tx, accountId)
    if (account?.email !== invitation.email)
      throw new DomainError(
        'invitation_not_yours',
        `This invitation is for ${invitation.email}: sign in with that address.`,
      )
    if (!account.is_verified)
      throw new DomainError(
        'email_not_verified',
        'First show, by the link mailed to you, that the address is yours.',
      )
    return join(ctx, { store, invitation, accountId })
  })

/**
 * Makes an account for the address invited, which the link proves, and signs it in. Throws `link_expired`,
 * `tenant_cancelled`, `member_limit_reached`, or `sign_in_to_accept` when the address has an account.
 */
export async function acceptAsNew(ctx: ControlCtx, input: schema.NewMember): Promise<schema.JoinedAsNew> {
  // A wrong link costs no hashing.
  await openInvitation(ctx.db, input.token)
  const passwordHash = await hashPassword(input.password)
  return inControlTx(ctx, async (ctx) => {
    const { store, invitation } = await takeInvitation(ctx, input.token)
    const { email } = invitation
    const accountId = await createVerifiedAccount(ctx, { email, passwordHash, name: input.name })
    if (accountId === undefined)
      throw new DomainError(
        'sign_in_to_accept',
        'There is an account with this address: sign in, then accept.',
      )
    const joined = await join(ctx, { store, invitation, accountId })
    return { ...joined, user: { id: accountId, email }, ...(await startSession(ctx, accountId)) }
  })
}

type Taken = { store: Store; invitation: queries.OpenInvitation }

/** The invitation, while its store is locked: of two who accept at once the second finds it used. */
async function takeInvitation(ctx: ControlTxCtx, token: string): Promise<Taken> {
  const { tenant_id } = await openInvitation(ctx.tx, token)
  const store = await lockStore(ctx.tx, tenant_id)
  if (store === undefined) throw linkExpired()
  return { store, invitation: await openInvitation(ctx.tx, token) }
}

async function openInvitation(db: Db, token: string): Promise<queries.OpenInvitation> {
  const invitation = await queries.findOpenInvitation(db, hashCredential(token))
  if (invitation === undefined) throw linkExpired()
  if (invitation.store_status === 'cancelled')
    throw new DomainError('tenant_cancelled', 'This store was closed.')
  // Whoever sent it may have been removed since, or may do less.
  const inviter = await findMember(db, invitation.tenant_id, invitation.invited_by)
  if (inviter === undefined || escalation(inviter, invitation) !== undefined) throw linkExpired()
  return invitation
}

async function join(
  ctx: ControlTxCtx,
  { store, invitation, accountId }: Taken & { accountId: string },
): Promise<schema.Joined> {
  await assertSeat(ctx, store, 'member')
  const { role, role_id, role_name, permissions, listed } = invitation
  const isMember = () => new DomainError('already_member', 'You are a member of this store.')
  await onViolation({ memberships_pkey: isMember }, () =>
    Promise.all([
      queries.deleteInvitation(ctx.tx, store.id, invitation.id),
      insertMember(ctx.tx, store.id, accountId, { role, roleId: role_id, listed }),
    ]),
  )
  return {
    tenant: { id: store.id, slug: store.slug, name: store.name },
    role,
    role_id,
    role_name,
    permissions,
  }
}

function found(invitation: schema.Invitation | undefined, id: string): schema.Invitation {
  if (invitation === undefined) throw new DomainError('not_found', `There is no invitation ${id}.`)
  return invitation
}

const linkExpired = () =>
  new DomainError('link_expired', 'This invitation was used or withdrawn, or is too old.')
