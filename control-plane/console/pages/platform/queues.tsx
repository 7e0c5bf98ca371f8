import { Select, Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import type { List } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { shardsQuery } from './queries.ts'
import { Jobs } from './queue-jobs.tsx'
import { useText } from './text.ts'

/** As the API calls the control database's own queue. */
const CONTROL = 'control'
const REFETCH_MS = 10_000
const TABS = ['jobs', 'queues', 'schedules'] as const

export default function QueuesPage() {
  const t = useText()
  const [filters, setFilters] = useFilters()
  const { data: shards } = useQuery(shardsQuery)
  const names = shards?.data.map(({ name }) => name) ?? []
  const place = filters.place ?? names[0] ?? CONTROL
  const tab = TABS.find((tab) => tab === filters.tab) ?? 'jobs'
  return (
    <>
      <PageHeader title={t('queues.title')} text={t('queues.text')}>
        <Select
          aria-label={t('queues.place')}
          data={[
            ...names.map((name) => ({ value: name, label: name })),
            { value: CONTROL, label: t('queues.control') },
          ]}
          value={place}
          onChange={(value) => setFilters({ place: value ?? undefined, queue: undefined })}
          allowDeselect={false}
        />
      </PageHeader>
      <Tabs
        value={tab}
        onChange={(value) => setFilters({ tab: value === 'jobs' ? undefined : (value ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {t(`queues.tab.${value}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="jobs">
          <Jobs place={place} />
        </Tabs.Panel>
        <Tabs.Panel value="queues">
          <Queues place={place} />
        </Tabs.Panel>
        <Tabs.Panel value="schedules">
          <Schedules place={place} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function useQueues(place: string) {
  return useQuery({
    queryKey: ['platform', 'queues', place],
    queryFn: () =>
      dataOf(platform.GET('/platform/v1/queues/{shard}', { params: { path: { shard: place } } })),
    refetchInterval: REFETCH_MS,
  })
}

type Answer = Platform['Queues']

function useRows<Row>(place: string, rowsOf: (answer: Answer) => readonly Row[]): List<Row> {
  const { data, isPending, error, refetch } = useQueues(place)
  return {
    rows: data === undefined ? [] : rowsOf(data),
    isLoading: isPending,
    error,
    retry: () => void refetch(),
    loadMore: undefined,
    isLoadingMore: false,
  }
}

function Queues({ place }: { place: string }) {
  const t = useText()
  const format = useFormat()
  const list = useRows(place, ({ queues }) => queues)
  const count = (key: 'waiting' | 'deferred' | 'active') => ({
    key,
    label: t(`queues.${key}`),
    align: 'end' as const,
    cell: (queue: Answer['queues'][number]) => format.number(queue[key]),
  })
  return (
    <DataTable
      list={list}
      label={t('queues.tab.queues')}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', label: t('queues.name'), cell: ({ name }) => <code>{name}</code> },
        count('waiting'),
        count('deferred'),
        count('active'),
        {
          key: 'failed',
          label: t('queues.failed'),
          align: 'end',
          cell: ({ name, failed }) =>
            failed === 0 ? (
              format.number(0)
            ) : (
              <PageLink
                to="/platform/queues"
                search={{ place, queue: name } as never}
                aria-label={`${t('queues.failed')}: ${name}, ${failed}`}
              >
                {format.number(failed)}
              </PageLink>
            ),
        },
        {
          key: 'oldest',
          label: t('queues.oldest'),
          cell: ({ oldest_waiting_since: since }) => (since === null ? '–' : format.ago(since)),
        },
      ]}
      empty={<Empty text={t('queues.none')} />}
    />
  )
}

function Schedules({ place }: { place: string }) {
  const t = useText()
  const format = useFormat()
  const list = useRows(place, ({ schedules }) => schedules)
  return (
    <Stack>
      <DataTable
        list={list}
        label={t('queues.tab.schedules')}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', label: t('queues.name'), cell: ({ name }) => <code>{name}</code> },
          {
            key: 'cron',
            label: t('queues.cron'),
            cell: ({ cron }) => <code dir="ltr">{cron}</code>,
          },
          {
            key: 'next',
            label: t('queues.next'),
            cell: ({ next_run_at: next }) => `${format.dateTime(next)} (${format.ago(next)})`,
          },
        ]}
        empty={<Empty text={t('queues.noSchedules')} />}
      />
    </Stack>
  )
}
