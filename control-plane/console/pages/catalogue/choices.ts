// What products can be given besides categories and collections: brands, currencies; and where the shop is.
import { useQuery } from '@tanstack/react-query'
import { allOf, byLabel, type Choice, useMarkets } from '../../api/choices.ts'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'

export function useBrandChoices(): Choice[] {
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'brands', 'all'],
    queryFn: () =>
      allOf<Admin['Brand']>((cursor) =>
        dataOf(admin.GET('/admin/v1/brands', { params: { query: { limit: 100, cursor } } })),
      ),
  })
  return (data ?? []).map(({ id, name }) => ({ value: id, label: name })).toSorted(byLabel)
}

/** The store's settings; nothing for staff who may not see them. */
export function useSettings() {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'store'],
    queryFn: () => dataOf(admin.GET('/admin/v1/store')),
    enabled: can('store:read'),
  })
}

/** The currencies that the store's markets sell in, that of the default market first. */
export function useCurrencies() {
  const { data, isLoading } = useMarkets()
  const markets = (data?.data ?? []).toSorted((a, b) => Number(b.is_default) - Number(a.is_default))
  return {
    currencies: [...new Set(markets.flatMap(({ currency, currencies }) => [currency, ...currencies]))],
    isLoading,
  }
}

/** The groups of customers; none for staff who may not see customers. */
export function useGroupChoices(): Choice[] {
  const { id, admin, can } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'customer-groups', 'choices'],
    queryFn: () =>
      allOf<Admin['CustomerGroup']>((cursor) =>
        dataOf(admin.GET('/admin/v1/customer-groups', { params: { query: { limit: 100, cursor } } })),
      ),
    enabled: can('customers:read'),
  })
  return (data ?? []).map(({ id, name }) => ({ value: id, label: name })).toSorted(byLabel)
}

/** The markets by their codes. */
export const useMarketChoices = (): Choice[] =>
  (useMarkets().data?.data ?? []).map(({ code, name }) => ({ value: code, label: name })).toSorted(byLabel)

/** Makes addresses of the hosted shop: `shopUrl('/products/tea')`; undefined while it is not known where the shop is. */
export function useShopUrl(): (path: string) => string | undefined {
  const { data } = useSettings()
  const address = data?.storefront_url ?? data?.own_url
  return (path) => (address === undefined || address === null ? undefined : new URL(path, address).href)
}
