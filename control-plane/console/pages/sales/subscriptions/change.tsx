// Changes what a subscription brings, and shows before what it then costs.
import { ActionIcon, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { nameOf } from '../orders/lines.tsx'
import { Sum } from '../orders/totals.tsx'
import { VariantPicker } from '../orders/variant-picker.tsx'
import { type Subscription, usePlans, useRefreshSubscriptions } from './subscription-data.tsx'
import { useText } from './text.ts'

const PRORATIONS = ['none', 'balance', 'time'] as const

const dayOf = (time: string | null): string => (time === null ? '' : new Date(time).toLocaleDateString('sv'))

const valuesOf = (subscription: Subscription) => ({
  items: subscription.items.map((item) => ({
    variant_id: item.variant_id,
    name: nameOf(item),
    quantity: item.quantity as number | string,
  })),
  plan: subscription.subscription_plan_id,
  proration: 'none' as (typeof PRORATIONS)[number],
  next: dayOf(subscription.next_renewal_at),
})
type Values = ReturnType<typeof valuesOf>

/** What the API is asked for; undefined while nothing is changed. */
function patchOf(subscription: Subscription, values: Values): Admin['SubscriptionPatch'] | undefined {
  const before = valuesOf(subscription)
  const isOther = JSON.stringify(values.items) !== JSON.stringify(before.items)
  const items = values.items.map(({ variant_id, quantity }) => ({
    variant_id,
    quantity: Number(quantity) || 1,
  }))
  const patch: Admin['SubscriptionPatch'] = {
    ...(isOther && { items }),
    ...(values.plan !== before.plan && { subscription_plan_id: values.plan }),
    ...(values.next !== before.next &&
      values.next !== '' && { next_renewal_at: new Date(`${values.next}T12:00:00`).toISOString() }),
  }
  if (Object.keys(patch).length === 0) return undefined
  return isOther || values.plan !== before.plan ? { ...patch, proration: values.proration } : patch
}

export function ChangeSubscription({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const { admin } = useStore()
  const plans = usePlans()
  const refresh = useRefreshSubscriptions()
  const form = useForm<Values>({ initialValues: valuesOf(subscription) })
  const values = form.getValues()
  const patch = patchOf(subscription, values)
  const save = async () => {
    if (patch === undefined) return
    const params = { path: { subscription_id: subscription.id } }
    await dataOf(admin.PATCH('/admin/v1/subscriptions/{subscription_id}', { params, body: patch }))
    await refresh()
    tell(t('change.done'))
  }
  return (
    <FormDialog
      label={t('change')}
      title={t('change')}
      size="lg"
      form={form}
      fields={{ subscription_plan_id: 'plan', next_renewal_at: 'next' }}
      onSave={save}
    >
      {values.items.map(({ variant_id, name }, index) => (
        <Group key={variant_id} justify="space-between">
          <Text size="sm" style={{ flex: 1 }}>
            {name}
          </Text>
          <NumberInput
            aria-label={`${t('quantity')}: ${name}`}
            min={1}
            allowDecimal={false}
            w={90}
            {...form.getInputProps(`items.${index}.quantity`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            disabled={values.items.length === 1}
            aria-label={t('remove', { name })}
            onClick={() => form.removeListItem('items', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <VariantPicker
        label={t('change.add')}
        currency={subscription.currency}
        onPick={({ id, name }) => form.insertListItem('items', { variant_id: id, name, quantity: 1 })}
      />
      <NativeSelect
        label={t('plan')}
        data={plans
          .filter(({ id, archived_at }) => archived_at === null || id === subscription.subscription_plan_id)
          .map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('plan')}
      />
      <NativeSelect
        label={t('proration')}
        data={PRORATIONS.map((value) => ({ value, label: t(`proration.${value}`) }))}
        {...form.getInputProps('proration')}
      />
      <TextInput label={t('next')} type="date" {...form.getInputProps('next')} />
      <Preview subscription={subscription} patch={patch} />
    </FormDialog>
  )
}

function Preview({
  subscription,
  patch,
}: {
  subscription: Subscription
  patch: Admin['SubscriptionPatch'] | undefined
}) {
  const t = useText()
  const { id, admin } = useStore()
  const [asked] = useDebouncedValue(patch === undefined ? undefined : JSON.stringify(patch), 400)
  const { data, error } = useQuery({
    queryKey: [id, 'subscription-preview', subscription.id, subscription.updated_at, asked],
    queryFn: () =>
      dataOf(
        admin.POST('/admin/v1/subscriptions/{subscription_id}/preview', {
          params: { path: { subscription_id: subscription.id } },
          body: JSON.parse(asked ?? '{}') as Admin['SubscriptionPatch'],
        }),
      ),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (patch === undefined) return null
  if (error !== null) return <ProblemAlert error={error} />
  if (data === undefined) return null
  return (
    <Stack gap={6} aria-live="polite">
      {data.lines.map((line) => (
        <Sum key={`${line.kind} ${line.from}`} label={t(`preview.${line.kind}`)} money={line.amount} />
      ))}
      {data.net.amount !== 0 && <Sum label={t('preview.net')} money={data.net} />}
      <Sum label={t('priceOfCycle')} money={data.subscription.price} strong />
    </Stack>
  )
}
