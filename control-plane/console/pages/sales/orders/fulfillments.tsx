// What was sent of an order, and what is still to be sent.

import {
  Alert,
  Button,
  Checkbox,
  Divider,
  Group,
  List,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash, IconTruck } from '@tabler/icons-react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { PrintButton } from './documents.tsx'
import { nameOf } from './lines.tsx'
import { type Order, useFulfillments, usePlan, useRefreshOrder } from './order-data.ts'
import { ParcelBadge } from './statuses.tsx'
import { useText } from './text.ts'

type Fulfillment = Admin['Fulfillment']

export function Fulfillments({ order, address }: { order: Order; address: string }) {
  const t = useText()
  const { can } = useStore()
  const { data, error, refetch } = useFulfillments(order)
  const plan = usePlan(order).data?.data ?? []
  const left = plan.flatMap(({ line_items }) => line_items).reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <Section title={t('fulfillments')}>
      <ProblemAlert error={error} retry={() => void refetch()} />
      <Stack>
        {data?.data.map((fulfillment) => (
          <OneFulfillment key={fulfillment.id} order={order} fulfillment={fulfillment} />
        ))}
        {left > 0 && order.status === 'open' ? (
          <Group justify="space-between">
            <Text size="sm">{t('fulfillments.left', { count: left })}</Text>
            {can('orders:write') && (
              <ButtonLink to={`${address}/fulfill`} leftSection={<IconTruck size={16} aria-hidden />}>
                {t('fulfill')}
              </ButtonLink>
            )}
          </Group>
        ) : (
          data?.data.length === 0 && (
            <Text c="dimmed" size="sm">
              {t('fulfillments.none')}
            </Text>
          )
        )}
      </Stack>
    </Section>
  )
}

function OneFulfillment({ order, fulfillment }: { order: Order; fulfillment: Fulfillment }) {
  const t = useText()
  const format = useFormat()
  const { estimated_delivery: expected, problem } = fulfillment
  return (
    <div>
      <Group justify="space-between">
        <ParcelBadge status={fulfillment.status} />
        <Text size="xs" c="dimmed">
          {format.dateTime(fulfillment.created_at)}
        </Text>
      </Group>
      <List size="sm" mt="xs" listStyleType="none">
        {fulfillment.line_items.map((line) => (
          <List.Item key={line.line_item_id}>
            {format.number(line.quantity)} × {nameOf(line)}
          </List.Item>
        ))}
      </List>
      {fulfillment.tracking.map(({ carrier, number, url }) => (
        <Text size="sm" key={number}>
          {carrier}{' '}
          <bdi dir="ltr">
            {url === null ? (
              number
            ) : (
              <a href={url} target="_blank" rel="noreferrer" style={{ color: 'var(--mantine-color-anchor)' }}>
                {number}
              </a>
            )}
          </bdi>
        </Text>
      ))}
      {expected !== null && (
        <Text size="sm" c="dimmed">
          {t('fulfillments.expected', { date: format.date(expected.latest) })}
        </Text>
      )}
      {problem !== null && (
        <Alert color="orange" p="xs" mt={4}>
          {t('fulfillments.problem', { problem })}
        </Alert>
      )}
      <FulfillmentActions order={order} fulfillment={fulfillment} />
      <Divider mt="sm" />
    </div>
  )
}

function FulfillmentActions({ order, fulfillment }: { order: Order; fulfillment: Fulfillment }) {
  const t = useText()
  const { admin, can } = useStore()
  const refresh = useRefreshOrder()
  const { busy, run } = useAction()
  const { id, status, provider } = fulfillment
  const params = { path: { fulfillment_id: id } }
  const ask = async () => {
    await dataOf(admin.POST('/admin/v1/fulfillments/{fulfillment_id}/ask-again', { params }))
    await refresh()
  }
  const cancel = async () => {
    await dataOf(admin.POST('/admin/v1/fulfillments/{fulfillment_id}/cancel', { params }))
    await refresh()
    tell(t('parcel.cancelDone'))
  }
  return (
    <Group gap="xs" mt="xs">
      {status !== 'cancelled' && <PrintButton order={order} fulfillmentId={id} />}
      {can('orders:write') && status !== 'cancelled' && status !== 'cancelling' && (
        <Tracking fulfillment={fulfillment} />
      )}
      {can('orders:write') &&
        provider !== 'manual' &&
        (status === 'requested' || status === 'cancelling') && (
          <Button
            variant="default"
            size="xs"
            loading={busy === 'ask'}
            onClick={() => run('ask', ask, t('parcel.asked'))}
          >
            {t('parcel.ask')}
          </Button>
        )}
      {can('orders:write') && ['requested', 'pending', 'shipped'].includes(status) && (
        <ConfirmButton size="xs" label={t('parcel.cancel')} title={t('parcel.cancel')} onConfirm={cancel}>
          {t('parcel.cancelText')}
        </ConfirmButton>
      )}
    </Group>
  )
}

