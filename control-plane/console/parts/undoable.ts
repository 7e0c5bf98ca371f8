import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useCommon } from '../i18n/common.ts'
import { tell, useTellProblem } from './notices.tsx'

type Change = {
  /** The queries that show what changes, by the beginning of their keys. */
  readonly key: QueryKey
  /** Puts the change into what one of them holds; for lists see `inRows`. */
  readonly apply: (data: unknown) => unknown
  readonly write: () => Promise<unknown>
  /** What is said once it is done. */
  readonly done: string
  /** Writes what was before; without it nothing is offered. */
  readonly undo?: () => Promise<unknown>
}

/**
 * Gives what shows a change at once, writes it, and offers to take it back. A refusal brings back what was shown.
 * For what can be undone without harm; what can't asks first, with ConfirmButton.
 */
export function useUndoable(): (change: Change) => Promise<void> {
  const client = useQueryClient()
  const t = useCommon()
  const tellProblem = useTellProblem()
  return async ({ key, apply, write, done, undo }) => {
    await client.cancelQueries({ queryKey: key })
    const before = client.getQueriesData({ queryKey: key })
    const restore = () => {
      for (const [queryKey, data] of before) client.setQueryData(queryKey, data)
    }
    client.setQueriesData({ queryKey: key }, (data: unknown) => (data === undefined ? data : apply(data)))
    const refresh = () => client.invalidateQueries({ queryKey: key })
    try {
      await write()
    } catch (error) {
      restore()
      tellProblem(error)
      return
    }
    const takeBack = async () => {
      restore()
      try {
        await undo?.()
      } catch (error) {
        tellProblem(error)
      }
      await refresh()
    }
    tell(done, undo && { label: t('undo'), run: () => void takeBack() })
    await refresh()
  }
}

/** For `apply` on a list read by `useList`: what `change` gives stands in the row's place; undefined removes it. */
export const inRows =
  <Row>(change: (row: Row) => Row | undefined) =>
  (data: unknown): unknown => {
    const list = data as { pages: { data: Row[] }[] }
    const changed = (rows: Row[]) =>
      rows.map(change).filter((row): row is NonNullable<typeof row> => row !== undefined)
    return { ...list, pages: list.pages.map((page) => ({ ...page, data: changed(page.data) })) }
  }
