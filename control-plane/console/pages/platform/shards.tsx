import { useQuery } from '@tanstack/react-query'
import type { Platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { listOf, shardsQuery } from './queries.ts'
import { Room, ShardState } from './shard-parts.tsx'
import { useText } from './text.ts'

type Shard = Platform['Shard']

export default function Shards() {
  const t = useText()
  const format = useFormat()
  const query = useQuery(shardsQuery)
  const number = (value: number | null | undefined) => (value == null ? '–' : format.number(value))
  return (
    <>
      <PageHeader title={t('shards.title')} text={t('shards.text')} />
      <DataTable<Shard>
        list={listOf(query)}
        label={t('shards.title')}
        rowKey={({ name }) => name}
        link={({ name }) => `/platform/shards/${name}`}
        columns={[
          { key: 'name', label: t('shards.name'), cell: ({ name }) => name },
          { key: 'region', label: t('shards.region'), cell: ({ region }) => region },
          { key: 'state', label: t('shards.state'), cell: (shard) => <ShardState shard={shard} /> },
          { key: 'room', label: t('shards.room'), cell: (shard) => <Room shard={shard} /> },
          {
            key: 'size',
            label: t('shards.size'),
            align: 'end',
            cell: ({ last_sighting: last }) =>
              last?.database_bytes == null ? '–' : format.bytes(last.database_bytes),
          },
          {
            key: 'connections',
            label: t('shards.connections'),
            align: 'end',
            cell: ({ last_sighting }) => number(last_sighting?.connections),
          },
          {
            key: 'failed',
            label: t('queues.failed'),
            align: 'end',
            cell: ({ last_sighting }) => number(last_sighting?.failed_jobs),
          },
          {
            key: 'seen',
            label: t('shards.seen'),
            cell: ({ last_seen_at: seen }) => (seen === null ? t('shards.never') : format.ago(seen)),
          },
        ]}
        empty={<Empty text={t('shards.none')} />}
      />
    </>
  )
}
