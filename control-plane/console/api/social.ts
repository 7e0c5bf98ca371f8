// Signing in by an account elsewhere: what is kept in this browser while the person is there.
import { queryOptions } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from './client.ts'

export type Provider = Platform['SocialProviders']['data'][number]
export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = { google: 'Google', facebook: 'Facebook' }

/** By whom people can sign in at this installation. */
export const providersQuery = queryOptions({
  queryKey: ['social-logins'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => (await dataOf(platform.GET('/platform/v1/social-logins'))).data,
})

const BEGUN = 'storeplane.social-login'
type Begun = { token: string; purpose: 'sign-in' | 'link' }

/** Sends the browser to the provider, which sends it back to `/login/{provider}`. */
export function leaveFor(begun: Platform['SocialLogin'], purpose: Begun['purpose']): void {
  sessionStorage.setItem(BEGUN, JSON.stringify({ token: begun.login_token, purpose } satisfies Begun))
  location.assign(begun.authorization_url)
}

/** What was begun in this tab, if anything. */
export function begunLogin(): Begun | undefined {
  const text = sessionStorage.getItem(BEGUN)
  return text === null ? undefined : (JSON.parse(text) as Begun)
}
export const forgetLogin = (): void => sessionStorage.removeItem(BEGUN)
