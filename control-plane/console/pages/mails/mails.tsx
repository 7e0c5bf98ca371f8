import { Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { mailNameOf, STATUSES, TONES } from './names.ts'
import { useText } from './text.ts'

type Message = Admin['Message']

export default function Mails() {
  const t = useText()
  const f = useFormat()
  const { id, slug, admin } = useStore()
  const [search] = useFilters()
  const status = STATUSES.find((known) => known === search.status)
  const { recipient } = search
  const list = useList<Message>([id, 'messages', status, recipient], (cursor) =>
    dataOf(admin.GET('/admin/v1/messages', { params: { query: { limit: 50, cursor, status, recipient } } })),
  )
  return (
    <>
      <PageHeader title={t('outbox')} text={t('outboxText')} />
      <Stack>
        <Filters />
        <DataTable
          list={list}
          label={t('outbox')}
          rowKey={(mail) => mail.id}
          link={(mail) => `/stores/${slug}/mails/${mail.id}`}
          empty={<Empty text={t('outboxEmpty')} />}
          columns={[
            { key: 'subject', label: t('subject'), cell: ({ subject }) => <bdi>{subject}</bdi> },
            { key: 'recipient', label: t('recipient'), cell: ({ recipient }) => <bdi>{recipient}</bdi> },
            { key: 'kind', label: t('kind'), cell: ({ template }) => mailNameOf(t, template) },
            {
              key: 'status',
              label: t('status'),
              cell: ({ status }) => <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>,
            },
            { key: 'when', label: t('when'), cell: ({ created_at }) => f.dateTime(created_at) },
          ]}
        />
      </Stack>
    </>
  )
}

function Filters() {
  const t = useText()
  const [search, setSearch] = useFilters()
  const [typed, setTyped] = useState(search.recipient ?? '')
  const apply = useDebouncedCallback((recipient: string) => setSearch({ recipient: recipient.trim() }), 400)
  return (
    <Group align="flex-end">
      <NativeSelect
        label={t('status')}
        value={search.status ?? ''}
        onChange={(event) => setSearch({ status: event.currentTarget.value })}
        data={[
          { value: '', label: t('all') },
          ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
      />
      <TextInput
        type="email"
        label={t('recipient')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          apply(event.currentTarget.value)
        }}
      />
    </Group>
  )
}
