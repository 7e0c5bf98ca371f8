import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { listOf, plansQuery } from './queries.ts'
import { useText } from './text.ts'

type Plan = Platform['Plan']

export default function Plans() {
  const t = useText()
  const format = useFormat()
  const query = useQuery(plansQuery)
  const { data: counts } = useQuery({
    queryKey: ['platform', 'tenant-counts'],
    queryFn: () => dataOf(platform.GET('/platform/v1/tenant-counts')),
  })
  const limit = (value: number | null) => (value === null ? t('limit.none') : format.number(value))
  return (
    <>
      <PageHeader title={t('plans.title')} text={t('plans.text')} />
      <DataTable<Plan>
        list={listOf(query)}
        label={t('plans.title')}
        rowKey={({ name }) => name}
        link={({ name }) => `/platform/plans/${name}`}
        columns={[
          { key: 'title', label: t('plans.plan'), cell: ({ title }) => title },
          {
            key: 'stores',
            label: t('overview.stores'),
            align: 'end',
            cell: ({ name }) => (counts === undefined ? '…' : format.number(counts.by_plan[name] ?? 0)),
          },
          {
            key: 'calls',
            label: t('limit.api_calls_per_month'),
            align: 'end',
            cell: ({ limits }) => limit(limits.api_calls_per_month),
          },
          {
            key: 'storage',
            label: t('plans.storage'),
            align: 'end',
            cell: ({ limits }) =>
              limits.storage_bytes === null ? t('limit.none') : format.bytes(limits.storage_bytes),
          },
          { key: 'users', label: t('limit.users'), align: 'end', cell: ({ limits }) => limit(limits.users) },
          {
            key: 'rate',
            label: t('rate.per_minute'),
            align: 'end',
            cell: ({ rate_limits }) => limit(rate_limits.tenant.per_minute),
          },
        ]}
      />
    </>
  )
}
