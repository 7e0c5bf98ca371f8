// What is known of a store for its way to the first order.
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { type Store, useStore } from '../../api/session.ts'
import type { Confirmed, StoreState } from './progress.ts'

const CONFIRMED = 'storeplane.start'

/** What somebody said about a store in this browser. */
export const confirmedOf = (storeId: string): Confirmed =>
  JSON.parse(localStorage.getItem(`${CONFIRMED}.${storeId}`) ?? '{}') as Confirmed
export const confirm = (storeId: string, patch: Confirmed): void =>
  localStorage.setItem(`${CONFIRMED}.${storeId}`, JSON.stringify({ ...confirmedOf(storeId), ...patch }))

/** What the store has already; undefined while it is not known. */
export function useStoreState() {
  const store = useStore()
  return useQuery({ queryKey: [store.id, 'start'], queryFn: () => readState(store), staleTime: 5_000 }).data
}

async function readState({ admin, can }: Store): Promise<StoreState> {
  const one = { params: { query: { limit: 1 } } }
  const isAny = ({ data }: { data: readonly unknown[] }) => data.length > 0
  const [hasProduct, hasPayment, hasOrder] = await Promise.all([
    can('products:read') ? dataOf(admin.GET('/admin/v1/products', one)).then(isAny) : undefined,
    can('payments:read') ? dataOf(admin.GET('/admin/v1/payment-gateways')).then(isAny) : undefined,
    can('orders:read') ? dataOf(admin.GET('/admin/v1/orders', one)).then(isAny) : undefined,
  ])
  return { hasProduct, hasPayment, hasOrder, seesSettings: can('store:read') }
}
