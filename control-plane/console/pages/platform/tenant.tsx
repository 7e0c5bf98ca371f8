import { Grid, Select, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { ButtonLink, PageLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useUndoable } from '../../parts/undoable.ts'
import { plansQuery, tenantQuery } from './queries.ts'
import { Impersonations } from './tenant-impersonations.tsx'
import { TenantLimits } from './tenant-limits.tsx'
import { Overrides } from './tenant-overrides.tsx'
import { StatusActions, TenantStatus } from './tenant-status.tsx'
import { useText } from './text.ts'
import { Panel, SpanPicker, TrafficPlots } from './traffic.tsx'

type Tenant = Platform['TenantDetail']

export default function TenantPage() {
  const t = useText()
  const { tenant: id } = useParams({ strict: false }) as { tenant: string }
  const { data: tenant } = useSuspenseQuery(tenantQuery(id))
  return (
    <>
      <PageHeader
        title={tenant.name}
        badge={<TenantStatus status={tenant.status} />}
        text={tenant.slug}
        back={{ to: '/platform/tenants', label: t('tenants.title') }}
      >
        <StatusActions tenant={tenant} />
      </PageHeader>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <About tenant={tenant} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack>
            <TenantLimits tenant={tenant} />
            {tenant.status_changes.length > 0 && <History tenant={tenant} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <Overrides tenant={tenant} />
        </Grid.Col>
        <Grid.Col span={12}>
          <Impersonations tenant={tenant} />
        </Grid.Col>
      </Grid>
      <Stack mt="lg" gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Text component="h2" fw={600} size="lg">
            {t('tenant.usage')}
          </Text>
          <div style={{ justifySelf: 'end' }}>
            <SpanPicker />
          </div>
        </SimpleGrid>
        <TrafficPlots of={{ tenant_id: tenant.id }} />
      </Stack>
    </>
  )
}

function About({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const format = useFormat()
  const { data: members } = useQuery({
    queryKey: ['platform', 'members', tenant.id],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/members', {
          params: { path: { tenant_id: tenant.id }, query: { limit: 100 } },
        }),
      ),
  })
  const owners = members?.data.filter(({ role }) => role === 'owner').map(({ email }) => email)
  const facts: [string, React.ReactNode][] = [
    [t('tenant.id'), <code key="id">{tenant.id}</code>],
    [t('tenants.owner'), owners === undefined ? '…' : format.list(owners)],
    [t('tenant.members'), members === undefined ? '…' : format.number(members.data.length)],
    [t('tenants.opened'), format.dateTime(tenant.created_at)],
    [
      t('tenants.shard'),
      <PageLink key="shard" to={`/platform/shards/${tenant.shard}`} size="sm">
        {tenant.shard}
      </PageLink>,
    ],
    [t('tenants.plan'), <PlanChoice key="plan" tenant={tenant} />],
  ]
  return (
    <Panel title={t('tenant.about')}>
      <Table variant="vertical" layout="fixed" withRowBorders={false}>
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w="35%" scope="row" fw={400}>
                {label}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ButtonLink
        to="/platform/audit-log"
        search={{ tenant: tenant.id } as never}
        variant="subtle"
        size="compact-sm"
        mt="sm"
      >
        {t('tenant.audit')}
      </ButtonLink>
    </Panel>
  )
}

/** Changed at once: whoever errs takes it back. */
function PlanChoice({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const { data: plans } = useQuery(plansQuery)
  const change = useUndoable()
  const write = (plan: string) =>
    dataOf(
      platform.PATCH('/platform/v1/tenants/{tenant_id}', {
        params: { path: { tenant_id: tenant.id } },
        body: { plan },
      }),
    )
  const titles = plans?.data.map(({ name, title }) => ({ value: name, label: title }))
  const choose = (plan: string | null) => {
    if (plan === null || plan === tenant.plan) return
    void change({
      key: tenantQuery(tenant.id).queryKey,
      apply: (data) => ({ ...(data as Tenant), plan }),
      write: () => write(plan),
      done: t('tenant.planChanged', { plan: titles?.find(({ value }) => value === plan)?.label ?? plan }),
      undo: () => write(tenant.plan),
    })
  }
  return (
    <Select
      aria-label={t('tenants.plan')}
      data={titles ?? [{ value: tenant.plan, label: tenant.plan }]}
      value={tenant.plan}
      onChange={choose}
      allowDeselect={false}
      size="sm"
    />
  )
}

function History({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const format = useFormat()
  return (
    <Panel title={t('tenant.history')}>
      <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {tenant.status_changes.map(({ status, reason, at }) => (
          <li key={at}>
            <TenantStatus status={status} />{' '}
            <Text span size="sm" c="dimmed">
              {format.dateTime(at)}
            </Text>
            {reason !== '' && <Text size="sm">{reason}</Text>}
          </li>
        ))}
      </Stack>
    </Panel>
  )
}
