// Requests and orders over a span that the address names, as plots.
import { Grid, Paper, SegmentedControl, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { ProblemAlert } from '../../parts/notices.tsx'
import { Plot } from '../../parts/plot.tsx'
import { useText } from './text.ts'

const HOUR_MS = 3_600_000
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 720 * HOUR_MS } as const
type Span = keyof typeof SPANS
const REFETCH_MS = 15_000

export function useSpan(): Span {
  const [{ span = 'day' }] = useFilters()
  return Object.hasOwn(SPANS, span) ? (span as Span) : 'day'
}

/** The span up to now, RFC 3339. */
export function rangeOf(span: Span): { from: string; to: string } {
  const now = Date.now()
  return { from: new Date(now - SPANS[span]).toISOString(), to: new Date(now).toISOString() }
}

export function SpanPicker() {
  const t = useText()
  const [, setFilters] = useFilters()
  return (
    <SegmentedControl
      aria-label={t('span.label')}
      transitionDuration={0}
      value={useSpan()}
      onChange={(span) => setFilters({ span: span === 'day' ? undefined : span })}
      data={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: t(`span.${value}`) }))}
    />
  )
}

/** @param of the whole installation, one store or one shard */
export const useTraffic = (of: { tenant_id?: string; shard?: string }) => {
  const span = useSpan()
  return useQuery({
    queryKey: ['platform', 'traffic', of, span],
    queryFn: () =>
      dataOf(platform.GET('/platform/v1/traffic', { params: { query: { ...rangeOf(span), ...of } } })),
    refetchInterval: REFETCH_MS,
  })
}

type Traffic = Platform['Traffic']

export function TrafficPlots({ of }: { of: { tenant_id?: string; shard?: string } }) {
  const t = useText()
  const { data, error, refetch } = useTraffic(of)
  if (error !== null && data === undefined) return <ProblemAlert error={error} retry={() => void refetch()} />
  return (
    <Grid>
      <Grid.Col span={12}>
        <Panel title={t('traffic.requests')}>
          {data ? <Requests {...data} /> : <Skeleton height={240} />}
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Panel title={t('traffic.durations')}>
          {data ? <Durations {...data} /> : <Skeleton height={240} />}
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 6 }}>
        <Panel title={t('traffic.orders')}>{data ? <Orders {...data} /> : <Skeleton height={240} />}</Panel>
      </Grid.Col>
    </Grid>
  )
}

/** Points of a plot with the time of each. */
export function useTimes(): (at: string, step: number) => string {
  const format = useFormat()
  const span = useSpan()
  return (at, step) =>
    step >= 86_400
      ? format.date(at, { month: 'short', day: 'numeric' })
      : span === 'hour' || span === 'day'
        ? format.date(at, { hour: '2-digit', minute: '2-digit', ...(span === 'day' && { weekday: 'short' }) })
        : format.date(at, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

function Requests({ data, step }: Traffic) {
  const t = useText()
  const format = useFormat()
  const timeOf = useTimes()
  return (
    <Plot
      kind="stacked"
      label={t('traffic.requests')}
      axis={t('time')}
      points={data.map(({ at, status_2xx, status_3xx, status_4xx, status_5xx }) => ({
        ...{ label: timeOf(at, step), status_2xx, status_3xx, status_4xx, status_5xx },
      }))}
      series={[
        { key: 'status_2xx', label: t('traffic.2xx'), color: 'teal.6' },
        { key: 'status_3xx', label: t('traffic.3xx'), color: 'blue.5' },
        { key: 'status_4xx', label: t('traffic.4xx'), color: 'orange.5' },
        { key: 'status_5xx', label: t('traffic.5xx'), color: 'red.7' },
      ]}
      write={format.number}
    />
  )
}

function Durations({ data, step }: Traffic) {
  const t = useText()
  const format = useFormat()
  const timeOf = useTimes()
  return (
    <Plot
      label={t('traffic.durations')}
      axis={t('time')}
      points={data.map(({ at, p50_ms, p95_ms }) => ({ label: timeOf(at, step), p50_ms, p95_ms }))}
      series={[
        { key: 'p50_ms', label: t('traffic.p50') },
        { key: 'p95_ms', label: t('traffic.p95'), color: 'orange.6', dashed: true },
      ]}
      write={(ms) => t('milliseconds', { ms: format.number(ms, { maximumFractionDigits: 1 }) })}
    />
  )
}

function Orders({ data, step, shards_missing }: Traffic) {
  const t = useText()
  const format = useFormat()
  const timeOf = useTimes()
  return (
    <>
      <Plot
        kind="bar"
        label={t('traffic.orders')}
        axis={t('time')}
        points={data.map(({ at, orders }) => ({ label: timeOf(at, step), orders }))}
        series={[{ key: 'orders', label: t('traffic.orders') }]}
        write={format.number}
      />
      {shards_missing.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('traffic.missing', { shards: format.list(shards_missing) })}
        </Text>
      )}
    </>
  )
}

export const Panel = ({ title, children }: { title: string; children: ReactNode }) => (
  <Paper withBorder p="md" component="section">
    <Text component="h2" fw={600} mb="sm">
      {title}
    </Text>
    {children}
  </Paper>
)

type Fact = { label: string; value: ReactNode; tone?: 'bad' | undefined }

/** Figures side by side. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} my={0} mb="md">
    {facts.map(({ label, value, tone }) => (
      <Paper withBorder p="md" key={label}>
        <Text component="dt" size="sm" c="dimmed">
          {label}
        </Text>
        <Text
          component="dd"
          m={0}
          fw={650}
          size="xl"
          c={tone === 'bad' ? 'var(--mantine-color-error)' : undefined}
          style={{ overflowWrap: 'anywhere' }}
        >
          {value}
        </Text>
      </Paper>
    ))}
  </SimpleGrid>
)
