import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { deviceOf } from './device.ts'
import { useText } from './text.ts'

type Session = Platform['Session']
const KEY = ['sessions']

export default function Sessions() {
  const t = useText()
  const format = useFormat()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const list = useList<Session>(KEY, (cursor) =>
    dataOf(platform.GET('/platform/v1/sessions', { params: { query: { limit: 20, cursor } } })),
  )
  const refresh = () => client.invalidateQueries({ queryKey: KEY })
  const end = useMutation({
    mutationFn: (session_id: string) =>
      dataOf(platform.DELETE('/platform/v1/sessions/{session_id}', { params: { path: { session_id } } })),
    onSuccess: () => {
      tell(t('sessions.ended'))
      return refresh()
    },
    onError: tellProblem,
  })
  const endOthers = async () => {
    await dataOf(platform.POST('/platform/v1/sessions/revoke-others'))
    await refresh()
  }
  return (
    <>
      <PageHeader title={t('sessions.title')} text={t('sessions.text')}>
        <ConfirmButton label={t('sessions.endOthers')} title={t('sessions.endOthers')} onConfirm={endOthers}>
          {t('sessions.endOthersText')}
        </ConfirmButton>
      </PageHeader>
      <DataTable
        list={list}
        label={t('sessions.title')}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'device',
            label: t('sessions.device'),
            cell: ({ user_agent, current }) => (
              <Group gap="xs">
                <Text size="sm">{deviceOf(user_agent) ?? t('sessions.unknown')}</Text>
                {current && <StatusBadge tone="info">{t('sessions.current')}</StatusBadge>}
              </Group>
            ),
          },
          { key: 'address', label: t('sessions.address'), cell: ({ address }) => <bdi>{address}</bdi> },
          { key: 'used', label: t('sessions.used'), cell: ({ last_used_at }) => format.ago(last_used_at) },
          {
            key: 'end',
            label: t('sessions.end'),
            align: 'end',
            cell: ({ id, current, user_agent }) =>
              !current && (
                <Button
                  size="xs"
                  variant="default"
                  loading={end.isPending && end.variables === id}
                  onClick={() => end.mutate(id)}
                  aria-label={`${t('sessions.end')}: ${deviceOf(user_agent) ?? t('sessions.unknown')}`}
                >
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}
