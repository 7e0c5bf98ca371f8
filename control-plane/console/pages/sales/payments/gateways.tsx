import { Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import type { List } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Plot } from '../../../parts/plot.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { PROVIDERS } from './providers.ts'
import { useText } from './text.ts'

type Gateway = Admin['PaymentGateway']

export default function Gateways() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const query = useQuery({
    queryKey: [id, 'gateways'],
    queryFn: () => dataOf(admin.GET('/admin/v1/payment-gateways')),
  })
  const list: List<Gateway> = {
    rows: query.data?.data ?? [],
    isLoading: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    loadMore: undefined,
    isLoadingMore: false,
  }
  const add = can('payments:write') && (
    <ButtonLink to={`/stores/${slug}/payment-gateways/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        {add}
      </PageHeader>
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/payment-gateways/${id}`}
        empty={
          <Empty title={t('none')} text={t('noneText')}>
            {add}
          </Empty>
        }
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'provider', label: t('provider'), cell: ({ provider }) => PROVIDERS[provider].name },
          { key: 'code', label: t('code'), cell: ({ code }) => code },
          { key: 'mode', label: t('mode'), cell: ({ live }) => t(live ? 'mode.live' : 'mode.test') },
          { key: 'state', label: t('state'), cell: (gateway) => <GatewayBadge gateway={gateway} /> },
        ]}
      />
      {list.rows.length > 0 && <Statistics />}
    </>
  )
}

export function GatewayBadge({ gateway }: { gateway: Gateway }) {
  const t = useText()
  if (!gateway.enabled) return <StatusBadge tone="plain">{t('state.off')}</StatusBadge>
  return gateway.failing_since === null ? (
    <StatusBadge tone="good">{t('state.on')}</StatusBadge>
  ) : (
    <StatusBadge tone="bad">{t('state.failing')}</StatusBadge>
  )
}

/** How often payments succeeded at each gateway, by day. */
export function Statistics({ gatewayId }: { gatewayId?: string }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'gateways', 'statistics'],
    queryFn: () => dataOf(admin.GET('/admin/v1/payment-gateways/statistics')),
  })
  const shown = (data?.data ?? []).filter((one) => gatewayId === undefined || one.gateway_id === gatewayId)
  if (shown.every(({ attempts }) => attempts === 0))
    return (
      <Text size="sm" c="dimmed" my="md">
        {t('statistics.none')}
      </Text>
    )
  const days = [...new Set(shown.flatMap((one) => one.days.map(({ day }) => day)))].sort()
  const points = days.map((day) => ({
    label: format.date(`${day}T12:00:00`),
    ...Object.fromEntries(
      shown.map((one) => {
        const ppm = one.days.find((other) => other.day === day)?.success_ppm ?? null
        return [one.code, ppm === null ? null : ppm / 1_000_000]
      }),
    ),
  }))
  return (
    <Section title={t('statistics')} text={t('statistics.text')}>
      <Plot
        label={t('statistics')}
        axis={t('day')}
        points={points}
        series={shown.map(({ code }) => ({ key: code, label: code }))}
        write={(value) => format.percent(value)}
      />
    </Section>
  )
}
