// Beside an order: who it is for, where it goes, notes, tags and the mails about it.

import { Button, Checkbox, Group, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { useUndoable } from '../../../parts/undoable.ts'
import { useAction } from '../../../parts/use-action.ts'
import { AddressFields, AddressText, addressInput, fromAddress, NO_ADDRESS } from './address.tsx'
import { type Order, useRefreshOrder } from './order-data.ts'
import { useText } from './text.ts'

/** The customer whose e-mail address an order has; guests are none. */
export function useCustomerOf(order: Order): Admin['Customer'] | undefined {
  const { id, admin, can } = useStore()
  return useQuery({
    queryKey: [id, 'customer-by-email', order.email],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/customers', { params: { query: { email: order.email, limit: 1 } } })),
    enabled: can('customers:read') && order.email !== '',
  }).data?.data[0]
}

function useChange(order: Order) {
  const { admin } = useStore()
  return (body: Admin['OrderPatch']) =>
    dataOf(admin.PATCH('/admin/v1/orders/{order_id}', { params: { path: { order_id: order.id } }, body }))
}

export function CustomerCard({ order }: { order: Order }) {
  const t = useText()
  const { slug } = useStore()
  const customer = useCustomerOf(order)
  return (
    <Section title={t('customer')}>
      <Stack gap="xs" align="flex-start">
        {customer === undefined ? (
          <Text size="sm" c="dimmed">
            {t('customer.guest')}
          </Text>
        ) : (
          <PageLink to={`/stores/${slug}/customers/${customer.id}`} size="sm" fw={500}>
            {[customer.first_name, customer.last_name].filter(Boolean).join(' ') || customer.email}
          </PageLink>
        )}
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <a href={`mailto:${order.email}`} style={{ color: 'var(--mantine-color-anchor)' }}>
            {order.email}
          </a>
        </Text>
        <PageLink to={`/stores/${slug}/orders`} search={{ email: order.email } as never} size="sm">
          {t('customer.orders')}
        </PageLink>
        <Text component="h3" size="sm" fw={600} mt="xs">
          {t('address.shipping')}
        </Text>
        {order.shipping_address === null ? (
          <Text size="sm" c="dimmed">
            {t('address.none')}
          </Text>
        ) : (
          <AddressText address={order.shipping_address} />
        )}
        <EditContact order={order} />
      </Stack>
    </Section>
  )
}

function EditContact({ order }: { order: Order }) {
  const t = useText()
  const { can } = useStore()
  const refresh = useRefreshOrder()
  const change = useChange(order)
  const initial = () => ({
    email: order.email,
    ship: order.shipping_address !== null,
    address: order.shipping_address === null ? NO_ADDRESS : fromAddress(order.shipping_address),
  })
  const form = useForm({ initialValues: initial() })
  if (!can('orders:write')) return null
  const save = async ({ email, ship, address }: ReturnType<typeof initial>) => {
    await change({ email, ...(ship && { shipping_address: addressInput(address) }) })
    await refresh()
  }
  const fields = Object.fromEntries(
    Object.keys(NO_ADDRESS).map((name) => [`shipping_address.${name}`, `address.${name}`]),
  )
  return (
    <FormDialog
      label={t('contact.edit')}
      title={t('contact.edit')}
      form={form}
      fields={fields}
      size="lg"
      onSave={save}
      onOpen={() => !form.isDirty() && form.setValues(initial())}
      h={30}
    >
      <TextInput label={t('email')} type="email" attributes={LTR} required {...form.getInputProps('email')} />
      {order.shipping_address === null && (
        <Checkbox label={t('address.add')} {...form.getInputProps('ship', { type: 'checkbox' })} />
      )}
      {form.getValues().ship && <AddressFields form={form} path="address" />}
    </FormDialog>
  )
}

export function NotesCard({ order }: { order: Order }) {
  const t = useText()
  const common = useCommon()
  const { can } = useStore()
  const refresh = useRefreshOrder()
  const change = useChange(order)
  const { busy, run } = useAction()
  const form = useForm({ initialValues: { note: order.note ?? '' } })
  const save = async () => {
    await change({ note: form.getValues().note })
    form.resetDirty()
    await refresh()
  }
  return (
    <Section title={t('notes')}>
      <Stack gap="xs">
        <Textarea
          label={t('note')}
          description={t('note.text')}
          autosize
          minRows={2}
          maxLength={5_000}
          readOnly={!can('orders:write')}
          {...form.getInputProps('note')}
        />
        {form.isDirty() && (
          <Group gap="xs">
            <Button size="xs" loading={busy !== null} onClick={() => run('note', save, common('saved'))}>
              {common('save')}
            </Button>
            <Button size="xs" variant="default" onClick={() => form.reset()}>
              {common('discard')}
            </Button>
          </Group>
        )}
        <Tags order={order} />
      </Stack>
    </Section>
  )
}

function Tags({ order }: { order: Order }) {
  const t = useText()
  const { id, can } = useStore()
  const change = useChange(order)
  const undoable = useUndoable()
  const setTags = (tags: string[]) =>
    void undoable({
      key: [id, 'order', order.id],
      apply: (data) => (isOrder(data) ? { ...data, tags } : data),
      write: () => change({ tags }),
      undo: () => change({ tags: order.tags }),
      done: t('tags.saved'),
    })
  return (
    <TagsInput
      label={t('tags')}
      description={t('tags.text')}
      maxTags={50}
      value={order.tags}
      onChange={setTags}
      readOnly={!can('orders:write')}
    />
  )
}

/** The query of an order's own key holds the order; those below it hold its parts. */
const isOrder = (data: unknown): data is Order =>
  typeof data === 'object' && data !== null && 'line_items' in data && 'number' in data

export function MessagesCard({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const { busy, run } = useAction()
  const query = useQuery({
    queryKey: [id, 'order', order.id, 'messages'],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/messages', { params: { query: { order_id: order.id, limit: 20 } } })),
    enabled: can('store:read'),
  })
  const messages = query.data?.data ?? []
  if (messages.length === 0) return null
  const resend = async (messageId: string) => {
    const params = { path: { message_id: messageId } }
    await dataOf(admin.POST('/admin/v1/messages/{message_id}/resend', { params }))
    await query.refetch()
  }
  return (
    <Section title={t('messages')}>
      <Stack gap="sm">
        {messages.map((message) => (
          <Stack key={message.id} gap={4} align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text size="sm">{message.subject}</Text>
              <Text size="xs" c="dimmed">
                {t(`message.${message.status}`)} · {format.dateTime(message.sent_at ?? message.created_at)}
              </Text>
              {message.error !== null && <Text size="xs">{message.error}</Text>}
            </div>
            {can('store:write') && message.body !== null && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('message.resend')}: ${message.subject}`}
                loading={busy === message.id}
                onClick={() => run(message.id, () => resend(message.id), t('message.resent'))}
              >
                {t('message.resend')}
              </Button>
            )}
          </Stack>
        ))}
      </Stack>
    </Section>
  )
}
