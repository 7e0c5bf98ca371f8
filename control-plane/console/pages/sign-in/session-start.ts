// What follows once somebody is known.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'

/** Only a path of this site: anything else would lead people who just signed in elsewhere. */
const localPath = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])/.test(path) ? path : '/'

export function useSessionStart() {
  const client = useQueryClient()
  const router = useRouter()
  const { next } = useSearch({ strict: false }) as { next?: string }
  /** Goes where the person wanted to, as somebody else than before. */
  const enter = async (path = localPath(next)) => {
    client.clear()
    await router.navigate({ href: path, replace: true })
  }
  const signIn = async (input: Omit<Platform['SignInInput'], 'cookie'>) => {
    await dataOf(platform.POST('/platform/v1/sessions', { body: { ...input, cookie: true } }))
    await enter()
  }
  return { enter, signIn }
}

/** Goes on by cookies, which no script can read, in a session that was begun otherwise. */
export const keepSession = ({ refresh_token }: { refresh_token: string }) =>
  dataOf(platform.POST('/platform/v1/sessions/refresh', { body: { refresh_token, cookie: true } }))
