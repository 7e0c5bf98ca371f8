// The order of this page's address, and what belongs to it.
import { queryOptions, useQueries, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type Store, useStore } from '../../../api/session.ts'

export type Order = Admin['Order']
export type OrderLine = Order['line_items'][number]

const PENDING_MS = 3_000

const orderQuery = ({ id, admin }: Store, orderId: string) =>
  queryOptions({
    queryKey: [id, 'order', orderId],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/orders/{order_id}', { params: { path: { order_id: orderId } } })),
  })

/** The order that the address names, and its own address. Throws `not_found` into the page. */
export function useOrder(): { order: Order; address: string } {
  const { orderId = '' } = useParams({ strict: false }) as { orderId?: string }
  const store = useStore()
  const { data: order } = useSuspenseQuery(orderQuery(store, orderId))
  return { order, address: `/stores/${store.slug}/orders/${order.id}` }
}

/** Reads anew whatever shows an order: itself, its parts and the lists. */
export function useRefreshOrder(): () => Promise<void> {
  const { id } = useStore()
  const client = useQueryClient()
  return async () => {
    const keys = ['order', 'orders', 'returns', 'return']
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [id, key] })))
  }
}

const pathOf = (order: Order) => ({ path: { order_id: order.id } })

/** What was and is being paid; read again and again while a provider has not answered yet. */
export function usePayments(order: Order) {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'order', order.id, 'payments'],
    queryFn: () => dataOf(admin.GET('/admin/v1/orders/{order_id}/payments', { params: pathOf(order) })),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ operations }) => operations.some(({ status }) => status === 'pending'))
        ? PENDING_MS
        : false,
  })
}

export function useFulfillments(order: Order) {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'order', order.id, 'fulfillments'],
    queryFn: () => dataOf(admin.GET('/admin/v1/orders/{order_id}/fulfillments', { params: pathOf(order) })),
  })
}

/** What is still to be sent, and from where. */
export function usePlan(order: Order) {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'order', order.id, 'plan'],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/orders/{order_id}/fulfillment-plan', { params: pathOf(order) })),
  })
}

export function useRefunds(order: Order) {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'order', order.id, 'refunds'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/orders/{order_id}/refunds', {
          params: { ...pathOf(order), query: { limit: 100 } },
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'pending') ? PENDING_MS : false,
  })
}

export function useReturnsOf(order: Order) {
  const { id, admin } = useStore()
  return useQuery({
    queryKey: [id, 'order', order.id, 'returns'],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/returns', { params: { query: { order_id: order.id, limit: 100 } } })),
  })
}

/** The store's own settings, if the person may see them. */
export function useStoreSettings() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'store'],
    queryFn: () => dataOf(admin.GET('/admin/v1/store')),
    enabled: can('store:read'),
    staleTime: 300_000,
  }).data
}

export function useLocations() {
  const { id, admin, can } = useStore()
  const query = useQuery({
    queryKey: [id, 'locations'],
    queryFn: () => dataOf(admin.GET('/admin/v1/inventory/locations')),
    enabled: can('inventory:read'),
    staleTime: 60_000,
  })
  return query.data?.data ?? []
}

const PICTURED = 20

/** Pictures of products by the products' ids, as far as the person may see them. */
export function usePictures(productIds: readonly string[]): ReadonlyMap<string, string> {
  const { id, admin, can } = useStore()
  const own = useStoreSettings()?.own_url
  const wanted = [...new Set(productIds)].slice(0, PICTURED)
  return useQueries({
    queries: wanted.map((productId) => ({
      queryKey: [id, 'product-picture', productId],
      queryFn: async () => {
        const params = { path: { product_id: productId } }
        const product = await dataOf(admin.GET('/admin/v1/products/{product_id}', { params }))
        return product.images[0]?.url ?? null
      },
      enabled: can('products:read'),
      staleTime: 600_000,
      retry: false,
    })),
    combine: (answers) => {
      const pictures = new Map<string, string>()
      for (const [index, { data: url }] of answers.entries()) {
        const productId = wanted[index]
        if (productId === undefined || !url || !(own || URL.canParse(url))) continue
        pictures.set(productId, new URL(url, own ?? undefined).href)
      }
      return pictures
    },
  })
}
