// By whose rights the pages of a store are shown in this tab, where an admin of the platform acts in a member's place.

type Membership = PlatformApi.Schemas['Membership']

const KEPT_AS = 'storeplane.impersonation'

export type Impersonation = {
  readonly id: string
  readonly token: string
  readonly tenantId: string
  readonly slug: string
  readonly accountEmail: string
  readonly role: Membership['role']
  /** What may be done: less than the member may. */
  readonly permissions: Membership['permissions']
  readonly write: boolean
  readonly expiresAt: string
}

/** The living one of this tab, if any. */
export function currentImpersonation(): Impersonation | undefined {
  const kept = sessionStorage.getItem(KEPT_AS)
  if (kept === null) return undefined
  const impersonation = JSON.parse(kept) as Impersonation
  if (Date.parse(impersonation.expiresAt) > Date.now()) return impersonation
  forgetImpersonation()
  return undefined
}

export const keepImpersonation = (impersonation: Impersonation): void =>
  sessionStorage.setItem(KEPT_AS, JSON.stringify(impersonation))

export const forgetImpersonation = (): void => sessionStorage.removeItem(KEPT_AS)

/** The impersonation by which a request goes out: one about its store, from a page of its store. */
export function impersonationFor({ url, headers }: Request): Impersonation | undefined {
  const current = currentImpersonation()
  if (current === undefined || !isPageOf(current.slug)) return undefined
  const isItsStore =
    headers.get('x-tenant-id') === current.tenantId ||
    new URL(url).pathname.startsWith(`/platform/v1/tenants/${current.tenantId}`)
  return isItsStore ? current : undefined
}

const isPageOf = (slug: string) => `${location.pathname}/`.startsWith(`/stores/${slug}/`)
