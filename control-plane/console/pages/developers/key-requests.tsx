// What a key asked in the last seven days.
import { SegmentedControl } from '@mantine/core'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { Section } from '../../parts/form-page.tsx'
import { PageLink } from '../../parts/links.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

/** Refusals say why. */
const EXPLAINED = new Set([401, 402, 403, 429])

export function KeyRequests({ keyId }: { keyId: string }) {
  const t = useText()
  const format = useFormat()
  const { id, slug, can } = useStore()
  const [{ status = '' }, set] = useFilters()
  const list = useList<Platform['ApiKeyRequest']>([id, 'api-key-requests', keyId, status], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/api-keys/{api_key_id}/requests', {
        params: {
          path: { tenant_id: id, api_key_id: keyId },
          query: { limit: 50, cursor, status: status === '' ? undefined : Number(status) },
        },
      }),
    ),
  )
  return (
    <Section title={t('requests.title')} text={t('requests.text')}>
      <SegmentedControl
        mb="md"
        aria-label={t('requests.status')}
        value={status}
        onChange={(value) => set({ status: value })}
        data={['', '401', '403', '422', '429'].map((value) => ({
          value,
          label: value === '' ? t('requests.all') : value,
        }))}
      />
      <DataTable
        list={list}
        label={t('requests.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', label: t('requests.at'), cell: ({ at }) => format.dateTime(at) },
          {
            key: 'what',
            label: t('requests.what'),
            cell: ({ method, path }) => <bdi dir="ltr">{`${method} ${path}`}</bdi>,
          },
          {
            key: 'status',
            label: t('requests.status'),
            cell: ({ id: requestId, status }) => {
              const badge = <StatusBadge tone={status < 400 ? 'good' : 'bad'}>{status}</StatusBadge>
              return EXPLAINED.has(status) && can('audit:read') ? (
                <PageLink to={`/stores/${slug}/refusals/${requestId}`}>
                  {badge} {t('refusals.why')}
                </PageLink>
              ) : (
                badge
              )
            },
          },
          {
            key: 'ms',
            label: t('requests.took'),
            align: 'end',
            cell: ({ duration_ms }) => t('requests.ms', { ms: format.number(duration_ms) }),
          },
        ]}
        empty={<Empty text={t('requests.none')} />}
      />
    </Section>
  )
}
