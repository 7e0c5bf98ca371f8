// The categories as a tree: added, moved among their siblings, opened.
import { ActionIcon, Box, Group } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react'
import { useCategories } from '../../../api/choices.ts'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { ButtonLink, IconLink, PageLink } from '../../../parts/links.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { Thumbnail } from '../products/product-parts.tsx'
import { useText } from './text.ts'
import { childrenOf, positionsAfter } from './tree.ts'

type Category = Admin['Category']

export default function Categories() {
  const t = useText()
  const { slug, can } = useStore()
  const query = useCategories()
  const all = query.data ?? []
  const add = can('products:write') && (
    <ButtonLink to={`/stores/${slug}/categories/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('categories.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('categories.title')} text={t('categories.text')}>
        {all.length > 0 && add}
      </PageHeader>
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && <Loading />}
      {query.data?.length === 0 && (
        <Empty title={t('categories.none')} text={t('categories.noneText')}>
          {add}
        </Empty>
      )}
      {all.length > 0 && <Branch all={all} parentId={null} label={t('categories.title')} />}
    </>
  )
}

function Branch({
  all,
  parentId,
  label,
}: {
  all: readonly Category[]
  parentId: string | null
  label: string
}) {
  const siblings = childrenOf(all, parentId)
  if (siblings.length === 0) return null
  return (
    <Box
      component="ul"
      aria-label={label}
      m={0}
      py={0}
      ps={parentId === null ? 0 : 28}
      style={{ listStyle: 'none' }}
    >
      {siblings.map((category, index) => (
        <li key={category.id}>
          <Row category={category} siblings={siblings} index={index} />
          <Branch all={all} parentId={category.id} label={category.name} />
        </li>
      ))}
    </Box>
  )
}

function Row({
  category,
  siblings,
  index,
}: {
  category: Category
  siblings: readonly Category[]
  index: number
}) {
  const t = useText()
  const { slug, can } = useStore()
  const move = useMove(siblings)
  const name = { name: category.name }
  return (
    <Group
      justify="space-between"
      wrap="nowrap"
      py={6}
      style={{ borderBlockEnd: '1px solid var(--mantine-color-default-border)' }}
    >
      <Group gap="sm" wrap="nowrap">
        <Thumbnail url={category.image_url} size={32} />
        <PageLink to={`/stores/${slug}/categories/${category.id}`} style={{ overflowWrap: 'anywhere' }}>
          {category.name}
        </PageLink>
      </Group>
      {can('products:write') && (
        <Group gap={0} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            aria-label={t('members.up', name)}
            disabled={index === 0}
            onClick={() => void move(category.id, -1)}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t('members.down', name)}
            disabled={index === siblings.length - 1}
            onClick={() => void move(category.id, 1)}
          >
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
          <IconLink
            variant="subtle"
            aria-label={t('categories.addBelow', name)}
            to={`/stores/${slug}/categories/new`}
            search={{ parent: category.id } as never}
          >
            <IconPlus size={16} aria-hidden />
          </IconLink>
        </Group>
      )}
    </Group>
  )
}

function useMove(siblings: readonly Category[]) {
  const t = useText()
  const { id: storeId, admin } = useStore()
  const undoable = useUndoable()
  return (id: string, by: -1 | 1) => {
    const changes = positionsAfter(siblings, id, by)
    const positions = new Map(changes.map(({ id, position }) => [id, position]))
    const write = async (value: (change: (typeof changes)[number]) => number) => {
      for (const change of changes)
        await dataOf(
          admin.PATCH('/admin/v1/categories/{category_id}', {
            params: { path: { category_id: change.id } },
            body: { position: value(change) },
          }),
        )
    }
    return undoable({
      key: [storeId, 'categories', 'all'],
      apply: (data) =>
        (data as Category[]).map((one) => ({ ...one, position: positions.get(one.id) ?? one.position })),
      write: () => write(({ position }) => position),
      done: t('members.moved'),
      undo: () => write(({ before }) => before),
    })
  }
}
