// Which collections a product is in. Into those without a rule it is put here, and taken out again.
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCollections } from '../../../api/choices.ts'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { inRows, useUndoable } from '../../../parts/undoable.ts'
import { useText } from './text.ts'

type Collection = Admin['Collection']
type Pages = { pages: { data: Collection[] }[] }

export function ProductCollections({ productId }: { productId: string }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const { add, remove } = useMembership(productId)
  const list = useList<Collection>([id, 'collections', 'of', productId], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/collections', { params: { query: { product: productId, limit: 50, cursor } } }),
    ),
  )
  const mayWrite = can('products:write')
  return (
    <Section title={t('in.title')}>
      <Stack gap="sm">
        <ProblemAlert error={list.error} retry={list.retry} />
        {list.isLoading && <Loading />}
        {!list.isLoading && list.error === null && list.rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('in.none')}
          </Text>
        )}
        {list.rows.map((collection) => (
          <Group key={collection.id} justify="space-between" wrap="nowrap" gap="xs">
            <div>
              <PageLink
                size="sm"
                to={`/stores/${slug}/collections/${collection.id}`}
                style={{ overflowWrap: 'anywhere' }}
              >
                {collection.title}
              </PageLink>
              {collection.rule !== null && (
                <Text size="xs" c="dimmed">
                  {t('in.byRule')}
                </Text>
              )}
            </div>
            {mayWrite && collection.rule === null && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('in.remove', { title: collection.title })}
                onClick={() => void remove(collection)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {list.loadMore && (
          <Button variant="default" size="xs" onClick={list.loadMore} loading={list.isLoadingMore}>
            {common('more')}
          </Button>
        )}
        {mayWrite && !list.isLoading && <Add among={list.rows} onAdd={add} />}
      </Stack>
    </Section>
  )
}

function Add({ among, onAdd }: { among: readonly Collection[]; onAdd: (collection: Collection) => void }) {
  const t = useText()
  const others = (useCollections().data ?? []).filter(
    ({ id, rule }) => rule === null && among.every((one) => one.id !== id),
  )
  if (others.length === 0) return null
  return (
    <Select
      label={t('in.add')}
      searchable
      value={null}
      nothingFoundMessage={t('filter.nothing')}
      data={others
        .map(({ id, title }) => ({ value: id, label: title }))
        .toSorted((a, b) => a.label.localeCompare(b.label))}
      onChange={(value) => {
        const collection = others.find(({ id }) => id === value)
        if (collection !== undefined) onAdd(collection)
      }}
    />
  )
}

/** Puts a product into a collection or takes it out: shown at once, and back again when it is undone. */
function useMembership(productId: string) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const undoable = useUndoable()
  const key = [id, 'collections', 'of', productId]
  const changed = async (write: Promise<unknown>) => {
    await write
    for (const lists of ['collection-members', 'products'])
      await client.invalidateQueries({ queryKey: [id, lists] })
  }
  const put = (collection_id: string) =>
    changed(
      dataOf(
        admin.POST('/admin/v1/collections/{collection_id}/products', {
          params: { path: { collection_id } },
          body: { product_ids: [productId] },
        }),
      ),
    )
  const take = (collection_id: string) =>
    changed(
      dataOf(
        admin.DELETE('/admin/v1/collections/{collection_id}/products/{product_id}', {
          params: { path: { collection_id, product_id: productId } },
        }),
      ),
    )
  const withFirst = (collection: Collection) => (data: unknown) => {
    const list = data as Pages
    const [first, ...rest] = list.pages
    return { ...list, pages: [{ ...first, data: [collection, ...(first?.data ?? [])] }, ...rest] }
  }
  return {
    add: (collection: Collection) =>
      void undoable({
        key,
        apply: withFirst(collection),
        write: () => put(collection.id),
        done: t('in.added', { title: collection.title }),
        undo: () => take(collection.id),
      }),
    remove: (collection: Collection) =>
      undoable({
        key,
        apply: inRows<Collection>((row) => (row.id === collection.id ? undefined : row)),
        write: () => take(collection.id),
        done: t('in.removed', { title: collection.title }),
        undo: () => put(collection.id),
      }),
  }
}
