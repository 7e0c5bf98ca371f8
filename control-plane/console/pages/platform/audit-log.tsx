import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { download } from '../../api/download.ts'
import { useList } from '../../api/lists.ts'
import { type Search, useFilters } from '../../api/search.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageLink } from '../../parts/links.tsx'
import { useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

type Entry = Platform['AuditEntry']

const FILTERS = ['action', 'actor', 'target'] as const
const TIMES = ['from', 'to'] as const

function queryOf(filters: Search) {
  const time = (text: string | undefined) =>
    text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
  const { action, actor, target, from, to } = filters
  return { action, actor, target, from: time(from), to: time(to) }
}

export default function AuditLog() {
  const t = useText()
  const format = useFormat()
  const [filters, setFilters] = useFilters()
  const { tenant } = filters
  const query = queryOf(filters)
  const list = useList<Entry>(['platform', 'audit', tenant, query], (cursor) => {
    const paged = { ...query, limit: 50, cursor }
    return dataOf(
      tenant === undefined
        ? platform.GET('/platform/v1/audit-log', { params: { query: paged } })
        : platform.GET('/platform/v1/tenants/{tenant_id}/audit-log', {
            params: { path: { tenant_id: tenant }, query: paged },
          }),
    )
  })
  return (
    <>
      <PageHeader title={t('audit.title')} text={t('audit.text')}>
        <ExportButton tenant={tenant} query={query} />
      </PageHeader>
      <Group mb="md" align="flex-end">
        {[...FILTERS, 'tenant' as const, ...TIMES].map((name) => (
          <TextInput
            key={`${name} ${filters[name] ?? ''}`}
            label={t(`audit.${name}`)}
            type={name === 'from' || name === 'to' ? 'datetime-local' : 'text'}
            defaultValue={filters[name] ?? ''}
            onBlur={(event) => setFilters({ [name]: event.currentTarget.value.trim() || undefined })}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            style={{ flex: '1 1 11rem' }}
          />
        ))}
      </Group>
      <DataTable
        list={list}
        label={t('audit.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', label: t('time'), cell: ({ at }) => format.dateTime(at) },
          { key: 'action', label: t('audit.action'), cell: (entry) => <What entry={entry} /> },
          { key: 'actor', label: t('audit.by'), cell: (entry) => <Who entry={entry} /> },
          {
            key: 'tenant',
            label: t('tenants.name'),
            cell: ({ tenant_id }) =>
              tenant_id === null ? (
                '–'
              ) : (
                <PageLink to={`/platform/tenants/${tenant_id}`} size="sm">
                  {t('audit.show')}
                </PageLink>
              ),
          },
          {
            key: 'address',
            label: t('audit.address'),
            cell: ({ client }) => <code>{client.address}</code>,
          },
        ]}
        empty={<Empty text={t('audit.none')} />}
      />
    </>
  )
}

function What({ entry: { action, changes, targets, request_id } }: { entry: Entry }) {
  const t = useText()
  return (
    <details>
      <summary>
        <code>{action}</code>
      </summary>
      <Stack gap={4} mt={4}>
        <Code block dir="ltr" tabIndex={0} mah={240} style={{ overflow: 'auto' }}>
          {JSON.stringify({ targets, changes }, null, 1)}
        </Code>
        <Text size="xs" c="dimmed">
          {t('audit.request', { id: request_id })}
        </Text>
      </Stack>
    </details>
  )
}

function Who({ entry: { actor, impersonator } }: { entry: Entry }) {
  const t = useText()
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      {actor.label ?? t(`actor.${actor.kind === 'platform_admin' ? 'platform_admin' : 'other'}`)}
      {impersonator !== null && (
        <Text size="xs" c="dimmed">
          {t('audit.impersonator', { id: impersonator })}
        </Text>
      )}
    </div>
  )
}

function ExportButton({ tenant, query }: { tenant: string | undefined; query: ReturnType<typeof queryOf> }) {
  const t = useText()
  const tellProblem = useTellProblem()
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const named = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    const of = tenant === undefined ? '' : `/tenants/${tenant}`
    try {
      await download(`/platform/v1${of}/audit-log/export?${new URLSearchParams(named)}`, 'audit-log.csv')
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={isBusy}
      onClick={() => void run()}
    >
      {t('audit.export')}
    </Button>
  )
}
