// The orders of the list as CSV: written in the background, then fetched.
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { download } from '../../../api/download.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { useAction } from '../../../parts/use-action.ts'
import type { OrderFilter } from './filters.ts'
import { useText } from './text.ts'

type Export = Admin['OrderExport']
const isRunning = (one: Export | undefined) => one?.status === 'queued' || one?.status === 'running'

export function ExportOrders({ filter }: { filter: OrderFilter }) {
  const t = useText()
  const common = useCommon()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" onClick={open} leftSection={<IconDownload size={16} aria-hidden />}>
        {t('export')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('export.title')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <ExportDialog filter={filter} />
      </Modal>
    </>
  )
}

function ExportDialog({ filter }: { filter: OrderFilter }) {
  const t = useText()
  const { id, admin } = useStore()
  const { busy, run } = useAction()
  const [started, setStarted] = useState<string>()
  const list = useQuery({
    queryKey: [id, 'order-exports'],
    queryFn: () => dataOf(admin.GET('/admin/v1/order-exports', { params: { query: { limit: 5 } } })),
    refetchInterval: ({ state }) => (state.data?.data.some(isRunning) ? 1_000 : false),
  })
  const save = (one: Export) =>
    download(`/admin/v1/order-exports/${one.id}/file`, `orders-${one.created_at.slice(0, 10)}.csv`, id)
  const start = async () => {
    const { id } = await dataOf(admin.POST('/admin/v1/order-exports', { body: { filter } }))
    setStarted(id)
    await list.refetch()
  }
  const ready = list.data?.data.find((one) => one.id === started && one.status === 'completed')
  useEffect(() => {
    if (ready !== undefined) run('save', () => save(ready))
  }, [ready?.id])
  return (
    <Stack>
      <Text size="sm">{t(Object.keys(filter).length === 0 ? 'export.all' : 'export.filtered')}</Text>
      <Button loading={busy === 'start'} onClick={() => run('start', start)}>
        {t('export.start')}
      </Button>
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.data?.data.map((one) => (
        <OneExport key={one.id} one={one} onSave={() => run('save', () => save(one))} />
      ))}
    </Stack>
  )
}

function OneExport({ one, onSave }: { one: Export; onSave: () => void }) {
  const t = useText()
  const format = useFormat()
  const { status, processed_orders, total_orders } = one
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text size="sm">{format.dateTime(one.created_at)}</Text>
          <Text size="xs" c="dimmed" role="status">
            {status === 'failed'
              ? `${t('export.failed')} ${one.failure ?? ''}`
              : t('export.progress', {
                  done: format.number(processed_orders),
                  total: format.number(Math.max(total_orders, processed_orders)),
                })}
          </Text>
        </div>
        {status === 'completed' && (
          <Button variant="default" size="compact-sm" onClick={onSave}>
            {t('export.download', { size: format.bytes(one.size_bytes) })}
          </Button>
        )}
      </Group>
      {isRunning(one) && (
        <Progress
          mt={4}
          value={total_orders === 0 ? 0 : (processed_orders / total_orders) * 100}
          aria-label={t('export.title')}
        />
      )}
    </div>
  )
}
