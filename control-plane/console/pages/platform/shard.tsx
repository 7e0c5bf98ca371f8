import { Alert, Grid, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Plot } from '../../parts/plot.tsx'
import { shardsQuery } from './queries.ts'
import { Room, ShardState } from './shard-parts.tsx'
import { SlowQueries } from './slow-queries.tsx'
import { useText } from './text.ts'
import { Facts, Panel, rangeOf, SpanPicker, TrafficPlots, useSpan, useTimes } from './traffic.tsx'

const REFETCH_MS = 10_000

export default function ShardPage() {
  const t = useText()
  const { shard: name } = useParams({ strict: false }) as { shard: string }
  const { data: shards } = useQuery(shardsQuery)
  const shard = shards?.data.find((shard) => shard.name === name)
  return (
    <>
      <PageHeader
        title={name}
        badge={shard && <ShardState shard={shard} />}
        back={{ to: '/platform/shards', label: t('shards.title') }}
      >
        <ButtonLink to="/platform/tenants" search={{ shard: name } as never} variant="default">
          {t('shard.stores')}
        </ButtonLink>
        <ButtonLink to="/platform/queues" search={{ place: name } as never} variant="default">
          {t('shard.queues')}
        </ButtonLink>
        <SpanPicker />
      </PageHeader>
      <HealthNow name={name} />
      {shard && (
        <Panel title={t('shards.room')}>
          <Room shard={shard} />
        </Panel>
      )}
      <Stack mt="md">
        <TrafficPlots of={{ shard: name }} />
        <Sightings name={name} />
        <SlowQueries shard={name} />
      </Stack>
    </>
  )
}

function HealthNow({ name }: { name: string }) {
  const t = useText()
  const format = useFormat()
  const { data, error, refetch } = useQuery({
    queryKey: ['platform', 'health', name],
    queryFn: () =>
      dataOf(platform.GET('/platform/v1/shards/{shard}/health', { params: { path: { shard: name } } })),
    refetchInterval: REFETCH_MS,
  })
  if (error !== null && data === undefined) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (data === undefined) return <Skeleton height={90} mb="md" />
  const { health, latency_ms } = data
  if (health === null)
    return (
      <Alert color="red" title={t('shards.unreachable')} mb="md">
        {t('shard.unreachableText')}
      </Alert>
    )
  const { migrations, jobs, worker } = health
  return (
    <>
      {migrations.pending.length > 0 && (
        <Alert color="orange" title={t('shard.pending')} mb="md">
          {t('shard.pendingText', { files: format.list(migrations.pending) })}
        </Alert>
      )}
      <Facts
        facts={[
          {
            label: t('shard.latency'),
            value: t('milliseconds', { ms: format.number(latency_ms, { maximumFractionDigits: 1 }) }),
          },
          { label: t('shards.size'), value: format.bytes(health.database_bytes) },
          {
            label: t('shards.connections'),
            value: t('shards.roomOf', {
              now: format.number(health.connections),
              most: format.number(health.max_connections),
            }),
          },
          { label: t('queues.waiting'), value: format.number(jobs.waiting) },
          {
            label: t('queues.failed'),
            value: format.number(jobs.failed),
            tone: jobs.failed > 0 ? 'bad' : undefined,
          },
          { label: t('shard.workerSince'), value: <Text size="sm">{format.ago(worker.started_at)}</Text> },
        ]}
      />
      <Text size="sm" c="dimmed" mb="md">
        {t('shard.latest', { name: migrations.latest ?? '–' })}
      </Text>
    </>
  )
}

type Step = Platform['ShardSightingStep']
const WEEK_AT_MOST = { hour: 'hour', day: 'day', week: 'week', month: 'week' } as const

/** How it was found to be; that is known of the last week. */
function Sightings({ name }: { name: string }) {
  const t = useText()
  const format = useFormat()
  const timeOf = useTimes()
  const span = WEEK_AT_MOST[useSpan()]
  const { data } = useQuery({
    queryKey: ['platform', 'sightings', name, span],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/shards/{shard}/sightings', {
          params: { path: { shard: name }, query: rangeOf(span) },
        }),
      ),
    refetchInterval: 6 * REFETCH_MS,
  })
  if (data === undefined) return <Skeleton height={240} />
  if (data.data.length === 0)
    return (
      <Panel title={t('shard.history')}>
        <Text c="dimmed">{t('shard.noHistory')}</Text>
      </Panel>
    )
  const plots: { label: string; value: (step: Step) => number | null; write: (value: number) => string }[] = [
    {
      label: t('shard.latency'),
      value: ({ latency_ms }) => latency_ms,
      write: (ms) => t('milliseconds', { ms: format.number(ms, { maximumFractionDigits: 1 }) }),
    },
    {
      label: t('shard.unanswered'),
      value: ({ looks, answered }) => looks - answered,
      write: format.number,
    },
    { label: t('shards.connections'), value: ({ connections }) => connections, write: format.number },
    { label: t('shards.size'), value: ({ database_bytes }) => database_bytes, write: format.bytes },
    { label: t('queues.waiting'), value: ({ waiting_jobs }) => waiting_jobs, write: format.number },
    { label: t('queues.failed'), value: ({ failed_jobs }) => failed_jobs, write: format.number },
  ]
  return (
    <Grid>
      {plots.map(({ label, value, write }) => (
        <Grid.Col key={label} span={{ base: 12, md: 6, xl: 4 }}>
          <Panel title={label}>
            <Plot
              label={label}
              axis={t('time')}
              height={160}
              points={data.data.map((step) => ({ label: timeOf(step.at, data.step), value: value(step) }))}
              series={[{ key: 'value', label }]}
              write={write}
            />
          </Panel>
        </Grid.Col>
      ))}
    </Grid>
  )
}
