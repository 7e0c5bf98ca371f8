// People who own stores.
import { createCredential } from '../../shared/auth/credentials.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { fieldError } from '../../shared/errors.ts'
import type { ControlTxCtx } from '../context.ts'
import { insertAccount, insertSession } from './queries.ts'

const SESSION_HOURS = 24

/** Stores a new account. Throws `email_taken`. */
export async function createAccount(ctx: ControlTxCtx, email: string, passwordHash: string): Promise<string> {
  return onViolation(
    {
      accounts_email_key: () =>
        fieldError('email', 'Another account uses this e-mail address.', 'email_taken'),
    },
    () => insertAccount(ctx.tx, email, passwordHash),
  )
}

/** Signs an account in for a day; gives the token, of which only a hash is kept. */
export async function createSession(ctx: ControlTxCtx, accountId: string): Promise<string> {
  const { secret, hash } = createCredential('sp_st_')
  await insertSession(ctx.tx, accountId, hash, SESSION_HOURS)
  return secret
}
