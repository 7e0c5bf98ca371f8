// What several pages of the platform read.
import { queryOptions } from '@tanstack/react-query'
import { dataOf, platform } from '../../api/client.ts'
import type { List } from '../../api/lists.ts'

const REFETCH_MS = 15_000

export const shardsQuery = queryOptions({
  queryKey: ['platform', 'shards'],
  queryFn: () => dataOf(platform.GET('/platform/v1/shards')),
  refetchInterval: REFETCH_MS,
})

export const plansQuery = queryOptions({
  queryKey: ['platform', 'plans'],
  queryFn: () => dataOf(platform.GET('/platform/v1/plans')),
})

export const tenantQuery = (id: string) =>
  queryOptions({
    queryKey: ['platform', 'tenant', id],
    queryFn: () =>
      dataOf(platform.GET('/platform/v1/tenants/{tenant_id}', { params: { path: { tenant_id: id } } })),
  })

/** A query that reads all rows at once, as a list. */
export const listOf = <Row>(query: {
  data?: { data: readonly Row[] } | undefined
  isPending: boolean
  error: Error | null
  refetch: () => unknown
}): List<Row> => ({
  rows: query.data?.data ?? [],
  isLoading: query.isPending,
  error: query.error,
  retry: () => void query.refetch(),
  loadMore: undefined,
  isLoadingMore: false,
})
