import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { Figure } from './figure.tsx'
import { useText } from './text.ts'

type Abandoned = Admin['AbandonedCheckout']

export default function AbandonedCheckouts() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin } = useStore()
  const [{ recovered }] = useFilters()
  const list = useList<Abandoned>([id, 'abandoned-checkouts', recovered], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/abandoned-checkouts', {
        params: { query: { limit: 50, cursor, ...(recovered !== undefined && { recovered }) } as never },
      }),
    ),
  )
  return (
    <>
      <PageHeader title={t('abandoned.title')} text={t('abandoned.text')} />
      <Statistics />
      <TabLinks
        label={t('views')}
        tabs={[
          { key: 'all', label: t('tab.all'), search: {}, isCurrent: recovered === undefined },
          ...(['false', 'true'] as const).map((value) => ({
            key: value,
            label: t(value === 'true' ? 'abandoned.recovered' : 'abandoned.lost'),
            search: { recovered: value },
            isCurrent: recovered === value,
          })),
        ]}
      />
      <DataTable
        list={list}
        label={t('abandoned.title')}
        rowKey={({ id }) => id}
        empty={<Empty title={t('abandoned.none')} text={t('abandoned.noneText')} />}
        columns={[
          { key: 'email', label: t('customer'), cell: ({ email }) => email || '–' },
          { key: 'at', label: t('abandoned.at'), cell: ({ abandoned_at }) => format.dateTime(abandoned_at) },
          {
            key: 'items',
            label: t('items'),
            align: 'end',
            cell: ({ quantity }) => format.number(quantity),
          },
          { key: 'total', label: t('total'), align: 'end', cell: ({ total }) => format.money(total) },
          { key: 'state', label: t('state'), cell: (row) => <State row={row} slug={slug} /> },
        ]}
      />
    </>
  )
}

function State({ row, slug }: { row: Abandoned; slug: string }) {
  const t = useText()
  if (row.recovered_at !== null)
    return row.order_id === null ? (
      <StatusBadge tone="good">{t('abandoned.recovered')}</StatusBadge>
    ) : (
      <PageLink to={`/stores/${slug}/orders/${row.order_id}`} size="sm">
        {t('abandoned.recovered')}
      </PageLink>
    )
  return row.opened_at === null ? (
    <StatusBadge tone="plain">{t('abandoned.lost')}</StatusBadge>
  ) : (
    <StatusBadge tone="info">{t('abandoned.opened')}</StatusBadge>
  )
}

function Statistics() {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'abandoned-statistics'],
    queryFn: () => dataOf(admin.GET('/admin/v1/abandoned-checkouts/statistics')),
  })
  if (data === undefined) return null
  const rate = data.recovered_rate === null ? '–' : format.percent(data.recovered_rate)
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('abandoned.period', { from: format.date(data.from), to: format.date(data.to) })}
      </Text>
      <SimpleGrid cols={{ base: 2, md: 4 }} mb="lg">
        <Figure label={t('abandoned.count')}>{format.number(data.abandoned)}</Figure>
        <Figure label={t('abandoned.opened')}>{format.number(data.opened)}</Figure>
        <Figure label={t('abandoned.rate')}>{rate}</Figure>
        <Figure label={t('abandoned.won')}>
          {data.totals.length === 0
            ? '–'
            : data.totals.map(({ recovered }) => (
                <span key={recovered.currency} style={{ display: 'block' }}>
                  {format.money(recovered)}
                </span>
              ))}
        </Figure>
      </SimpleGrid>
    </>
  )
}
