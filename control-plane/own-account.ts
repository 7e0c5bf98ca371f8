// Whose account a request is about, where only its owner may act.
import { z } from 'zod'
import { DomainError } from '../shared/errors.ts'
import type { ControlCtx } from './context.ts'

const AccountId = z.uuid()

/**
 * The account that the caller is signed in to. Throws `forbidden` for who is signed in without an account, by the
 * installation's own token, and for who acts in an account's place: ways to sign in are its owner's alone.
 */
export function ownAccountId({ principal }: ControlCtx): string {
  const { data: id } = AccountId.safeParse(principal.id)
  if (id === undefined) throw new DomainError('forbidden', 'These credentials are those of no account.')
  if (principal.impersonator !== undefined)
    throw new DomainError('forbidden', 'Only the owner of the account reaches the ways to sign in to it.')
  return id
}
