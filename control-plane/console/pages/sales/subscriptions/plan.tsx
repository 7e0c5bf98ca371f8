import { Alert } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { FIELDS, inputOf, PlanFields, type PlanValues, valuesOf } from './plan-fields.tsx'
import { type Plan, useEvery, useRefreshSubscriptions } from './subscription-data.tsx'
import { useText } from './text.ts'

export default function PlanPage() {
  const t = useText()
  const every = useEvery()
  const { id, slug, admin, can } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshSubscriptions()
  const { planId = '' } = useParams({ strict: false }) as { planId?: string }
  const params = { path: { subscription_plan_id: planId } }
  const { data: plan } = useSuspenseQuery({
    queryKey: [id, 'plan', planId],
    queryFn: () => dataOf(admin.GET('/admin/v1/subscription-plans/{subscription_plan_id}', { params })),
  })
  const archive = async () => {
    await dataOf(admin.DELETE('/admin/v1/subscription-plans/{subscription_plan_id}', { params }))
    await refresh()
    tell(t('plan.archivedDone'))
    await navigate({ to: `/stores/${slug}/subscription-plans` })
  }
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/subscription-plans`, label: t('plans') }}
        title={plan.name}
        text={every(plan)}
      >
        <ButtonLink
          to={`/stores/${slug}/subscriptions`}
          search={{ subscription_plan_id: plan.id } as never}
          variant="default"
        >
          {t('title')}
        </ButtonLink>
        {can('subscriptions:write') && plan.archived_at === null && (
          <ConfirmButton label={t('plan.archive')} title={t('plan.archive')} onConfirm={archive}>
            {t('plan.archiveText')}
          </ConfirmButton>
        )}
      </PageHeader>
      {plan.archived_at !== null && (
        <Alert color="gray" mb="md">
          {t('plan.archivedText')}
        </Alert>
      )}
      {can('subscriptions:write') && plan.archived_at === null && (
        <EditPlan key={plan.updated_at} plan={plan} />
      )}
    </>
  )
}

function EditPlan({ plan }: { plan: Plan }) {
  const common = useCommon()
  const { admin } = useStore()
  const refresh = useRefreshSubscriptions()
  const form = useForm<PlanValues>({ initialValues: valuesOf(plan) })
  const save = async (values: PlanValues) => {
    const params = { path: { subscription_plan_id: plan.id } }
    await dataOf(
      admin.PATCH('/admin/v1/subscription-plans/{subscription_plan_id}', { params, body: inputOf(values) }),
    )
    tell(common('saved'))
    await refresh()
  }
  return (
    <FormPage form={form} onSave={save} fields={FIELDS}>
      <PlanFields form={form} />
    </FormPage>
  )
}
