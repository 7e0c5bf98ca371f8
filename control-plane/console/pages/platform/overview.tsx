import { SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { listOf, shardsQuery } from './queries.ts'
import { Room, ShardState } from './shard-parts.tsx'
import { useText } from './text.ts'
import { Facts, Panel, rangeOf, SpanPicker, TrafficPlots, useSpan, useTraffic } from './traffic.tsx'

export default function Overview() {
  const t = useText()
  return (
    <>
      <PageHeader title={t('overview.title')}>
        <SpanPicker />
      </PageHeader>
      <Figures />
      <TrafficPlots of={{}} />
      <SimpleGrid cols={{ base: 1, xl: 2 }} mt="md">
        <BusyStores />
        <ShardsNow />
      </SimpleGrid>
    </>
  )
}

function Figures() {
  const t = useText()
  const format = useFormat()
  const { data: traffic } = useTraffic({})
  const { data: counts } = useQuery({
    queryKey: ['platform', 'tenant-counts'],
    queryFn: () => dataOf(platform.GET('/platform/v1/tenant-counts')),
  })
  const { data: shards } = useQuery(shardsQuery)
  const total = traffic?.total
  const failedJobs = shards?.data.reduce((sum, shard) => sum + (shard.last_sighting?.failed_jobs ?? 0), 0)
  const errors = total && total.requests > 0 ? total.status_5xx / total.requests : 0
  return (
    <Facts
      facts={[
        { label: t('traffic.requests'), value: total ? format.number(total.requests) : '…' },
        {
          label: t('overview.errors'),
          value: total ? format.percent(errors, 2) : '…',
          tone: errors > 0 ? 'bad' : undefined,
        },
        {
          label: t('traffic.p95'),
          value: !total
            ? '…'
            : total.p95_ms === null
              ? '–'
              : t('milliseconds', { ms: format.number(total.p95_ms, { maximumFractionDigits: 1 }) }),
        },
        { label: t('traffic.orders'), value: total ? format.number(total.orders) : '…' },
        { label: t('overview.stores'), value: counts ? format.number(counts.total) : '…' },
        {
          label: t('overview.failedJobs'),
          value: failedJobs === undefined ? '…' : format.number(failedJobs),
          tone: (failedJobs ?? 0) > 0 ? 'bad' : undefined,
        },
      ]}
    />
  )
}

type Busy = Platform['BusyStores']['data'][number]

function BusyStores() {
  const t = useText()
  const format = useFormat()
  const span = useSpan()
  const query = useQuery({
    queryKey: ['platform', 'busy', span],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/traffic/stores', { params: { query: { ...rangeOf(span), limit: 8 } } }),
      ),
  })
  return (
    <Panel title={t('overview.busy')}>
      <DataTable<Busy>
        list={listOf(query)}
        label={t('overview.busy')}
        rowKey={({ tenant }) => tenant.id}
        link={({ tenant }) => `/platform/tenants/${tenant.id}`}
        columns={[
          { key: 'name', label: t('tenants.name'), cell: ({ tenant }) => tenant.name },
          {
            key: 'requests',
            label: t('traffic.requests'),
            align: 'end',
            cell: ({ requests }) => format.number(requests),
          },
          {
            key: 'errors',
            label: t('traffic.5xx'),
            align: 'end',
            cell: ({ status_5xx }) => format.number(status_5xx),
          },
          {
            key: 'p95',
            label: t('traffic.p95'),
            align: 'end',
            cell: ({ p95_ms }) =>
              p95_ms === null
                ? '–'
                : t('milliseconds', { ms: format.number(p95_ms, { maximumFractionDigits: 1 }) }),
          },
        ]}
        empty={<Empty text={t('overview.quiet')} />}
      />
    </Panel>
  )
}

function ShardsNow() {
  const t = useText()
  const query = useQuery(shardsQuery)
  return (
    <Panel title={t('shards.title')}>
      <DataTable<Platform['Shard']>
        list={listOf(query)}
        label={t('shards.title')}
        rowKey={({ name }) => name}
        link={({ name }) => `/platform/shards/${name}`}
        columns={[
          { key: 'name', label: t('shards.name'), cell: ({ name }) => name },
          { key: 'state', label: t('shards.state'), cell: (shard) => <ShardState shard={shard} /> },
          { key: 'room', label: t('shards.room'), cell: (shard) => <Room shard={shard} /> },
        ]}
        empty={<Empty text={t('shards.none')} />}
      />
    </Panel>
  )
}
