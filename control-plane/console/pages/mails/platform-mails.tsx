import { Button, Code, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

type Mail = Platform['PlatformMail']

/** Mails of the installation itself, such as invitations; while there is no mail server, this is where their links are. */
export default function PlatformMails() {
  const t = useText()
  const common = useCommon()
  const f = useFormat()
  const [shown, setShown] = useState<Mail | null>(null)
  const list = useList<Mail>(
    ['platform', 'mails'],
    (cursor) => dataOf(platform.GET('/platform/v1/mails', { params: { query: { limit: 50, cursor } } })),
    { refetchInterval: 10_000 },
  )
  return (
    <>
      <PageHeader title={t('platformOutbox')} text={t('platformOutboxText')} />
      <DataTable
        list={list}
        label={t('platformOutbox')}
        rowKey={(mail) => mail.id}
        empty={<Empty text={t('outboxEmpty')} />}
        columns={[
          { key: 'subject', label: t('subject'), cell: ({ subject }) => <bdi>{subject}</bdi> },
          { key: 'recipient', label: t('recipient'), cell: ({ recipient }) => <bdi>{recipient}</bdi> },
          {
            key: 'status',
            label: t('status'),
            cell: ({ sent_at }) => (
              <StatusBadge tone={sent_at === null ? 'plain' : 'good'}>
                {t(sent_at === null ? 'status.stored' : 'status.sent')}
              </StatusBadge>
            ),
          },
          { key: 'when', label: t('when'), cell: ({ created_at }) => f.dateTime(created_at) },
          {
            key: 'read',
            label: t('read'),
            align: 'end',
            cell: (mail) => (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setShown(mail)}
                aria-label={`${t('read')}: ${mail.subject}, ${mail.recipient}`}
              >
                {t('read')}
              </Button>
            ),
          },
        ]}
      />
      <Modal
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={<bdi>{shown?.subject}</bdi>}
        size="lg"
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {shown !== null && (
          <Stack>
            <Text size="sm" c="dimmed">
              <bdi>{shown.recipient}</bdi> · {f.dateTime(shown.created_at)}
            </Text>
            {shown.body === null ? <Text>{t('notKept')}</Text> : <Body text={shown.body} />}
          </Stack>
        )}
      </Modal>
    </>
  )
}

/** With its links, so that they can be followed. */
const Body = ({ text }: { text: string }) => (
  <Code block tabIndex={0} dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
    {text.split(/(https?:\/\/\S+)/).map((part, i) =>
      i % 2 === 1 ? (
        <a key={part} href={part} style={{ color: 'var(--mantine-color-anchor)' }}>
          {part}
        </a>
      ) : (
        part
      ),
    )}
  </Code>
)
