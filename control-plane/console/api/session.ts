// Who is signed in, and the store that an address names.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type AdminClient, adminOf, dataOf, type Platform, platform } from './client.ts'
import { currentImpersonation } from './impersonation.ts'
import { ProblemError } from './problem.ts'

export type Account = Platform['Account']
export type Permission = Platform['Membership']['permissions'][number]

/** The signed-in account, or null. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 60_000,
  queryFn: async (): Promise<Account | null> => {
    try {
      return await dataOf(platform.GET('/platform/v1/account'))
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null
      throw error
    }
  },
})

/** The signed-in account; only for pages that are shown to nobody else. */
export function useAccount(): Account {
  const { data } = useSuspenseQuery(accountQuery)
  if (data === null)
    throw new ProblemError({ status: 401, code: 'authentication_required', detail: 'Sign in.' })
  return data
}

/** The store at `/stores/{slug}`, or null when there is none of the caller's. */
export const storeQuery = (slug: string) =>
  queryOptions({
    queryKey: ['store-by-slug', slug],
    staleTime: 30_000,
    queryFn: async () => {
      const { data } = await dataOf(platform.GET('/platform/v1/tenants', { params: { query: { slug } } }))
      const store = data[0] ?? null
      const acting = currentImpersonation()
      if (store === null || acting?.tenantId !== store.id) return store
      const { role, permissions } = acting
      return { ...store, membership: { role, permissions, role_id: null, role_name: null } }
    },
  })

export type Store = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly status: 'active' | 'suspended' | 'cancelled'
  readonly plan: string
  /** `owner`, `admin`, `staff` or `custom`; undefined for platform administrators who do not belong to it. */
  readonly role: string | undefined
  readonly can: (permission: Permission) => boolean
  /** All that `can` says yes to. */
  readonly permissions: readonly Permission[]
  /** Its staff API. */
  readonly admin: AdminClient
}

/** The store of this page's address. */
export function useStore(): Store {
  const { slug = '' } = useParams({ strict: false }) as { slug?: string }
  const { data } = useSuspenseQuery(storeQuery(slug))
  return useMemo(() => {
    if (data === null)
      throw new ProblemError({ status: 404, code: 'not_found', detail: 'There is no such store.' })
    const permissions = data.membership?.permissions ?? []
    const held = new Set(permissions)
    return {
      id: data.id,
      slug: data.slug,
      name: data.name,
      status: data.status,
      plan: data.plan,
      role: data.membership?.role,
      can: (permission) => held.has(permission),
      permissions,
      admin: adminOf(data.id),
    }
  }, [data])
}
