// Who changed what: in the store, and of the store on the platform.
import { Button, Code, Group, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core'
import { type Admin, dataOf, platform } from '../../api/client.ts'
import { download } from '../../api/download.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

type Entry = Admin['AuditEntry']

/** A day of a date field as the moment at which it begins, or at which the next one does. */
const momentOf = (day: string | undefined, days = 0): string | undefined =>
  day === undefined || day === ''
    ? undefined
    : new Date(new Date(`${day}T00:00`).getTime() + days * 86_400_000).toISOString()

export default function AuditLog() {
  const t = useText()
  const { id, admin } = useStore()
  const [{ of = 'store', action, from, to }] = useFilters()
  const query = {
    action: action || undefined,
    from: momentOf(from),
    to: momentOf(to, 1),
  }
  const list = useList<Entry>([id, 'audit', of, query], (cursor) => {
    const page = { ...query, limit: 50, cursor }
    return of === 'platform'
      ? dataOf(
          platform.GET('/platform/v1/tenants/{tenant_id}/audit-log', {
            params: { path: { tenant_id: id }, query: page },
          }),
        )
      : dataOf(admin.GET('/admin/v1/audit-log', { params: { query: page } }))
  })
  return (
    <>
      <PageHeader title={t('audit.title')} text={t('audit.text')}>
        <Export of={of} query={query} />
      </PageHeader>
      <Filters of={of} />
      <Entries list={list} />
    </>
  )
}

function Filters({ of }: { of: string }) {
  const t = useText()
  const [{ action = '', from = '', to = '' }, set] = useFilters()
  return (
    <Group align="flex-end" mb="md">
      <SegmentedControl
        aria-label={t('audit.of')}
        value={of}
        onChange={(value) => set({ of: value })}
        data={(['store', 'platform'] as const).map((value) => ({ value, label: t(`audit.of.${value}`) }))}
      />
      <TextInput
        label={t('audit.action')}
        placeholder="product.updated"
        value={action}
        onChange={(event) => set({ action: event.currentTarget.value.trim() })}
      />
      <TextInput
        type="date"
        label={t('audit.from')}
        value={from}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('audit.to')}
        value={to}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
    </Group>
  )
}

function Export({ of, query }: { of: string; query: Record<string, string | undefined> }) {
  const t = useText()
  const { id } = useStore()
  const tellProblem = useTellProblem()
  const save = async () => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    )
    const path =
      of === 'platform' ? `/platform/v1/tenants/${id}/audit-log/export` : '/admin/v1/audit-log/export'
    try {
      await download(
        `${path}?${new URLSearchParams(given)}`,
        'audit-log.csv',
        of === 'platform' ? undefined : id,
      )
    } catch (error) {
      tellProblem(error)
    }
  }
  return (
    <Button variant="default" onClick={() => void save()}>
      {t('audit.export')}
    </Button>
  )
}

function Entries({ list }: { list: ReturnType<typeof useList<Entry>> }) {
  const t = useText()
  const format = useFormat()
  return (
    <DataTable
      list={list}
      label={t('audit.title')}
      rowKey={({ id }) => id}
      columns={[
        { key: 'at', label: t('audit.at'), cell: ({ at }) => format.dateTime(at) },
        {
          key: 'actor',
          label: t('audit.actor'),
          cell: ({ actor, impersonator, client }) => (
            <Stack gap={0}>
              <Text size="sm">{actor.label ?? actor.kind}</Text>
              {impersonator !== null && (
                <Text size="xs" c="dimmed">
                  {t('audit.impersonated', { by: impersonator })}
                </Text>
              )}
              <Text size="xs" c="dimmed" dir="ltr">
                {client.address}
              </Text>
            </Stack>
          ),
        },
        { key: 'action', label: t('audit.action'), cell: ({ action }) => <Code>{action}</Code> },
        { key: 'changes', label: t('audit.changes'), cell: (entry) => <Changes entry={entry} /> },
      ]}
      empty={<Empty text={t('audit.none')} />}
    />
  )
}

const written = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value))

function Changes({ entry: { changes } }: { entry: Entry }) {
  const t = useText()
  const fields = Object.entries(changes)
  if (fields.length === 0) return <>–</>
  return (
    <details>
      <summary>{t('audit.fields', { count: fields.length })}</summary>
      <Table aria-label={t('audit.changes')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('audit.field')}</Table.Th>
            <Table.Th scope="col">{t('audit.before')}</Table.Th>
            <Table.Th scope="col">{t('audit.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map(([field, { from, to }]) => (
            <Table.Tr key={field}>
              <Table.Th scope="row" fw={400}>
                {field}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{written(from)}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{written(to)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  )
}
