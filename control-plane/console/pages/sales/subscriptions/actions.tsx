import { Button, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { tell } from '../../../parts/notices.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { ChangeSubscription } from './change.tsx'
import { type Subscription, useRefreshSubscriptions } from './subscription-data.tsx'
import { useText } from './text.ts'

const RUNNING: readonly Subscription['status'][] = ['trialing', 'active', 'past_due']
const ENDED: readonly Subscription['status'][] = ['cancelled', 'completed']

export function Actions({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshSubscriptions()
  const { busy, run } = useAction()
  const { status, open_cycle } = subscription
  const params = { path: { subscription_id: subscription.id } }
  const skip = async () => {
    await dataOf(admin.POST('/admin/v1/subscriptions/{subscription_id}/skip', { params }))
    await refresh()
    tell(t('skip.done'))
  }
  const resume = async () => {
    await dataOf(admin.POST('/admin/v1/subscriptions/{subscription_id}/resume', { params }))
    await refresh()
  }
  const retry = async () => {
    await dataOf(admin.POST('/admin/v1/subscriptions/{subscription_id}/retry', { params }))
    await refresh()
  }
  if (ENDED.includes(status)) return null
  return (
    <>
      {open_cycle !== null && (
        <Button loading={busy === 'retry'} onClick={() => run('retry', retry, t('retry.done'))}>
          {t('retry')}
        </Button>
      )}
      {status === 'paused' && (
        <Button loading={busy === 'resume'} onClick={() => run('resume', resume, t('resume.done'))}>
          {t('resume')}
        </Button>
      )}
      <ChangeSubscription key={subscription.updated_at} subscription={subscription} />
      {RUNNING.includes(status) && (
        <>
          <ConfirmButton
            label={t('skip')}
            title={t('skip')}
            color="indigo"
            variant="default"
            onConfirm={skip}
          >
            {t('skip.text')}
          </ConfirmButton>
          <Pause subscription={subscription} />
        </>
      )}
      <Cancel subscription={subscription} />
    </>
  )
}

function Pause({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshSubscriptions()
  const form = useForm({ initialValues: { until: '' } })
  const pause = async ({ until }: { until: string }) => {
    const params = { path: { subscription_id: subscription.id } }
    const body = { until: until === '' ? null : new Date(`${until}T00:00:00`).toISOString() }
    await dataOf(admin.POST('/admin/v1/subscriptions/{subscription_id}/pause', { params, body }))
    await refresh()
    tell(t('pause.done'))
  }
  return (
    <FormDialog label={t('pause')} title={t('pause')} form={form} onSave={pause} saveLabel={t('pause')}>
      <TextInput
        label={t('pause.until')}
        description={t('pause.text')}
        type="date"
        {...form.getInputProps('until')}
      />
    </FormDialog>
  )
}

function Cancel({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshSubscriptions()
  const form = useForm({
    initialValues: { at: 'period_end' as Admin['SubscriptionCancelInput']['at'], reason: '' },
  })
  const cancel = async ({ at, reason }: ReturnType<typeof form.getValues>) => {
    const params = { path: { subscription_id: subscription.id } }
    const body = { at, reason: reason.trim() || null }
    await dataOf(admin.POST('/admin/v1/subscriptions/{subscription_id}/cancel', { params, body }))
    await refresh()
    tell(t('cancel.done'))
  }
  return (
    <FormDialog
      label={t('cancel')}
      title={t('cancel')}
      color="red"
      variant="outline"
      form={form}
      onSave={cancel}
      saveLabel={t('cancel')}
    >
      <Radio.Group label={t('cancel.when')} {...form.getInputProps('at')}>
        <Stack gap="xs" mt="xs">
          <Radio value="period_end" label={t('cancel.period_end')} />
          <Radio value="now" label={t('cancel.now')} />
        </Stack>
      </Radio.Group>
      <Textarea label={t('cancel.reason')} maxLength={500} {...form.getInputProps('reason')} />
    </FormDialog>
  )
}
