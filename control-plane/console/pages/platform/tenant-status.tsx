// Whether a store is open, and the buttons that change it.
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useCommon } from '../../i18n/common.ts'
import { useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

type Tenant = Platform['TenantDetail']
type Change = 'suspend' | 'resume' | 'close' | 'reopen'

const TONES = { active: 'good', suspended: 'waiting', cancelled: 'bad' } as const

export function TenantStatus({ status }: { status: Tenant['status'] }) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`tenants.status.${status}`)}</StatusBadge>
}

const CHANGES: Readonly<Record<Tenant['status'], readonly Change[]>> = {
  active: ['suspend', 'close'],
  suspended: ['resume', 'close'],
  cancelled: ['reopen'],
}

export const StatusActions = ({ tenant }: { tenant: Tenant }) =>
  CHANGES[tenant.status].map((change) => <StatusAction key={change} {...{ tenant, change }} />)

/** Asks for a reason, which the owners of the store are told. */
function StatusAction({ tenant, change }: { tenant: Tenant; change: Change }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({ initialValues: { reason: '', confirm_slug: '' } })
  const { onSubmit, isBusy, alert } = useSubmit(form, async ({ reason, confirm_slug }) => {
    await write(tenant.id, change, { reason, confirm_slug })
    close()
    form.reset()
    tell(t(`change.${change}.done`, { name: tenant.name }))
    await client.invalidateQueries({ queryKey: ['platform'] })
    await client.invalidateQueries({ queryKey: ['store-by-slug', tenant.slug] })
  })
  const isHarsh = change === 'suspend' || change === 'close'
  return (
    <>
      <Button color={isHarsh ? 'red' : 'indigo'} variant={isHarsh ? 'outline' : 'filled'} onClick={open}>
        {t(`change.${change}`)}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t(`change.${change}.title`, { name: tenant.name })}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            <Text>{t(`change.${change}.text`)}</Text>
            {alert}
            <Textarea
              label={t('change.reason')}
              description={t('change.reasonText')}
              required={change === 'suspend'}
              autosize
              minRows={2}
              data-autofocus
              {...form.getInputProps('reason')}
            />
            {change === 'close' && (
              <TextInput
                label={t('change.slug', { slug: tenant.slug })}
                required
                {...form.getInputProps('confirm_slug')}
              />
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {common('cancel')}
              </Button>
              <Button type="submit" color={isHarsh ? 'red' : 'indigo'} loading={isBusy}>
                {t(`change.${change}`)}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

function write(
  tenant_id: string,
  change: Change,
  { reason, confirm_slug }: { reason: string; confirm_slug: string },
): Promise<unknown> {
  const params = { path: { tenant_id } }
  if (change === 'close')
    return dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/close', { params, body: { reason, confirm_slug } }),
    )
  return dataOf(platform.POST(`/platform/v1/tenants/{tenant_id}/${change}`, { params, body: { reason } }))
}
