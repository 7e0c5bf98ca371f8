import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useCommon } from '../../i18n/common.ts'
import { UnsavedGuard, useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { LimitFields, limitsOf, typedLimits } from './limit-fields.tsx'
import { tenantQuery } from './queries.ts'
import { useText } from './text.ts'
import { Panel } from './traffic.tsx'

type Tenant = Platform['TenantDetail']

/** What differs from the plan for this store. */
export function TenantLimits({ tenant }: { tenant: Tenant }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const form = useForm({ initialValues: { limits: typedLimits(tenant.limits) } })
  const { onSubmit, isBusy, alert } = useSubmit(form, async (values) => {
    const saved = await dataOf(
      platform.PATCH('/platform/v1/tenants/{tenant_id}', {
        params: { path: { tenant_id: tenant.id } },
        body: { limits: limitsOf(values.limits) },
      }),
    )
    client.setQueryData(tenantQuery(tenant.id).queryKey, saved)
    form.setInitialValues(values)
    form.resetDirty(values)
    tell(common('saved'))
  })
  return (
    <Panel title={t('tenant.limits')}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            {t('tenant.limitsText')}
          </Text>
          {alert}
          <LimitFields form={form} path="limits" placeholder={t('limit.asPlan')} />
          {form.isDirty() && (
            <Group justify="flex-end">
              <Button variant="default" onClick={() => form.reset()}>
                {common('discard')}
              </Button>
              <Button type="submit" loading={isBusy}>
                {common('save')}
              </Button>
            </Group>
          )}
          <UnsavedGuard isDirty={() => form.isDirty()} />
        </Stack>
      </form>
    </Panel>
  )
}
