// The store's API keys, newest first.
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { KeyStatus } from './key-status.tsx'
import { useText } from './text.ts'

export default function ApiKeys() {
  const t = useText()
  const format = useFormat()
  const { id, slug, can } = useStore()
  const list = useList<Platform['ApiKey']>([id, 'api-keys'], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/api-keys', {
        params: { path: { tenant_id: id }, query: { limit: 50, cursor } },
      }),
    ),
  )
  const create = can('api_keys:write') && (
    <ButtonLink to={`/stores/${slug}/api-keys/new`}>{t('keys.new')}</ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('keys.title')} text={t('keys.text')}>
        {create}
      </PageHeader>
      <DataTable
        list={list}
        label={t('keys.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/api-keys/${id}`}
        columns={[
          { key: 'name', label: t('keys.name'), cell: ({ name }) => name },
          { key: 'kind', label: t('keys.kind'), cell: ({ kind }) => t(`keys.kind.${kind}`) },
          { key: 'hint', label: t('keys.hint'), cell: ({ hint }) => <bdi dir="ltr">{hint}…</bdi> },
          { key: 'status', label: t('keys.status'), cell: (key) => <KeyStatus apiKey={key} /> },
          {
            key: 'used',
            label: t('keys.used'),
            cell: ({ last_used_at }) => (last_used_at === null ? t('keys.never') : format.ago(last_used_at)),
          },
        ]}
        empty={<Empty text={t('keys.none')}>{create}</Empty>}
      />
    </>
  )
}
