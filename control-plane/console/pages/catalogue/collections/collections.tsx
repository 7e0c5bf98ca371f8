// All collections.
import { IconPlus } from '@tabler/icons-react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Pictured } from '../products/product-parts.tsx'
import { CollectionState } from './collection-state.tsx'
import { useText } from './text.ts'

export default function Collections() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const list = useList<Admin['Collection']>([id, 'collections'], (cursor) =>
    dataOf(admin.GET('/admin/v1/collections', { params: { query: { limit: 50, cursor } } })),
  )
  const add = can('products:write') && (
    <ButtonLink to={`/stores/${slug}/collections/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('collections.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('collections.title')} text={t('collections.text')}>
        {list.rows.length > 0 && add}
      </PageHeader>
      <DataTable
        list={list}
        label={t('collections.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/collections/${id}`}
        columns={[
          {
            key: 'title',
            label: t('collections.one'),
            cell: ({ title, image_url }) => <Pictured url={image_url}>{title}</Pictured>,
          },
          {
            key: 'kind',
            label: t('collections.kind'),
            cell: ({ rule }) => t(rule === null ? 'kind.manual' : 'kind.rule'),
          },
          {
            key: 'state',
            label: t('collections.state'),
            cell: (collection) => <CollectionState collection={collection} />,
          },
          {
            key: 'updated',
            label: t('collections.updated'),
            cell: ({ updated_at }) => format.ago(updated_at),
          },
        ]}
        empty={
          <Empty title={t('collections.none')} text={t('collections.noneText')}>
            {add}
          </Empty>
        }
      />
    </>
  )
}
