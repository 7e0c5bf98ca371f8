// Sales, orders, conversion and customers over time.
import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { decimalsOf, useFormat } from '../../../i18n/format.ts'
import { Plot } from '../../../parts/plot.tsx'
import type { CurrencySales, Figures, SalesReport } from './queries.ts'
import { useText } from './text.ts'

export const Panel = ({
  title,
  hint,
  aside,
  children,
}: {
  title: string
  hint?: string
  aside?: ReactNode
  children: ReactNode
}) => (
  <Paper withBorder p="md" component="section" aria-label={title} style={{ minWidth: 0 }}>
    <Stack gap="sm">
      <div>
        <Text component="h2" fw={600}>
          {title}
        </Text>
        {hint !== undefined && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      {aside}
      {children}
    </Stack>
  </Paper>
)

type Props = { report: SalesReport; sales: CurrencySales }

/** How the parts of a period are called: by hours in the store's time zone, or by their first days. */
export function usePartLabel(report: SalesReport): (bucket: { starts_at: string; date: string }) => string {
  const f = useFormat()
  const { granularity, time_zone, period } = report
  const isLong = period.from.slice(0, 4) !== period.to.slice(0, 4)
  return ({ starts_at, date }) => {
    if (granularity === 'hour') {
      const isOneDay = period.from === period.to
      return f.date(starts_at, {
        timeZone: time_zone,
        ...(isOneDay ? {} : { day: 'numeric', month: 'short' }),
        ...{ hour: 'numeric', minute: '2-digit' },
      })
    }
    const day = granularity === 'month' ? {} : ({ day: 'numeric' } as const)
    return f.date(`${date}T00:00:00Z`, {
      timeZone: 'UTC',
      ...day,
      month: 'short',
      ...(isLong || granularity === 'month' ? { year: '2-digit' as const } : {}),
    })
  }
}

/** One figure of this period and the one before. */
function Compared({
  report,
  sales,
  label,
  figureOf,
  write,
  ...plot
}: Props & {
  label: string
  figureOf: (figures: Figures) => number | null
  write: (value: number) => string
  writeAxis?: (value: number) => string
  kind?: 'area' | 'bar' | 'line'
  height?: number
}) {
  const t = useText()
  const labelOf = usePartLabel(report)
  return (
    <Plot
      {...plot}
      label={label}
      axis={t(`granularity.${report.granularity}`)}
      write={write}
      points={sales.buckets.map((bucket) => ({
        label: labelOf(bucket),
        current: figureOf(bucket.figures),
        previous: bucket.previous_figures === null ? null : figureOf(bucket.previous_figures),
      }))}
      series={[
        { key: 'current', label: t('current'), color: 'indigo.6' },
        { key: 'previous', label: t('previous'), color: 'gray.6', dashed: true },
      ]}
    />
  )
}

export function SalesPlot({ report, sales }: Props) {
  const t = useText()
  const f = useFormat()
  const { currency } = sales
  const decimals = decimalsOf(currency)
  return (
    <Compared
      {...{ report, sales }}
      label={`${t('totalSales')} (${currency})`}
      kind="area"
      height={280}
      figureOf={({ total_sales }) => total_sales}
      write={(amount) => f.money({ amount, currency })}
      writeAxis={(amount) => f.number(amount / 10 ** decimals, { notation: 'compact' })}
    />
  )
}

export function OrdersPlot(props: Props) {
  const t = useText()
  const f = useFormat()
  return (
    <Compared
      {...props}
      label={t('orders')}
      kind="bar"
      height={200}
      figureOf={({ orders }) => orders}
      write={f.number}
    />
  )
}

export function ConversionPlot(props: Props) {
  const t = useText()
  const f = useFormat()
  return (
    <Compared
      {...props}
      label={t('conversion')}
      height={200}
      figureOf={({ conversion_ppm }) => conversion_ppm}
      write={(ppm) => f.percent(ppm / 1_000_000)}
    />
  )
}

export function CustomersPlot({ report, sales }: Props) {
  const t = useText()
  const f = useFormat()
  const labelOf = usePartLabel(report)
  return (
    <Plot
      label={t('customers')}
      axis={t(`granularity.${report.granularity}`)}
      kind="stacked"
      height={200}
      write={f.number}
      points={sales.buckets.map((bucket) => ({
        label: labelOf(bucket),
        first: bucket.figures.new_customer_orders,
        again: bucket.figures.returning_customer_orders,
      }))}
      series={[
        { key: 'first', label: t('newCustomers'), color: 'teal.6' },
        { key: 'again', label: t('returningCustomers'), color: 'indigo.6' },
      ]}
    />
  )
}
