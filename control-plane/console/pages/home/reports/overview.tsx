// How the store does, for its home page.
import { Group, Paper, SimpleGrid, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Change } from './change.tsx'
import { periodOf } from './period.ts'
import { CurrencySwitch, chosenCurrency, PeriodPicker } from './period-picker.tsx'
import { ConversionPlot, CustomersPlot, OrdersPlot, Panel, SalesPlot } from './plots.tsx'
import { type CurrencySales, type SalesReport, useSales } from './queries.ts'
import { useText } from './text.ts'
import { TopProducts } from './top-products.tsx'

export function Overview() {
  const { can } = useStore()
  return can('reports:read') ? <Shown /> : null
}

function Shown() {
  const t = useText()
  const { slug } = useStore()
  const [search] = useFilters()
  const { query } = periodOf(search)
  const { data: report, error, refetch } = useSales(query)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <PeriodPicker period={report?.period} />
        <Group gap="sm">
          <CurrencySwitch currencies={report?.currencies.map(({ currency }) => currency) ?? []} />
          <PageLink to={`/stores/${slug}/reports`} search={search as never} size="sm">
            {t('moreReports')}
          </PageLink>
        </Group>
      </Group>
      {report !== undefined && <Range report={report} />}
      {report === undefined && error !== null ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : report === undefined ? (
        <Waiting />
      ) : (
        <Found report={report} />
      )}
    </Stack>
  )
}

/** Both periods in words. */
export function Range({
  report: { period, previous_period },
}: {
  report: Pick<SalesReport, 'period' | 'previous_period'>
}) {
  const t = useText()
  const f = useFormat()
  const dayOf = (date: string) => f.date(`${date}T00:00:00Z`, { dateStyle: 'medium', timeZone: 'UTC' })
  const rangeOf = ({ from, to }: { from: string; to: string }) => ({ from: dayOf(from), to: dayOf(to) })
  return (
    <Text size="sm" c="dimmed" role="status">
      {period.from === period.to ? dayOf(period.from) : t('range.current', rangeOf(period))},{' '}
      {t('range.previous', rangeOf(previous_period))}
    </Text>
  )
}

function Found({ report }: { report: SalesReport }) {
  const t = useText()
  const [search] = useFilters()
  const { query } = periodOf(search)
  const currency = chosenCurrency(
    report.currencies.map(({ currency }) => currency),
    search.currency,
  )
  const sales = report.currencies.find((sales) => sales.currency === currency)
  if (sales === undefined) return null
  const isEmpty = [sales.totals, sales.previous_totals].every(
    ({ orders, checkouts_begun }) => orders + checkouts_begun === 0,
  )
  return (
    <>
      <KeyFigures sales={sales} />
      {isEmpty ? (
        <Empty title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <>
          <Panel title={t('totalSales')}>
            <SalesPlot {...{ report, sales }} />
          </Panel>
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Panel title={t('orders')}>
              <OrdersPlot {...{ report, sales }} />
            </Panel>
            <Panel title={t('conversion')} hint={t('conversionHint')}>
              <ConversionPlot {...{ report, sales }} />
            </Panel>
            <TopProducts period={query} currency={currency} />
            <Panel title={t('customers')}>
              <CustomersPlot {...{ report, sales }} />
            </Panel>
          </SimpleGrid>
        </>
      )}
    </>
  )
}

function KeyFigures({ sales: { currency, totals, previous_totals: before } }: { sales: CurrencySales }) {
  const t = useText()
  const f = useFormat()
  const money = (amount: number | null) => (amount === null ? '–' : f.money({ amount, currency }))
  const figures = [
    { label: t('totalSales'), value: money(totals.total_sales), of: 'total_sales' },
    { label: t('orders'), value: f.number(totals.orders), of: 'orders' },
    { label: t('averageOrder'), value: money(totals.average_order_value), of: 'average_order_value' },
    {
      label: t('conversion'),
      value: totals.conversion_ppm === null ? '–' : f.percent(totals.conversion_ppm / 1_000_000),
      of: 'conversion_ppm',
    },
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} component="dl" m={0} spacing={{ base: 'xs', sm: 'md' }}>
      {figures.map(({ label, value, of }) => (
        <Paper key={of} withBorder p="md" style={{ minWidth: 0 }}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text
            component="dd"
            m={0}
            fw={650}
            fz={{ base: 'lg', sm: 'xl' }}
            style={{ overflowWrap: 'anywhere' }}
          >
            {value}
          </Text>
          <dd style={{ margin: 0 }}>
            <Change now={totals[of]} before={before[of]} />
          </dd>
        </Paper>
      ))}
    </SimpleGrid>
  )
}

export function Waiting() {
  const t = useCommon()
  return (
    <Stack role="status">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      <SimpleGrid cols={{ base: 2, lg: 4 }}>
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} height={96} />
        ))}
      </SimpleGrid>
      <Skeleton height={320} />
    </Stack>
  )
}
