import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { download } from '../../api/download.ts'
import { useList } from '../../api/lists.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

type Entry = Platform['AuditEntry']

export default function Activity() {
  const t = useText()
  const format = useFormat()
  const tellProblem = useTellProblem()
  const list = useList<Entry>(['activity'], (cursor) =>
    dataOf(platform.GET('/platform/v1/account/activity', { params: { query: { limit: 50, cursor } } })),
  )
  const save = () => void download('/platform/v1/account/activity/export', 'activity.csv').catch(tellProblem)
  return (
    <>
      <PageHeader title={t('activity.title')} text={t('activity.text')}>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>
          {t('activity.export')}
        </Button>
      </PageHeader>
      <DataTable
        list={list}
        label={t('activity.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'action', label: t('activity.action'), cell: ({ action }) => <bdi>{action}</bdi> },
          { key: 'at', label: t('activity.when'), cell: ({ at }) => format.dateTime(at) },
          { key: 'address', label: t('activity.from'), cell: ({ client }) => <bdi>{client.address}</bdi> },
        ]}
        empty={<Empty text={t('activity.none')} />}
      />
    </>
  )
}
