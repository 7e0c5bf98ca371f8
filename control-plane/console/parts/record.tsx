// What pages of one thing of a store have in common: it is read, saved and deleted.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useStore } from '../api/session.ts'
import { useCommon } from '../i18n/common.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { ProblemAlert, tell } from './notices.tsx'
import { PageHeader } from './page-header.tsx'
import { Loading } from './placeholder.tsx'

/** Where queries keep a thing, without the store's id in front. */
export type RecordKeys = {
  /** Of the query that reads it. */
  readonly one: readonly string[]
  /** How the keys of all others that show it begin. */
  readonly lists: readonly string[]
}

/** The head of a page and, once it is read, the thing that it is about; or why it can't be read. */
export function RecordPage<Row>({
  query,
  back,
  title,
  badge,
  text,
  actions,
  children,
}: {
  query: UseQueryResult<Row>
  back: { to: string; label: string }
  title: (row: Row) => ReactNode
  badge?: (row: Row) => ReactNode
  text?: (row: Row) => ReactNode
  /** Buttons. */
  actions: (row: Row) => ReactNode
  children: (row: Row) => ReactNode
}) {
  const { data } = query
  return (
    <>
      <PageHeader
        title={data === undefined ? '…' : title(data)}
        badge={data !== undefined && badge?.(data)}
        text={data !== undefined && text?.(data)}
        back={back}
      >
        {data !== undefined && actions(data)}
      </PageHeader>
      {data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {data !== undefined && children(data)}
    </>
  )
}

/** Gives what shows a thing as it was saved, everywhere, and says so. */
export function useSaved({ one, lists }: RecordKeys): (saved: object) => Promise<void> {
  const t = useCommon()
  const { id } = useStore()
  const client = useQueryClient()
  return async (saved) => {
    client.setQueryData([id, ...one], saved)
    tell(t('saved'))
    for (const list of lists) await client.invalidateQueries({ queryKey: [id, list] })
  }
}

/** Asks, deletes, and leads to where the others are. */
export function DeleteButton({
  title,
  children,
  remove,
  done,
  keys: { one, lists },
  to,
  search = {},
}: {
  title: string
  /** What will happen. */
  children: ReactNode
  /** Throws what the API refused. */
  remove: () => Promise<unknown>
  /** What is said once it is done. */
  done?: string
  keys: RecordKeys
  to: string
  search?: object
}) {
  const t = useCommon()
  const { id } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const run = async () => {
    await remove()
    if (done !== undefined) tell(done)
    await navigate({ to, search: search as never })
    client.removeQueries({ queryKey: [id, ...one] })
    for (const list of lists) await client.invalidateQueries({ queryKey: [id, list] })
  }
  return (
    <ConfirmButton label={t('delete')} title={title} onConfirm={run}>
      {children}
    </ConfirmButton>
  )
}
