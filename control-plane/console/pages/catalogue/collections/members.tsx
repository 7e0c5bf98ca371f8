// The products of a collection: in their order, put in and taken out where it has no rule.
import { ActionIcon, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { ChooseProducts } from '../choose-products.tsx'
import { useText } from './text.ts'

type Collection = Admin['Collection']
type Member = Admin['CollectionMemberPage']['data'][number]
type Pages = { pages: { data: Member[] }[] }

export function Members({ collection }: { collection: Collection }) {
  const t = useText()
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const [isChoosing, setChoosing] = useState(false)
  const path = { collection_id: collection.id }
  const list = useList<Member>([id, 'collection-members', collection.id], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/collections/{collection_id}/products', {
        params: { path, query: { limit: 50, cursor } },
      }),
    ),
  )
  const isManual = collection.rule === null && can('products:write')
  const add = async (ids: string[]) => {
    await dataOf(
      admin.POST('/admin/v1/collections/{collection_id}/products', {
        params: { path },
        body: { product_ids: ids },
      }),
    )
    tell(t('members.added', { count: ids.length }))
    await client.invalidateQueries({ queryKey: [id, 'collections', 'of'] })
    await client.invalidateQueries({ queryKey: [id, 'collection-members', collection.id] })
  }
  const button = isManual && <Button onClick={() => setChoosing(true)}>{t('members.add')}</Button>
  return (
    <Section title={t('members.title')} text={collection.rule === null ? undefined : t('members.byRule')}>
      <Stack>
        {collection.refresh.status === 'running' && (
          <div role="status">
            <Text size="sm">{t('members.running')}</Text>
            <Progress value={100} animated aria-label={t('members.running')} />
          </div>
        )}
        <ProblemAlert error={list.error} retry={list.retry} />
        {list.isLoading && <Loading />}
        {list.rows.length > 0 && button && <Group>{button}</Group>}
        {!list.isLoading && list.error === null && list.rows.length === 0 && (
          <Empty text={t('members.none')}>{button}</Empty>
        )}
        <ol style={{ listStyle: 'none', margin: 0, padding: 0 }} aria-label={t('members.title')}>
          {list.rows.map((member, index) => (
            <li key={member.product_id}>
              <Row collection={collection} rows={list.rows} index={index} isManual={isManual} />
            </li>
          ))}
        </ol>
        {list.loadMore && (
          <Button variant="default" onClick={list.loadMore} loading={list.isLoadingMore}>
            {common('more')}
          </Button>
        )}
      </Stack>
      {isChoosing && (
        <ChooseProducts title={t('members.add')} onChoose={add} onClose={() => setChoosing(false)} />
      )}
    </Section>
  )
}

function Row({
  collection,
  rows,
  index,
  isManual,
}: {
  collection: Collection
  rows: readonly Member[]
  index: number
  isManual: boolean
}) {
  const t = useText()
  const { slug } = useStore()
  const { move, remove } = useMembers(collection.id, rows)
  const member = rows[index]
  if (member === undefined) return null
  const name = { name: member.title }
  return (
    <Group justify="space-between" wrap="nowrap" py={4}>
      <PageLink to={`/stores/${slug}/products/${member.product_id}`} style={{ overflowWrap: 'anywhere' }}>
        {member.title}
      </PageLink>
      {isManual && (
        <Group gap={0} wrap="nowrap">
          {collection.sort === 'manual' && (
            <>
              <ActionIcon
                variant="subtle"
                aria-label={t('members.up', name)}
                disabled={index === 0}
                onClick={() => void move(index, index - 1)}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={t('members.down', name)}
                disabled={index === rows.length - 1}
                onClick={() => void move(index, index + 1)}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
            </>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('members.remove', name)}
            onClick={() => void remove(index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </Group>
  )
}

/** Puts rows elsewhere or takes them out: shown at once, and back again when it is undone. */
function useMembers(collectionId: string, rows: readonly Member[]) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const undoable = useUndoable()
  const key = [id, 'collection-members', collectionId]
  const path = { collection_id: collectionId }
  const ids = rows.map(({ product_id }) => product_id)
  /** Writes that a product stands behind that which is before `index` in an order. */
  const put = (order: readonly string[], index: number) =>
    dataOf(
      admin.POST('/admin/v1/collections/{collection_id}/products', {
        params: { path },
        body: { product_ids: order.slice(index, index + 1), after: order[index - 1] ?? null },
      }),
    )
  const inOrder = (order: readonly string[]) => (data: unknown) => {
    const list = data as Pages
    const byId = new Map(list.pages.flatMap((page) => page.data).map((row) => [row.product_id, row]))
    let next = 0
    const take = (count: number) => {
      const part = order.slice(next, next + count).flatMap((one) => byId.get(one) ?? [])
      next += count
      return part
    }
    return { ...list, pages: list.pages.map((page) => ({ ...page, data: take(page.data.length) })) }
  }
  return {
    move: (from: number, to: number) => {
      const order = ids.toSpliced(from, 1).toSpliced(to, 0, ...ids.slice(from, from + 1))
      return undoable({
        key,
        apply: inOrder(order),
        write: () => put(order, to),
        done: t('members.moved'),
        undo: () => put(ids, from),
      })
    },
    remove: (index: number) =>
      undoable({
        key,
        apply: inOrder(ids.toSpliced(index, 1)),
        write: async () => {
          await dataOf(
            admin.DELETE('/admin/v1/collections/{collection_id}/products/{product_id}', {
              params: { path: { ...path, product_id: ids[index] ?? '' } },
            }),
          )
          await client.invalidateQueries({ queryKey: [id, 'collections', 'of'] })
        },
        done: t('members.removed'),
        undo: () => put(ids, index),
      }),
  }
}
