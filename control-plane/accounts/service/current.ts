// Who is signed in.
import { DomainError } from '../../../shared/errors.ts'
import type { ControlCtx } from '../../context.ts'

/** The account and session of the caller. Throws `forbidden` for who is no person: a key, or an administrator's token. */
export function currentAccount({ principal }: ControlCtx): { accountId: string; sessionId: string } {
  if (principal.sessionId === undefined)
    throw new DomainError('forbidden', 'This is for people who are signed in with a session of their own.')
  return { accountId: principal.id, sessionId: principal.sessionId }
}
