// What the store's plan allows, what others would, and how the store is closed.
import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { Section } from '../../parts/form-page.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { CloseStore } from './close-store.tsx'
import { useText } from './text.ts'
import { Used } from './used.tsx'

const RATES = ['per_minute', 'per_hour', 'per_day', 'per_month', 'concurrent', 'burst'] as const

export default function PlanPage() {
  const t = useText()
  const { id, role } = useStore()
  const query = useQuery({
    queryKey: [id, 'plan'],
    queryFn: async () => {
      const params = { path: { tenant_id: id } }
      const [plans, tenant, rates] = await Promise.all([
        dataOf(platform.GET('/platform/v1/plans')),
        dataOf(platform.GET('/platform/v1/tenants/{tenant_id}', { params })),
        dataOf(platform.GET('/platform/v1/tenants/{tenant_id}/rate-limits', { params })),
      ])
      return { plans: plans.data, tenant, rates }
    },
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Loading />
  const { plans, tenant, rates } = query.data
  const plan = plans.find(({ name }) => name === tenant.plan)
  return (
    <>
      <PageHeader title={t('plan.title')} badge={<StatusBadge tone="info">{plan?.title}</StatusBadge>} />
      <Section title={t('plan.limits')}>
        <Used limits={tenant.limits} />
      </Section>
      <Section title={t('plan.rates')} text={t('plan.ratesText')}>
        <Rates rates={rates} />
      </Section>
      <Section title={t('plan.plans')} text={t('plan.change')}>
        <Plans plans={plans} current={tenant.plan} />
      </Section>
      {role === 'owner' && <CloseStore />}
    </>
  )
}

function Rates({ rates }: { rates: Platform['TenantRateLimits'] }) {
  const t = useText()
  const format = useFormat()
  const write = (limits: Platform['RateLimits'], rate: (typeof RATES)[number]): string => {
    const limit = limits[rate]
    if (limit === null) return t('plan.unlimited')
    return typeof limit === 'number'
      ? format.number(limit)
      : t('plan.burstOf', { size: format.number(limit.size), second: format.number(limit.per_second) })
  }
  return (
    <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('plan.rates')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('plan.rate')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('plan.ofStore')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('plan.ofKey')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {RATES.map((rate) => (
            <Table.Tr key={rate}>
              <Table.Th scope="row" fw={400}>
                {t(`plan.${rate}`)}
                {rates.tenant.overridden_by[rate] !== null && ` (${t('plan.overridden')})`}
              </Table.Th>
              <Table.Td ta="end">{write(rates.tenant.limits, rate)}</Table.Td>
              <Table.Td ta="end">{write(rates.key.limits, rate)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Plans({ plans, current }: { plans: readonly Platform['Plan'][]; current: string }) {
  const t = useText()
  const format = useFormat()
  const write = (limit: number | null, as: (value: number) => string) =>
    limit === null ? t('plan.unlimited') : as(limit)
  return (
    <SimpleGrid cols={{ base: 1, sm: Math.min(plans.length, 3) }}>
      {plans.map(({ name, title, limits }) => (
        <Stack key={name} gap={4}>
          <Text fw={600}>
            {title} {name === current && <StatusBadge tone="info">{t('plan.yours')}</StatusBadge>}
          </Text>
          <Text size="sm">
            {t('plan.users')}: {write(limits.users, format.number)}
          </Text>
          <Text size="sm">
            {t('plan.storage')}: {write(limits.storage_bytes, format.bytes)}
          </Text>
          <Text size="sm">
            {t('plan.calls')}: {write(limits.api_calls_per_month, format.number)}
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  )
}
