import { Button, Group, NativeSelect, Stack, Table, VisuallyHidden } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { decimalsOf, useFormat } from '../../../i18n/format.ts'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Change } from './change.tsx'
import { saveText, toCsv } from './csv.ts'
import { MarketSales } from './market-sales.tsx'
import { Range, Waiting } from './overview.tsx'
import { granularityOf, periodOf } from './period.ts'
import { CurrencySwitch, chosenCurrency, PeriodPicker } from './period-picker.tsx'
import { Panel, SalesPlot, usePartLabel } from './plots.tsx'
import { type CurrencySales, type Figures, type SalesReport, useSales } from './queries.ts'
import { useText } from './text.ts'
import { TopProducts } from './top-products.tsx'

export default function Reports() {
  const t = useText()
  const [search] = useFilters()
  const { query } = periodOf(search)
  const { data: report, error, refetch } = useSales(query, granularityOf(search))
  const currencies = report?.currencies.map(({ currency }) => currency) ?? []
  const currency = chosenCurrency(currencies, search.currency)
  const sales = report?.currencies.find((sales) => sales.currency === currency)
  return (
    <>
      <PageHeader title={t('title')} text={report && t('text', { zone: report.time_zone })} />
      <Stack gap="md">
        <Group justify="space-between" align="flex-end">
          <PeriodPicker period={report?.period} />
          <Group gap="sm" align="flex-end">
            <GranularitySwitch />
            <CurrencySwitch currencies={currencies} />
          </Group>
        </Group>
        <ProblemAlert error={error} retry={() => void refetch()} />
        {report === undefined || sales === undefined ? (
          error === null && <Waiting />
        ) : (
          <>
            <Range report={report} />
            <Panel title={t('overTime')}>
              <SalesPlot {...{ report, sales }} />
              <OverTime {...{ report, sales }} />
            </Panel>
            <Panel title={t('details')}>
              <Details sales={sales} />
            </Panel>
            <TopProducts period={query} currency={currency} limit={50} />
            <MarketSales period={query} />
          </>
        )}
      </Stack>
    </>
  )
}

function GranularitySwitch() {
  const t = useText()
  const [search, setSearch] = useFilters()
  return (
    <NativeSelect
      size="xs"
      label={t('granularity')}
      value={granularityOf(search) ?? ''}
      onChange={(event) => setSearch({ by: event.currentTarget.value || undefined })}
      data={[
        { value: '', label: t('granularity.auto') },
        ...(['hour', 'day', 'week', 'month'] as const).map((value) => ({
          value,
          label: t(`granularity.${value}`),
        })),
      ]}
    />
  )
}

const MONEY = ['gross_sales', 'discounts', 'refunds', 'net_sales', 'shipping', 'tax', 'total_sales'] as const

function useFigureNames() {
  const t = useText()
  return {
    ...{ orders: t('orders'), units: t('units'), gross_sales: t('grossSales'), discounts: t('discounts') },
    ...{ refunds: t('refunds'), net_sales: t('netSales'), shipping: t('shipping'), tax: t('tax') },
    ...{ total_sales: t('totalSales'), average_order_value: t('averageOrder') },
    ...{ new_customer_orders: t('newCustomers'), returning_customer_orders: t('returningCustomers') },
    ...{ checkouts_begun: t('begun'), checkouts_completed: t('completed'), conversion_ppm: t('conversion') },
  } satisfies Record<keyof Figures, string>
}

function OverTime({ report, sales }: { report: SalesReport; sales: CurrencySales }) {
  const t = useText()
  const f = useFormat()
  const { slug } = useStore()
  const names = useFigureNames()
  const labelOf = usePartLabel(report)
  const { currency, buckets } = sales
  const save = () => {
    const fields = Object.keys(names) as (keyof Figures)[]
    const scale = 10 ** decimalsOf(currency)
    const figureOf = (figures: Figures, field: keyof Figures) => {
      const value = figures[field]
      if (value === null) return null
      if (field === 'conversion_ppm') return value / 1_000_000
      return field === 'average_order_value' || MONEY.some((name) => name === field) ? value / scale : value
    }
    const head = [
      t(`granularity.${report.granularity}`),
      t('currency'),
      ...fields.map((field) => names[field]),
    ]
    const rows = buckets.map(({ date, starts_at, figures }) => [
      report.granularity === 'hour' ? starts_at : date,
      currency,
      ...fields.map((field) => figureOf(figures, field)),
    ])
    saveText(toCsv([head, ...rows]), `sales-${slug}-${report.period.from}-${report.period.to}.csv`)
  }
  return (
    <>
      <Table.ScrollContainer minWidth={860} mah={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={t('overTime')} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t(`granularity.${report.granularity}`)}</Table.Th>
              <Table.Th scope="col" ta="end">
                {names.orders}
              </Table.Th>
              {MONEY.map((field) => (
                <Table.Th key={field} scope="col" ta="end">
                  {names[field]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {buckets.map((bucket) => (
              <Table.Tr key={bucket.starts_at}>
                <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                  {labelOf(bucket)}
                </Table.Th>
                <Table.Td ta="end">{f.number(bucket.figures.orders)}</Table.Td>
                {MONEY.map((field) => (
                  <Table.Td key={field} ta="end" style={{ whiteSpace: 'nowrap' }}>
                    {f.money({ amount: bucket.figures[field], currency })}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="flex-end">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={save}
        >
          {t('csv')}
          <VisuallyHidden> {t('overTime')}</VisuallyHidden>
        </Button>
      </Group>
    </>
  )
}

const COSTS: ReadonlySet<keyof Figures> = new Set(['discounts', 'refunds'])

/** All figures of the period beside those of the one before. */
function Details({ sales: { currency, totals, previous_totals: before } }: { sales: CurrencySales }) {
  const t = useText()
  const f = useFormat()
  const names = useFigureNames()
  const write = (field: keyof Figures, value: number | null) => {
    if (value === null) return '–'
    if (field === 'conversion_ppm') return f.percent(value / 1_000_000)
    const isMoney = field === 'average_order_value' || MONEY.some((name) => name === field)
    return isMoney ? f.money({ amount: value, currency }) : f.number(value)
  }
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('details')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {[t('current'), t('previous'), t('change')].map((label) => (
              <Table.Th key={label} scope="col" ta="end">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(Object.keys(names) as (keyof Figures)[]).map((field) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={field === 'total_sales' ? 650 : 400}>
                {names[field]}
              </Table.Th>
              <Table.Td ta="end">{write(field, totals[field])}</Table.Td>
              <Table.Td ta="end">{write(field, before[field])}</Table.Td>
              <Table.Td ta="end">
                <Change now={totals[field]} before={before[field]} isCost={COSTS.has(field)} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
