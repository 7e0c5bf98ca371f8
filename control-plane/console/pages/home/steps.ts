// What is known of a store for its way to the first order.
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { type Store, useStore } from '../../api/session.ts'
import { type Confirmed, isForSale, type StoreState } from './progress.ts'

const CONFIRMED = 'storeplane.start'

/** What somebody said about a store in this browser. */
export const confirmedOf = (storeId: string): Confirmed =>
  JSON.parse(localStorage.getItem(`${CONFIRMED}.${storeId}`) ?? '{}') as Confirmed
export const confirm = (storeId: string, patch: Confirmed): void =>
  localStorage.setItem(`${CONFIRMED}.${storeId}`, JSON.stringify({ ...confirmedOf(storeId), ...patch }))

/** What the store has already; undefined while it is not known. */
export function useStoreState() {
  const store = useStore()
  return useQuery({ queryKey: [store.id, 'start'], queryFn: () => readState(store), staleTime: 0 }).data
}

async function readState({ admin, can }: Store): Promise<StoreState> {
  const one = { params: { query: { limit: 1 } } }
  const isAny = ({ data }: { data: readonly unknown[] }) => data.length > 0
  const [products, hasPayment, hasOrder] = await Promise.all([
    can('products:read') ? readProducts(admin) : undefined,
    can('payments:read') ? dataOf(admin.GET('/admin/v1/payment-gateways')).then(isAny) : undefined,
    can('orders:read') ? dataOf(admin.GET('/admin/v1/orders', one)).then(isAny) : undefined,
  ])
  return { hasProduct: undefined, ...products, hasPayment, hasOrder, seesSettings: can('store:read') }
}

/** How many published products are looked at; whoever has more of them knows the way. */
const LOOKED_AT = 20

async function readProducts(admin: Store['admin']): Promise<Pick<StoreState, 'hasProduct' | 'unfinished'>> {
  const list = async (query: { status?: 'active'; limit: number }) =>
    (await dataOf(admin.GET('/admin/v1/products', { params: { query } }))).data
  if ((await list({ status: 'active', limit: LOOKED_AT })).some(isForSale)) return { hasProduct: true }
  const [unfinished] = await list({ limit: 1 })
  return { hasProduct: false, unfinished }
}
