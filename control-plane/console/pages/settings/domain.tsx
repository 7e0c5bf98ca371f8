// One name of the store's own: which DNS records to set, and which of them are there.
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { CopyField } from '../../parts/copy-field.tsx'
import { Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { DomainStatus } from './domain-status.tsx'
import { useText } from './text.ts'

type Domain = Platform['Domain']

/** A pending name is looked at again by itself; this shows it. */
const LOOK_AGAIN_MS = 5_000

export default function DomainPage() {
  const t = useText()
  const { id, slug, can } = useStore()
  const { id: domainId = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'domains', domainId],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/domains/{domain_id}', {
          params: { path: { tenant_id: id, domain_id: domainId } },
        }),
      ),
    refetchInterval: (query) => (query.state.data?.status === 'removed' ? false : LOOK_AGAIN_MS),
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const domain = query.data
  if (domain === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={domain.hostname_unicode}
        badge={<DomainStatus domain={domain} />}
        back={{ to: `/stores/${slug}/domains`, label: t('domains.title') }}
      >
        {can('domains:write') && domain.status !== 'removed' && <Actions domain={domain} />}
      </PageHeader>
      <State domain={domain} />
      {domain.status !== 'removed' && <Records domain={domain} />}
    </>
  )
}

function State({ domain }: { domain: Domain }) {
  const t = useText()
  const format = useFormat()
  const color = domain.status === 'verified' ? 'green' : domain.status === 'pending' ? 'yellow' : 'red'
  return (
    <Alert color={color} role="status" mb="md">
      <Text size="sm">{t(`domains.about.${domain.status}`)}</Text>
      {domain.fault !== null && <Text size="sm">{domain.fault}</Text>}
      <Text size="sm">
        {domain.last_checked_at !== null &&
          t('domains.lastCheck', { time: format.dateTime(domain.last_checked_at) })}{' '}
        {domain.next_check_at !== null &&
          t('domains.nextCheck', { time: format.dateTime(domain.next_check_at) })}
      </Text>
    </Alert>
  )
}

function Records({ domain }: { domain: Domain }) {
  const t = useText()
  const { id, can } = useStore()
  const client = useQueryClient()
  const check = useMutation({
    mutationFn: () =>
      dataOf(
        platform.POST('/platform/v1/tenants/{tenant_id}/domains/{domain_id}/verify', {
          params: { path: { tenant_id: id, domain_id: domain.id } },
        }),
      ),
    onSuccess: ({ domain }) => client.setQueryData([id, 'domains', domain.id], domain),
  })
  return (
    <Section title={t('domains.records')} text={t('domains.recordsText')}>
      <Stack gap="lg">
        {domain.records.map((record) => (
          <RecordToSet
            key={`${record.type} ${record.name}`}
            record={record}
            check={check.data?.checks.find(({ type, name }) => type === record.type && name === record.name)}
          />
        ))}
        <ProblemAlert error={check.error} />
        {can('domains:write') && (
          <Group>
            <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
              {t('domains.check')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

function RecordToSet({
  record,
  check,
}: {
  record: Domain['records'][number]
  check: Platform['RecordCheck'] | undefined
}) {
  const t = useText()
  const format = useFormat()
  const tone = check?.ok === true ? 'good' : check?.ok === false ? 'bad' : 'waiting'
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600}>{t('domains.record', { type: record.type })}</Text>
        {check !== undefined && (
          <StatusBadge tone={tone}>
            {t(
              check.ok === true ? 'domains.found' : check.ok === false ? 'domains.missing' : 'domains.unsure',
            )}
          </StatusBadge>
        )}
      </Group>
      <CopyField label={t('domains.recordName')} value={record.name} />
      <CopyField label={t('domains.recordValue')} value={record.value} />
      {check !== undefined && check.ok !== true && (
        <Text size="sm" role="status">
          {check.change}{' '}
          {check.found.length > 0 && t('domains.foundInstead', { values: format.list(check.found) })}
        </Text>
      )}
    </Stack>
  )
}

function Actions({ domain }: { domain: Domain }) {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const tellProblem = useTellProblem()
  const path = { tenant_id: id, domain_id: domain.id }
  const setPrimary = async (isPrimary: boolean) => {
    try {
      const changed = await dataOf(
        isPrimary
          ? platform.POST('/platform/v1/tenants/{tenant_id}/domains/{domain_id}/make-primary', {
              params: { path },
            })
          : platform.POST('/platform/v1/tenants/{tenant_id}/domains/{domain_id}/clear-primary', {
              params: { path },
            }),
      )
      client.setQueryData([id, 'domains', domain.id], changed)
      tell(t(isPrimary ? 'domains.madePrimary' : 'domains.clearedPrimary'))
      await client.invalidateQueries({ queryKey: [id, 'domains'] })
    } catch (error) {
      tellProblem(error)
    }
  }
  const remove = async () => {
    await dataOf(
      platform.DELETE('/platform/v1/tenants/{tenant_id}/domains/{domain_id}', { params: { path } }),
    )
    await client.invalidateQueries({ queryKey: [id, 'domains'] })
    await navigate({ to: `/stores/${slug}/domains` })
  }
  return (
    <>
      {domain.status === 'verified' && (
        <Button variant="default" onClick={() => void setPrimary(!domain.is_primary)}>
          {t(domain.is_primary ? 'domains.clearPrimary' : 'domains.makePrimary')}
        </Button>
      )}
      <ConfirmButton label={t('domains.remove')} title={t('domains.remove')} onConfirm={remove}>
        <Text>{t('domains.removeText', { name: domain.hostname_unicode })}</Text>
      </ConfirmButton>
    </>
  )
}
