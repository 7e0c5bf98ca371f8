import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Search = Readonly<Record<string, string>>

/** What stands behind the question mark, as plain texts: a number stays as it was typed. */
export const parseSearch = (search: string): Search => Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/**
 * Filters that live in the address, so that they can be linked to and survive a reload.
 * `set({ q: 'tea', status: undefined })` changes some of them; what is empty is left out.
 */
export function useFilters(): [Search, (patch: Record<string, string | undefined>) => void] {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const set = useCallback(
    (patch: Record<string, string | undefined>) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...patch })) as never,
        replace: true,
      }),
    [navigate],
  )
  return [search, set]
}
