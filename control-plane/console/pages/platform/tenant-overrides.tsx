// Rate limits that differ from the plan for one store, for a time or for good.
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { RateFields, ratesOf, typedRates } from './limit-fields.tsx'
import { useText } from './text.ts'
import { Panel } from './traffic.tsx'

type Tenant = Platform['TenantDetail']
type Override = Platform['RateLimitOverride']

const OVERRIDES = '/platform/v1/tenants/{tenant_id}/rate-limit-overrides'
const keyOf = ({ id }: Tenant) => ['platform', 'overrides', id] as const

export function Overrides({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const format = useFormat()
  const list = useList<Override>(keyOf(tenant), (cursor) =>
    dataOf(
      platform.GET(OVERRIDES, {
        params: { path: { tenant_id: tenant.id }, query: { limit: 20, cursor } as never },
      }),
    ),
  )
  return (
    <Panel title={t('overrides.title')}>
      <Add tenant={tenant} />
      <DataTable
        list={list}
        label={t('overrides.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'reason', label: t('change.reason'), cell: ({ reason }) => reason },
          { key: 'scope', label: t('overrides.scope'), cell: ({ scope }) => t(`overrides.scope.${scope}`) },
          { key: 'limits', label: t('overrides.limits'), cell: ({ limits }) => <Rates limits={limits} /> },
          {
            key: 'until',
            label: t('overrides.until'),
            cell: ({ effective_until: until }) =>
              until === null ? t('overrides.forGood') : format.dateTime(until),
          },
          { key: 'remove', label: '', cell: (override) => <Remove {...{ tenant, override }} /> },
        ]}
        empty={<Empty text={t('overrides.none')} />}
      />
    </Panel>
  )
}

function Rates({ limits }: { limits: Override['limits'] }) {
  const t = useText()
  const format = useFormat()
  const written = Object.entries(limits).map(([name, value]) => {
    if (name === 'burst') {
      const burst = value as Platform['RateBurst'] | null
      return `${t('rate.burst_size')}: ${burst === null ? t('limit.none') : format.number(burst.size)}`
    }
    const label = t(`rate.${name as 'per_minute'}`)
    return `${label}: ${value === null ? t('limit.none') : format.number(value as number)}`
  })
  return format.list(written)
}

function Remove({ tenant, override }: { tenant: Tenant; override: Override }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const remove = async () => {
    await dataOf(
      platform.DELETE(`${OVERRIDES}/{rate_limit_override_id}`, {
        params: { path: { tenant_id: tenant.id, rate_limit_override_id: override.id } },
      }),
    )
    await client.invalidateQueries({ queryKey: keyOf(tenant) })
  }
  return (
    <ConfirmButton
      size="compact-sm"
      label={common('delete')}
      title={t('overrides.removeTitle')}
      onConfirm={remove}
    >
      {t('overrides.removeText')}
    </ConfirmButton>
  )
}

function Add({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { scope: 'tenant' as Override['scope'], reason: '', until: '', limits: typedRates({}) },
  })
  const { onSubmit, isBusy, alert } = useSubmit(form, async ({ scope, reason, until, limits }) => {
    const named = Object.entries(ratesOf(limits)).filter(([, value]) => value !== null)
    await dataOf(
      platform.POST(OVERRIDES, {
        params: { path: { tenant_id: tenant.id } },
        body: {
          scope,
          reason,
          limits: Object.fromEntries(named),
          effective_until: until === '' ? null : new Date(until).toISOString(),
        },
      }),
    )
    close()
    form.reset()
    tell(t('overrides.added'))
    await client.invalidateQueries({ queryKey: keyOf(tenant) })
  })
  return (
    <>
      <Button variant="default" onClick={open} mb="md">
        {t('overrides.add')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        size="lg"
        title={t('overrides.add')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            {alert}
            <Select
              label={t('overrides.scope')}
              data={(['tenant', 'key'] as const).map((value) => ({
                value,
                label: t(`overrides.scope.${value}`),
              }))}
              allowDeselect={false}
              {...form.getInputProps('scope')}
            />
            <RateFields form={form} path="limits" placeholder={t('limit.asPlan')} />
            <TextInput
              type="datetime-local"
              label={t('overrides.until')}
              description={t('overrides.untilText')}
              {...form.getInputProps('until')}
            />
            <TextInput label={t('change.reason')} required {...form.getInputProps('reason')} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {common('cancel')}
              </Button>
              <Button type="submit" loading={isBusy}>
                {common('add')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
