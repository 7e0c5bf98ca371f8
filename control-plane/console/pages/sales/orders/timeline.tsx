// What happened to an order, and what staff say about it.
import { Button, Group, Paper, Stack, Text, Textarea, Timeline } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useAccount, useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { type Formats, useFormat } from '../../../i18n/format.ts'
import type { Text as TextOf } from '../../../i18n/text.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section, useSubmit } from '../../../parts/form-page.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import type { Order } from './order-data.ts'
import { useText } from './text.ts'
import type en from './texts/en.ts'

type Entry = Admin['OrderTimelineEntry']

export function OrderTimeline({ order }: { order: Order }) {
  const t = useText()
  const common = useCommon()
  const { id, admin, can } = useStore()
  const list = useList<Entry>([id, 'order', order.id, 'timeline'], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/orders/{order_id}/timeline', {
        params: { path: { order_id: order.id }, query: { limit: 25, cursor } },
      }),
    ),
  )
  return (
    <Section title={t('timeline')}>
      {can('orders:write') && <AddComment order={order} />}
      <ProblemAlert error={list.error} retry={list.retry} />
      {list.isLoading && <Loading />}
      <Timeline bulletSize={14} lineWidth={2} active={list.rows.length}>
        {list.rows.map((entry) => (
          <Timeline.Item key={entry.id}>
            <OneEntry order={order} entry={entry} />
          </Timeline.Item>
        ))}
      </Timeline>
      {list.loadMore && (
        <Button variant="default" mt="md" onClick={list.loadMore} loading={list.isLoadingMore}>
          {common('more')}
        </Button>
      )}
    </Section>
  )
}

const KINDS = [
  'order.placed',
  'order.updated',
  'order.edited',
  'order.cancelled',
  'payment.captured',
  'payment.capture_failed',
  'payment.cancelled',
  'payment.failed',
  'refund.created',
  'refund.succeeded',
  'refund.failed',
  'refund.retried',
  'return.requested',
  'return.approved',
  'return.declined',
  'return.received',
  'return.closed',
  'invoice.issued',
  'fulfillment.requested',
  'fulfillment.prepared',
  'fulfillment.pending',
  'fulfillment.shipped',
  'fulfillment.in_transit',
  'fulfillment.out_for_delivery',
  'fulfillment.delivered',
  'fulfillment.cancelled',
  'fulfillment.cancellation_requested',
  'fulfillment.cancellation_refused',
  'fulfillment.cancellation_too_late',
  'fulfillment.given_up',
] as const

/** What an entry says; of a kind that this page does not know, the kind itself. */
function sayingOf({ kind, data }: Entry, t: TextOf<typeof en>, format: Formats): string {
  const known = KINDS.find((name) => name === kind)
  if (known === undefined) return kind
  const amount = data.amount ?? data.total ?? data.difference_amount
  return t(`happened.${known}`, {
    amount:
      typeof amount === 'number' && typeof data.currency === 'string'
        ? format.money({ amount, currency: data.currency })
        : '',
    number: data.number ?? '',
  })
}

function OneEntry({ order, entry }: { order: Order; entry: Entry }) {
  const t = useText()
  const format = useFormat()
  const by = entry.actor.label ?? ''
  return (
    <>
      {entry.comment === null ? (
        <Text size="sm">{sayingOf(entry, t, format)}</Text>
      ) : (
        <Comment order={order} entry={entry} />
      )}
      <Text size="xs" c="dimmed">
        <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
        {by !== '' && ` · ${by}`}
        {entry.edited_at !== null && ` · ${t('comment.edited')}`}
      </Text>
    </>
  )
}

function Comment({ order, entry }: { order: Order; entry: Entry }) {
  const account = useAccount()
  return (
    <Paper withBorder p="xs" mb={4}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {entry.comment}
      </Text>
      {entry.actor.id === account.id && <OwnComment order={order} entry={entry} />}
    </Paper>
  )
}

function useReread(order: Order): () => Promise<void> {
  const { id } = useStore()
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: [id, 'order', order.id, 'timeline'] })
}

function OwnComment({ order, entry }: { order: Order; entry: Entry }) {
  const t = useText()
  const common = useCommon()
  const { admin } = useStore()
  const reread = useReread(order)
  const form = useForm({ initialValues: { comment: entry.comment ?? '' } })
  const params = { path: { order_id: order.id, comment_id: entry.id } }
  const save = async (body: { comment: string }) => {
    await dataOf(admin.PATCH('/admin/v1/orders/{order_id}/comments/{comment_id}', { params, body }))
    await reread()
  }
  const remove = async () => {
    await dataOf(admin.DELETE('/admin/v1/orders/{order_id}/comments/{comment_id}', { params }))
    await reread()
  }
  return (
    <Group gap={4} mt={4}>
      <FormDialog
        label={common('edit')}
        title={t('comment.edit')}
        form={form}
        onSave={save}
        onOpen={() => !form.isDirty() && form.setFieldValue('comment', entry.comment ?? '')}
        variant="subtle"
        h={24}
        px="xs"
      >
        <Textarea
          label={t('comment')}
          autosize
          minRows={3}
          maxLength={5_000}
          {...form.getInputProps('comment')}
        />
      </FormDialog>
      <ConfirmButton
        label={common('delete')}
        title={t('comment.delete')}
        variant="subtle"
        size="compact-sm"
        onConfirm={remove}
      >
        {t('comment.deleteText')}
      </ConfirmButton>
    </Group>
  )
}

function AddComment({ order }: { order: Order }) {
  const t = useText()
  const { admin } = useStore()
  const reread = useReread(order)
  const form = useForm({ initialValues: { comment: '' } })
  const add = async ({ comment }: { comment: string }) => {
    if (comment.trim() === '') return
    const params = { path: { order_id: order.id } }
    await dataOf(admin.POST('/admin/v1/orders/{order_id}/comments', { params, body: { comment } }))
    form.reset()
    await reread()
  }
  const { onSubmit, isBusy, alert } = useSubmit(form, add)
  return (
    <form onSubmit={onSubmit} noValidate>
      {alert}
      <Stack gap="xs" mb="lg">
        <Textarea
          label={t('comment')}
          description={t('comment.text')}
          autosize
          minRows={2}
          maxLength={5_000}
          {...form.getInputProps('comment')}
        />
        <Button
          type="submit"
          variant="default"
          loading={isBusy}
          disabled={form.getValues().comment.trim() === ''}
          style={{ alignSelf: 'end' }}
        >
          {t('comment.add')}
        </Button>
      </Stack>
    </form>
  )
}
