import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

type Page<Row> = { data: Row[]; next_cursor?: string | null }

/** A list that goes on behind a cursor, as parts/data-table.tsx shows it. */
export type List<Row> = {
  readonly rows: readonly Row[]
  readonly isLoading: boolean
  readonly error: Error | null
  readonly retry: () => void
  /** Undefined when this is all. */
  readonly loadMore: (() => void) | undefined
  readonly isLoadingMore: boolean
}

/**
 * Reads a list page by page.
 * @param key of the query: the store's id first, then all that the list depends on, such as filters
 * @param read gives the page behind a cursor
 */
export function useList<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<Page<Row>>,
  { enabled = true, refetchInterval }: { enabled?: boolean; refetchInterval?: number | false } = {},
): List<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval: refetchInterval ?? false,
  })
  return {
    rows: query.data?.pages.flatMap((page) => page.data) ?? [],
    isLoading: query.isPending && enabled,
    error: query.error,
    retry: () => void query.refetch(),
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    isLoadingMore: query.isFetchingNextPage,
  }
}
