// What is known of a store for its way to the first order.
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { type Store, useStore } from '../../api/session.ts'
import { useUndoable } from '../../parts/undoable.ts'
import { type Confirmed, isForSale, type StoreState } from './progress.ts'
import { useText } from './text.ts'

/** What the store has already; undefined while it is not known. */
export function useStoreState() {
  const store = useStore()
  return useQuery({ queryKey: [store.id, 'start'], queryFn: () => readState(store), staleTime: 0 }).data
}

/** Gives what says for all of the store's staff that a step is done, at once; it can be taken back. */
export function useConfirm(state: StoreState | undefined): (step: Confirmed) => void {
  const t = useText()
  const { id, admin } = useStore()
  const change = useUndoable()
  const before = state?.confirmed ?? []
  return (step) => {
    const after = [...new Set([...before, step])]
    const write = (setup_done: Confirmed[]) =>
      dataOf(admin.PATCH('/admin/v1/store', { body: { setup_done } }))
    void change({
      key: [id, 'start'],
      apply: (known) => ({ ...(known as StoreState), confirmed: after }),
      write: () => write(after),
      done: t(step === 'hidden' ? 'start.isHidden' : 'start.isDone'),
      undo: () => write([...before]),
    })
  }
}

async function readState({ admin, can }: Store): Promise<StoreState> {
  const one = { params: { query: { limit: 1 } } }
  const isAny = ({ data }: { data: readonly unknown[] }) => data.length > 0
  const [products, hasPayment, hasOrder, settings] = await Promise.all([
    can('products:read') ? readProducts(admin) : undefined,
    can('payments:read') ? dataOf(admin.GET('/admin/v1/payment-gateways')).then(isAny) : undefined,
    can('orders:read') ? dataOf(admin.GET('/admin/v1/orders', one)).then(isAny) : undefined,
    can('store:read') ? dataOf(admin.GET('/admin/v1/store')) : undefined,
  ])
  return { hasProduct: undefined, ...products, hasPayment, hasOrder, confirmed: settings?.setup_done }
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
