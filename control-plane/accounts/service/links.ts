// Links that are mailed: each good once, for a while, kept as a hash only.
import { createCredential, hashCredential } from '../../../shared/auth/credentials.ts'
import { fieldError } from '../../../shared/errors.ts'
import type { ControlTxCtx } from '../../context.ts'
import * as queries from '../queries/accounts.ts'
import { type LinkPurpose, linkEnd } from '../rules.ts'

/** Makes a link; gives its token. */
export async function createLink(
  ctx: Pick<ControlTxCtx, 'tx' | 'now'>,
  { accountId, purpose, email }: { accountId: string; purpose: LinkPurpose; email: string },
): Promise<string> {
  const { secret, hash } = createCredential('sp_al_')
  const at = ctx.now.toISOString()
  const expiresAt = linkEnd(purpose, ctx.now).toISOString()
  await queries.insertLink(ctx.tx, { hash, accountId, purpose, email, at, expiresAt })
  return secret
}

/** Uses up a link. Throws `link_expired`. */
export async function takeLink(
  ctx: ControlTxCtx,
  token: string,
  purposes: readonly LinkPurpose[],
): Promise<queries.TakenLink> {
  const now = ctx.now.toISOString()
  const link = await queries.takeLink(ctx.tx, { hash: hashCredential(token), purposes, now })
  if (link === undefined)
    throw fieldError('token', 'This link was used already or is too old. Ask for a new one.', 'link_expired')
  return link
}