type Parcel = { carrier: string; number: string; url: string }
const NO_PARCEL: Parcel = { carrier: '', number: '', url: '' }

/** What the API takes for parcels; those without a number are none. */
export const trackingOf = (parcels: readonly Parcel[]): Admin['TrackingInput'][] =>
  parcels
    .filter(({ number }) => number.trim() !== '')
    .map(({ carrier, number, url }) => ({
      number: number.trim(),
      ...(carrier.trim() !== '' && { carrier: carrier.trim() }),
      ...(url.trim() !== '' && { url: url.trim() }),
    }))

// biome-ignore lint/suspicious/noExplicitAny: forms of several values have parcels among them
type AnyForm = any

/** Fields for one parcel or several; `form` has them as `tracking`. */
export function Parcels({ form }: { form: AnyForm }) {
  const t = useText()
  const parcels = form.getValues().tracking as Parcel[]
  return (
    <Stack gap="sm">
      {parcels.map((_, index) => (
        <Group key={index} align="flex-end" gap="xs" wrap="wrap">
          <TextInput
            label={t('parcel.number')}
            attributes={LTR}
            {...form.getInputProps(`tracking.${index}.number`)}
          />
          <TextInput
            label={t('parcel.carrier')}
            placeholder={t('parcel.carrierHint')}
            {...form.getInputProps(`tracking.${index}.carrier`)}
          />
          <TextInput
            label={t('parcel.url')}
            type="url"
            attributes={LTR}
            {...form.getInputProps(`tracking.${index}.url`)}
          />
          <Button
            variant="subtle"
            color="red"
            aria-label={t('parcel.remove')}
            onClick={() => form.removeListItem('tracking', index)}
            px="xs"
          >
            <IconTrash size={16} aria-hidden />
          </Button>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'start' }}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => form.insertListItem('tracking', NO_PARCEL)}
      >
        {t('parcel.add')}
      </Button>
    </Stack>
  )
}

const NEXT = ['pending', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'] as const
type Next = (typeof NEXT)[number]

function Tracking({ fulfillment }: { fulfillment: Fulfillment }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const { id, status, provider } = fulfillment
  const from = Math.max(NEXT.indexOf(status as Next), 0)
  const initial = () => ({
    tracking: fulfillment.tracking.map(({ url, ...parcel }) => ({ ...parcel, url: url ?? '' })),
    status: status as string,
    expected: fulfillment.estimated_delivery?.latest ?? '',
    notify: fulfillment.notify,
  })
  const form = useForm({ initialValues: initial() })
  const save = async (values: ReturnType<typeof initial>) => {
    const body: Admin['FulfillmentPatch'] = {
      tracking: trackingOf(values.tracking),
      notify: values.notify,
      ...(values.status !== status && { status: values.status as Next }),
      ...(values.expected !== initial().expected && { estimated_delivery: values.expected || null }),
    }
    await dataOf(
      admin.PATCH('/admin/v1/fulfillments/{fulfillment_id}', {
        params: { path: { fulfillment_id: id } },
        body,
      }),
    )
    await refresh()
  }
  return (
    <FormDialog
      label={t('parcel.edit')}
      title={t('parcel.edit')}
      size="lg"
      form={form}
      fields={{ estimated_delivery: 'expected' }}
      onSave={save}
      onOpen={() => !form.isDirty() && form.setValues(initial())}
      h={30}
    >
      <Parcels form={form} />
      {status !== 'requested' && provider === 'manual' && (
        <NativeSelect
          label={t('state')}
          data={NEXT.slice(from).map((value) => ({ value, label: t(`parcel.${value}`) }))}
          {...form.getInputProps('status')}
        />
      )}
      <TextInput label={t('parcel.expected')} type="date" {...form.getInputProps('expected')} />
      <Checkbox label={t('notify')} {...form.getInputProps('notify', { type: 'checkbox' })} />
    </FormDialog>
  )
}
