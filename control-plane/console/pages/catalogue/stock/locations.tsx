// Where goods lie.
import { Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { useLocations } from '../adjust.tsx'
import { useText } from './text.ts'

export default function Locations() {
  const t = useText()
  const format = useFormat()
  const { slug, can } = useStore()
  const query = useLocations()
  const list = {
    rows: query.data?.data ?? [],
    isLoading: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    loadMore: undefined,
    isLoadingMore: false,
  }
  return (
    <>
      <PageHeader title={t('locations.title')} text={t('locations.text')}>
        {can('inventory:write') && (
          <ButtonLink to={`/stores/${slug}/locations/new`} leftSection={<IconPlus size={16} aria-hidden />}>
            {t('locations.new')}
          </ButtonLink>
        )}
      </PageHeader>
      <DataTable
        list={list}
        label={t('locations.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/locations/${id}`}
        columns={[
          { key: 'name', label: t('location.name'), cell: ({ name }) => name },
          {
            key: 'status',
            label: t('location.status'),
            cell: ({ status, is_default }) => (
              <Group gap="xs">
                <StatusBadge tone={status === 'active' ? 'good' : 'plain'}>
                  {t(`location.${status}`)}
                </StatusBadge>
                {is_default && <StatusBadge tone="info">{t('location.default')}</StatusBadge>}
              </Group>
            ),
          },
          {
            key: 'online',
            label: t('location.online'),
            cell: ({ fulfils_online }) => t(fulfils_online ? 'location.yes' : 'location.no'),
          },
          {
            key: 'address',
            label: t('location.address'),
            cell: ({ address }) =>
              address === null
                ? '–'
                : [address.line1, address.city, format.countryName(address.country)]
                    .filter((part) => part !== '')
                    .join(', '),
          },
          {
            key: 'priority',
            label: t('location.priority'),
            align: 'end',
            cell: ({ priority }) => format.number(priority),
          },
        ]}
      />
    </>
  )
}
