// All brands.
import { IconPlus } from '@tabler/icons-react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Pictured } from '../products/product-parts.tsx'
import { useText } from './text.ts'

export default function Brands() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const list = useList<Admin['Brand']>([id, 'brands'], (cursor) =>
    dataOf(admin.GET('/admin/v1/brands', { params: { query: { limit: 50, cursor } } })),
  )
  const add = can('products:write') && (
    <ButtonLink to={`/stores/${slug}/brands/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('brands.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('brands.title')}>{list.rows.length > 0 && add}</PageHeader>
      <DataTable
        list={list}
        label={t('brands.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/brands/${id}`}
        columns={[
          {
            key: 'name',
            label: t('brands.one'),
            cell: ({ name, logo_url }) => <Pictured url={logo_url}>{name}</Pictured>,
          },
          {
            key: 'popularity',
            label: t('brands.popularity'),
            align: 'end',
            cell: ({ popularity_score }) => format.number(popularity_score),
          },
          {
            key: 'quality',
            label: t('brands.quality'),
            align: 'end',
            cell: ({ quality_score }) => format.number(quality_score),
          },
        ]}
        empty={
          <Empty title={t('brands.none')} text={t('brands.noneText')}>
            {add}
          </Empty>
        }
      />
    </>
  )
}
