import { Skeleton, Table, Text } from '@mantine/core'
import { useFormat } from '../../../i18n/format.ts'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Change } from './change.tsx'
import type { PeriodQuery } from './period.ts'
import { Panel } from './plots.tsx'
import { useMarketSales } from './queries.ts'
import { useText } from './text.ts'

/** What each market sold, in each of its currencies. */
export function MarketSales({ period }: { period: PeriodQuery }) {
  const t = useText()
  const f = useFormat()
  const { data, error, refetch } = useMarketSales(period)
  const heads = [t('orders'), t('totalSales'), t('previous'), t('change')]
  return (
    <Panel title={t('byMarket')}>
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data === undefined ? (
        error === null && <Skeleton height={80} />
      ) : data.data.length === 0 ? (
        <Text c="dimmed">{t('noMarkets')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={t('byMarket')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('market')}</Table.Th>
                {heads.map((label) => (
                  <Table.Th key={label} scope="col" ta="end">
                    {label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.data.map(({ market, name, currency, totals, previous_totals: before }) => (
                <Table.Tr key={`${market} ${currency}`}>
                  <Table.Th scope="row" fw={400}>
                    {name ?? market} ({currency})
                  </Table.Th>
                  <Table.Td ta="end">{f.number(totals.orders)}</Table.Td>
                  <Table.Td ta="end">{f.money({ amount: totals.total_sales, currency })}</Table.Td>
                  <Table.Td ta="end">{f.money({ amount: before.total_sales, currency })}</Table.Td>
                  <Table.Td ta="end">
                    <Change now={totals.total_sales} before={before.total_sales} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}
