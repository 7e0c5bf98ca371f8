// Goods on their way from one location to another.
import { IconPlus } from '@tabler/icons-react'
import { dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { type Search, useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { useLocations } from '../adjust.tsx'
import { sumOf, type Transfer, useLocationNames } from './stock-data.ts'
import { useText } from './text.ts'
import { TransferStatus } from './transfer-status.tsx'

const STATUSES = ['draft', 'in_transit', 'received', 'cancelled'] as const

export default function Transfers() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [{ status: wanted }] = useFilters()
  const status = STATUSES.find((one) => one === wanted)
  const locations = useLocations().data?.data
  const nameOf = useLocationNames()
  const list = useList<Transfer>([id, 'transfers', 'list', status], (cursor) =>
    dataOf(admin.GET('/admin/v1/inventory/transfers', { params: { query: { limit: 25, cursor, status } } })),
  )
  const create = can('inventory:write') && locations !== undefined && locations.length > 1 && (
    <ButtonLink to={`/stores/${slug}/stock/transfers/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('transfers.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title={t('transfers.title')}
        text={t('transfers.text')}
        back={{ to: `/stores/${slug}/stock`, label: t('levels.title') }}
      >
        {create}
      </PageHeader>
      <TabLinks
        label={t('location.status')}
        tabs={[undefined, ...STATUSES].map((one) => ({
          key: one ?? 'all',
          label: t(one === undefined ? 'levels.all' : `transfer.${one}`),
          search: { ...(one !== undefined && { status: one }) } as Search,
          isCurrent: status === one,
        }))}
      />
      <DataTable
        list={list}
        label={t('transfers.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/stock/transfers/${id}`}
        columns={[
          { key: 'at', label: t('transfer.created'), cell: ({ created_at }) => format.dateTime(created_at) },
          { key: 'from', label: t('transfer.from'), cell: (one) => nameOf(one.from_location_id) },
          { key: 'to', label: t('transfer.to'), cell: (one) => nameOf(one.to_location_id) },
          { key: 'status', label: t('location.status'), cell: (one) => <TransferStatus transfer={one} /> },
          {
            key: 'units',
            label: t('transfer.units'),
            align: 'end',
            cell: ({ lines }) => format.number(sumOf(lines.map(({ quantity }) => quantity))),
          },
          {
            key: 'received',
            label: t('transfer.received'),
            align: 'end',
            cell: ({ lines }) => format.number(sumOf(lines.map(({ received }) => received))),
          },
          { key: 'note', label: t('transfer.note'), cell: ({ note }) => note || '–' },
        ]}
        empty={
          status === undefined ? (
            <Empty
              title={t('transfers.none')}
              text={t(locations?.length === 1 ? 'transfers.oneLocation' : 'transfers.noneText')}
            >
              {locations?.length === 1 && can('inventory:write') ? (
                <ButtonLink to={`/stores/${slug}/locations/new`}>{t('locations.new')}</ButtonLink>
              ) : (
                create
              )}
            </Empty>
          ) : (
            <Empty text={t('levels.noneFound')} />
          )
        }
      />
    </>
  )
}
