// Acting in the place of a store's member, and who did so before.
import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { keepImpersonation } from '../../api/impersonation.ts'
import { useList } from '../../api/lists.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'
import { Panel } from './traffic.tsx'

type Tenant = Platform['TenantDetail']
type Impersonation = Platform['Impersonation']
type Member = Platform['Member']

/** As the gateway has it: what would outlast the impersonation stays closed. */
const LASTING: readonly string[] = ['api_keys:write', 'members:write']

export function Impersonations({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const format = useFormat()
  const path = { tenant_id: tenant.id }
  const list = useList<Impersonation>(['platform', 'impersonations', tenant.id], (cursor) =>
    dataOf(
      platform.GET('/platform/v1/tenants/{tenant_id}/impersonations', {
        params: { path, query: { limit: 10, cursor } },
      }),
    ),
  )
  return (
    <Panel title={t('impersonations.title')}>
      {tenant.status === 'active' && <Begin tenant={tenant} />}
      <DataTable
        list={list}
        label={t('impersonations.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'reason', label: t('change.reason'), cell: ({ reason }) => reason },
          {
            key: 'began',
            label: t('impersonations.began'),
            cell: ({ created_at }) => format.dateTime(created_at),
          },
          {
            key: 'may',
            label: t('impersonations.may'),
            cell: ({ write }) => t(write ? 'impersonations.write' : 'impersonations.read'),
          },
          {
            key: 'state',
            label: t('tenants.status'),
            cell: (impersonation) => <State {...{ tenant, impersonation }} />,
          },
        ]}
        empty={<Empty text={t('impersonations.none')} />}
      />
    </Panel>
  )
}

function State({ tenant, impersonation }: { tenant: Tenant; impersonation: Impersonation }) {
  const t = useText()
  const client = useQueryClient()
  const { id, ended_at, expires_at } = impersonation
  if (ended_at !== null || Date.parse(expires_at) <= Date.now())
    return <StatusBadge tone="plain">{t('impersonations.over')}</StatusBadge>
  const end = async () => {
    await dataOf(
      platform.DELETE('/platform/v1/tenants/{tenant_id}/impersonations/{impersonation_id}', {
        params: { path: { tenant_id: tenant.id, impersonation_id: id } },
      }),
    )
    tell(t('impersonations.ended'))
    await client.invalidateQueries({ queryKey: ['platform', 'impersonations', tenant.id] })
  }
  return (
    <ConfirmButton
      size="compact-sm"
      label={t('impersonations.end')}
      title={t('impersonations.endTitle')}
      onConfirm={end}
    >
      {t('impersonations.endText')}
    </ConfirmButton>
  )
}

function Begin({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const common = useCommon()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" onClick={open} mb="md">
        {t('impersonations.begin')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('impersonations.beginTitle', { name: tenant.name })}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <BeginForm tenant={tenant} onCancel={close} />
      </Modal>
    </>
  )
}

function BeginForm({ tenant, onCancel }: { tenant: Tenant; onCancel: () => void }) {
  const t = useText()
  const common = useCommon()
  const { data: members } = useQuery({
    queryKey: ['platform', 'members', tenant.id],
    queryFn: () =>
      dataOf(
        platform.GET('/platform/v1/tenants/{tenant_id}/members', {
          params: { path: { tenant_id: tenant.id }, query: { limit: 100 } },
        }),
      ),
  })
  const form = useForm({ initialValues: { account_id: '', reason: '', minutes: 30, write: false } })
  const chosen = form.values.account_id || members?.data.find(({ role }) => role === 'owner')?.account_id
  const { onSubmit, isBusy, alert } = useSubmit(form, async (values) => {
    const member = members?.data.find(({ account_id }) => account_id === chosen)
    if (member === undefined) return
    const made = await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/impersonations', {
        params: { path: { tenant_id: tenant.id } },
        body: { ...values, account_id: member.account_id },
      }),
    )
    enter(tenant, member, made)
  })
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">{t('impersonations.beginText')}</Text>
        {alert}
        <Select
          label={t('impersonations.member')}
          data={
            members?.data.map(({ account_id, email, role, role_name }) => ({
              value: account_id,
              label: `${email} (${role_name ?? t(`role.${role}`)})`,
            })) ?? []
          }
          {...form.getInputProps('account_id')}
          value={chosen ?? null}
          allowDeselect={false}
          searchable
        />
        <Textarea
          label={t('change.reason')}
          description={t('impersonations.reasonText')}
          required
          minLength={10}
          autosize
          minRows={2}
          {...form.getInputProps('reason')}
        />
        <NumberInput
          label={t('impersonations.minutes')}
          min={1}
          max={60}
          {...form.getInputProps('minutes')}
        />
        <Checkbox
          label={t('impersonations.allowWrite')}
          description={t('impersonations.allowWriteText')}
          {...form.getInputProps('write', { type: 'checkbox' })}
        />
        {form.values.write && <Alert color="orange">{t('impersonations.warning')}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={members === undefined}>
            {t('impersonations.enter')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Loads the store anew, so that nothing is shown that was read by other rights. */
function enter(tenant: Tenant, member: Member, made: Platform['NewImpersonation']): void {
  keepImpersonation({
    id: made.id,
    token: made.token,
    tenantId: tenant.id,
    slug: tenant.slug,
    accountEmail: member.email,
    role: member.role,
    permissions: member.permissions.filter(
      (permission) => permission.endsWith(':read') || (made.write && !LASTING.includes(permission)),
    ),
    write: made.write,
    expiresAt: made.expires_at,
  })
  location.assign(`/stores/${tenant.slug}`)
}
