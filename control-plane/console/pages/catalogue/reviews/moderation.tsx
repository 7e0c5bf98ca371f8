// Many reviews at once, and which ones need nobody's leave.
import { Button, Group, Paper, Switch, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useUndoable } from '../../../parts/undoable.ts'
import { useAction } from '../../../parts/use-action.ts'
import { useText } from './text.ts'

export function ModerationBar({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const { busy, run } = useAction()
  const decide = (status: 'approved' | 'rejected') =>
    run(
      status,
      async () => {
        await dataOf(admin.POST('/admin/v1/review-moderations', { body: { review_ids: [...ids], status } }))
        onDone()
        await client.invalidateQueries({ queryKey: [id, 'reviews'] })
      },
      t(`now.${status}`),
    )
  return (
    <Paper withBorder p="xs" mb="sm">
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {t('selected', { count: ids.length })}
        </Text>
        <Button size="xs" variant="default" loading={busy === 'approved'} onClick={() => decide('approved')}>
          {t('approve')}
        </Button>
        <Button size="xs" variant="default" loading={busy === 'rejected'} onClick={() => decide('rejected')}>
          {t('reject')}
        </Button>
      </Group>
    </Paper>
  )
}

/** Whether reviews of those who bought the product are shown without anybody having read them. */
export function AutoApproval() {
  const t = useText()
  const { id, admin, can } = useStore()
  const undoable = useUndoable()
  const key = [id, 'review-settings']
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => dataOf(admin.GET('/admin/v1/review-settings')),
  })
  const write = (settings: Admin['ReviewSettings']) =>
    dataOf(admin.PUT('/admin/v1/review-settings', { body: settings }))
  if (data === undefined) return null
  const set = (isOn: boolean) => {
    const after: Admin['ReviewSettings'] = { auto_approve: isOn ? 'verified' : 'none' }
    void undoable({
      key,
      apply: () => after,
      write: () => write(after),
      done: t(isOn ? 'auto.on' : 'auto.off'),
      undo: () => write(data),
    })
  }
  return (
    <Switch
      label={t('auto')}
      description={t('autoHelp')}
      mb="md"
      disabled={!can('reviews:write')}
      checked={data.auto_approve === 'verified'}
      onChange={(event) => set(event.currentTarget.checked)}
    />
  )
}
