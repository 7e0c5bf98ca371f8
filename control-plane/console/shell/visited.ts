import type { Account } from '../api/session.ts'

const LAST_STORE = 'storeplane.store'

/** Remembers the store that was last looked at, for the next visit; each tab goes by its own address. */
export const rememberStore = (slug: string): void => localStorage.setItem(LAST_STORE, slug)

/** Where somebody begins: at the store of their last visit, if it is still theirs. */
export function firstAddress(account: Account | null): string {
  if (account === null) return '/sign-in'
  const last = localStorage.getItem(LAST_STORE)
  const store = account.stores.find(({ slug }) => slug === last) ?? account.stores[0]
  if (store !== undefined) return `/stores/${store.slug}`
  return account.platform_role === 'admin' ? '/platform' : '/account/stores'
}
