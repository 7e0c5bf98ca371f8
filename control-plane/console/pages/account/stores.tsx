import { IconPlus } from '@tabler/icons-react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

type Tenant = Platform['ListedTenant']

export default function Stores() {
  const t = useText()
  const format = useFormat()
  const list = useList<Tenant>(['stores'], (cursor) =>
    dataOf(platform.GET('/platform/v1/tenants', { params: { query: { limit: 50, cursor } } })),
  )
  const open = (
    <ButtonLink to="/account/stores/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('stores.open')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('stores.title')}>{open}</PageHeader>
      <DataTable
        list={list}
        label={t('stores.title')}
        rowKey={({ id }) => id}
        link={({ slug }) => `/stores/${slug}`}
        columns={[
          { key: 'name', label: t('stores.name'), cell: ({ name }) => name },
          { key: 'slug', label: t('stores.address'), cell: ({ slug }) => <bdi>{slug}</bdi> },
          {
            key: 'role',
            label: t('stores.role'),
            cell: ({ membership }) =>
              membership === null ? '–' : (membership.role_name ?? t(`role.${membership.role}`)),
          },
          { key: 'opened', label: t('stores.opened'), cell: ({ created_at }) => format.date(created_at) },
        ]}
        empty={<Empty text={t('stores.none')}>{open}</Empty>}
      />
    </>
  )
}
