import { Group, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { PageLink } from '../../../parts/links.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Change } from './change.tsx'
import type { PeriodQuery } from './period.ts'
import { Panel } from './plots.tsx'
import { type ProductSales, useTopProducts } from './queries.ts'
import { useText } from './text.ts'

/** The products that sold most in one currency. */
export function TopProducts({
  period,
  currency,
  limit = 6,
}: {
  period: PeriodQuery
  currency: string
  limit?: number
}) {
  const t = useText()
  const [sort, setSort] = useState<'revenue' | 'units'>('revenue')
  const { data, error, refetch } = useTopProducts(period, sort, limit)
  const rows = data?.currencies.find((found) => found.currency === currency)?.data ?? []
  return (
    <Panel
      title={t('topProducts')}
      aside={
        <Group>
          <SegmentedControl
            size="xs"
            transitionDuration={0}
            aria-label={t('topProducts')}
            value={sort}
            onChange={setSort}
            data={[
              { value: 'revenue', label: t('byRevenue') },
              { value: 'units', label: t('byUnits') },
            ]}
          />
        </Group>
      }
    >
      {error !== null && data === undefined ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Stack gap="xs">
          {['a', 'b', 'c'].map((key) => (
            <Skeleton key={key} height={28} />
          ))}
        </Stack>
      ) : rows.length === 0 ? (
        <Text c="dimmed">{t('noProducts')}</Text>
      ) : (
        <ProductTable {...{ rows, currency, sort }} />
      )}
    </Panel>
  )
}

function ProductTable({
  rows,
  currency,
  sort,
}: {
  rows: readonly ProductSales[]
  currency: string
  sort: 'revenue' | 'units'
}) {
  const t = useText()
  const f = useFormat()
  return (
    <Table.ScrollContainer minWidth={380} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('topProducts')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('product')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('units')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('revenue')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('change')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.product_id}>
              <Table.Th scope="row" fw={400} miw={120}>
                <ProductName row={row} />
              </Table.Th>
              <Table.Td ta="end">{f.number(row.units)}</Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: 'nowrap' }}>
                {f.money({ amount: row.revenue, currency })}
              </Table.Td>
              <Table.Td ta="end">
                {sort === 'revenue' ? (
                  <Change now={row.revenue} before={row.previous_revenue} />
                ) : (
                  <Change now={row.units} before={row.previous_units} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function ProductName({ row: { product_id, title, handle } }: { row: ProductSales }) {
  const t = useText()
  const { slug, can } = useStore()
  if (handle === null) return `${title} (${t('deleted')})`
  if (!can('products:read')) return title
  return <PageLink to={`/stores/${slug}/products/${product_id}`}>{title}</PageLink>
}
