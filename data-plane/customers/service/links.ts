// Links that are mailed: to choose a password, and to show that the mail is read.
import { v7 as uuidv7 } from 'uuid'
import { createCredential } from '../../../shared/auth/credentials.ts'
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { insertLink } from '../queries/accounts.ts'
import { findCustomer } from '../queries/customers.ts'
import { LINKS, type LinkKind } from '../rules/links.ts'

/**
 * Makes the link of a mail, together with the commit: a token that works once, of which only a hash is kept, and whom to
 * send it to. Undefined for customers who are gone or may not sign in.
 */
export async function issueLink(
  ctx: TxCtx,
  customerId: string,
  kind: LinkKind,
): Promise<{ email: string; firstName: string; token: string } | undefined> {
  const customer = await findCustomer(ctx.tx, ctx.tenantId, customerId)
  if (customer === undefined || customer.status === 'disabled') return undefined
  const { secret, hash } = createCredential('sp_cl_')
  const { purpose, lifetimeMs } = LINKS[kind]
  const expiresAt = new Date(ctx.now.getTime() + lifetimeMs).toISOString()
  const { email, first_name } = customer
  const link = { id: uuidv7(), customerId, purpose, email, hash, expiresAt }
  withCommit(insertLink(ctx.tx, ctx.tenantId, link))
  return { email, firstName: first_name, token: secret }
}
