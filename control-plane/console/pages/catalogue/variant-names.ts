// What variants are called and cost, for lists that have only their ids.
import { useQueries } from '@tanstack/react-query'
import { type Admin, type AdminClient, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'

export type NamedVariant = Admin['NamedVariants']['data'][number]

type Wanted = {
  readonly id: string
  readonly resolve: (variant: NamedVariant | null) => void
  readonly reject: (error: unknown) => void
}

const MOST_AT_ONCE = 100
const wanted = new Map<AdminClient, Wanted[]>()

/** One of them, or null where it is gone; what is asked for at the same time goes out as one request. */
function variantOf(admin: AdminClient, id: string): Promise<NamedVariant | null> {
  return new Promise((resolve, reject) => {
    const waiting = wanted.get(admin) ?? []
    wanted.set(admin, waiting)
    if (waiting.push({ id, resolve, reject }) === 1) setTimeout(() => ask(admin))
    if (waiting.length === MOST_AT_ONCE) void ask(admin)
  })
}

async function ask(admin: AdminClient): Promise<void> {
  const waiting = wanted.get(admin) ?? []
  wanted.delete(admin)
  if (waiting.length === 0) return
  const ids = waiting.map(({ id }) => id).join()
  try {
    const { data } = await dataOf(admin.GET('/admin/v1/variants', { params: { query: { ids } } }))
    for (const { id, resolve } of waiting) resolve(data.find((variant) => variant.id === id) ?? null)
  } catch (error) {
    for (const { reject } of waiting) reject(error)
  }
}

/** Those of the variants that are known yet; none for staff who may not see products. */
export function useNamedVariants(ids: readonly string[]): ReadonlyMap<string, NamedVariant> {
  const { id: storeId, admin, can } = useStore()
  const variants = useQueries({
    queries: [...new Set(ids)].map((id) => ({
      queryKey: [storeId, 'variants', id],
      queryFn: () => variantOf(admin, id),
      staleTime: 300_000,
      enabled: can('products:read'),
    })),
  })
  return new Map(variants.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])))
}

/** "Shirt – Red / S", or "Mug" where there are no options. */
export const fullName = ({ product_title, title }: NamedVariant): string =>
  title === '' ? product_title : `${product_title} – ${title}`
