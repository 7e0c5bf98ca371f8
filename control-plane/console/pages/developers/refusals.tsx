// Requests to the store that were refused, and why; any one by its id.
import { Button, Group, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

export default function Refusals() {
  const t = useText()
  const format = useFormat()
  const { id, slug } = useStore()
  const [{ code = '', from, to }, set] = useFilters()
  const list = useList<Platform['Refusal']>([id, 'refusals', code, from, to], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/refusals', {
        params: { path: { tenant_id: id }, query: { limit: 50, cursor, code: code || undefined } },
      }),
    ),
  )
  return (
    <>
      <PageHeader title={t('refusals.title')} text={t('refusals.text')} />
      <Group align="flex-end" mb="md">
        <LookUp />
        <TextInput
          label={t('refusals.code')}
          placeholder="forbidden"
          value={code}
          onChange={(event) => set({ code: event.currentTarget.value.trim() })}
        />
      </Group>
      <DataTable
        list={list}
        label={t('refusals.title')}
        rowKey={({ request_id }) => request_id}
        link={({ request_id }) => `/stores/${slug}/refusals/${request_id}`}
        columns={[
          { key: 'at', label: t('requests.at'), cell: ({ at }) => format.dateTime(at) },
          {
            key: 'what',
            label: t('requests.what'),
            cell: ({ method, path }) => <bdi dir="ltr">{`${method} ${path}`}</bdi>,
          },
          { key: 'code', label: t('refusals.code'), cell: ({ status, code }) => `${status} ${code}` },
          { key: 'because', label: t('refusals.because'), cell: ({ because }) => because },
        ]}
        empty={<Empty text={t('refusals.none')} />}
      />
    </>
  )
}

function LookUp() {
  const t = useText()
  const navigate = useNavigate()
  const { slug } = useStore()
  const [requestId, setRequestId] = useState('')
  const look = (event: FormEvent) => {
    event.preventDefault()
    if (requestId.trim() !== '') void navigate({ to: `/stores/${slug}/refusals/${requestId.trim()}` })
  }
  return (
    <form onSubmit={look}>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('refusals.request')}
          description={t('refusals.requestHelp')}
          value={requestId}
          dir="ltr"
          onChange={(event) => setRequestId(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('refusals.why')}
        </Button>
      </Group>
    </form>
  )
}
