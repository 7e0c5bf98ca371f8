import { NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { type Plan, useEvery } from './subscription-data.tsx'
import { useText } from './text.ts'

export default function Plans() {
  const t = useText()
  const every = useEvery()
  const discountOf = useDiscount()
  const { id, slug, admin, can } = useStore()
  const list = useList<Plan>([id, 'plans', 'list'], (cursor) =>
    dataOf(admin.GET('/admin/v1/subscription-plans', { params: { query: { limit: 50, cursor } } })),
  )
  const add = can('subscriptions:write') && (
    <ButtonLink
      to={`/stores/${slug}/subscription-plans/new`}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('plan.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('plans')} text={t('plans.text')}>
        <Settings />
        {add}
      </PageHeader>
      <DataTable
        list={list}
        label={t('plans')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/subscription-plans/${id}`}
        empty={
          <Empty title={t('plans.none')} text={t('plans.noneText')}>
            {add}
          </Empty>
        }
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'every', label: t('how'), cell: every },
          { key: 'discount', label: t('discount'), cell: discountOf },
          {
            key: 'state',
            label: t('state'),
            cell: ({ archived_at }) => (
              <StatusBadge tone={archived_at === null ? 'good' : 'plain'}>
                {t(archived_at === null ? 'plan.offered' : 'plan.archived')}
              </StatusBadge>
            ),
          },
        ]}
      />
    </>
  )
}

function useDiscount(): (plan: Plan) => string {
  const t = useText()
  const format = useFormat()
  return ({ discount }) => {
    if (discount.kind === 'percentage') return format.percent(discount.ppm / 1_000_000)
    return discount.kind === 'none'
      ? '–'
      : discount.prices.map(format.money).join(', ') || t('discount.fixed')
  }
}

/** What happens when a renewal cannot be paid. */
function Settings() {
  const t = useText()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: [id, 'subscription-settings'],
    queryFn: () => dataOf(admin.GET('/admin/v1/subscription-settings')),
  })
  const form = useForm({ initialValues: { retry_days: '', final_action: 'cancel' } })
  if (data === undefined || !can('subscriptions:write')) return null
  const save = async ({ retry_days, final_action }: { retry_days: string; final_action: string }) => {
    const body = {
      retry_days: retry_days
        .split(/[\s,;،]+/)
        .filter(Boolean)
        .map(Number),
      final_action: final_action as Admin['SubscriptionSettings']['final_action'],
    }
    await dataOf(admin.PUT('/admin/v1/subscription-settings', { body }))
    await client.invalidateQueries({ queryKey: [id, 'subscription-settings'] })
    tell(t('settings.saved'))
  }
  return (
    <FormDialog
      label={t('settings')}
      title={t('settings')}
      form={form}
      onSave={save}
      onOpen={() =>
        !form.isDirty() &&
        form.setValues({ retry_days: data.retry_days.join(', '), final_action: data.final_action })
      }
    >
      <TextInput
        label={t('settings.days')}
        description={t('settings.daysText')}
        attributes={LTR}
        {...form.getInputProps('retry_days')}
      />
      <NativeSelect
        label={t('settings.final')}
        data={(['cancel', 'unpaid'] as const).map((value) => ({ value, label: t(`final.${value}`) }))}
        {...form.getInputProps('final_action')}
      />
    </FormDialog>
  )
}
