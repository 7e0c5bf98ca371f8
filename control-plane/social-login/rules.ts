// Where somebody may be sent after signing in, and which account a named person may reach.

const ANY_ORIGIN = 'https://origin.invalid'
const UNPRINTABLE = /[\s\\\p{Cc}]/u

/** Whether `path` leads to a page of this site, however a browser reads it. */
export function isLocalPath(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || UNPRINTABLE.test(path)) return false
  return URL.parse(path, ANY_ORIGIN)?.origin === ANY_ORIGIN
}

/**
 * Whether an account may be linked to this identity by who is signed in to it. Before an address is proven, anybody may have
 * opened the account in another's name, and a link would let them in after the owner has taken it over.
 */
export const mayLink = (
  account: { email: string; email_verified_at: string | null },
  { email, email_verified }: { email: string | null; email_verified: boolean },
): boolean => account.email_verified_at !== null || (email_verified && email === account.email)
