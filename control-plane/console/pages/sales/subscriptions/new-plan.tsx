import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { FIELDS, inputOf, PlanFields, type PlanValues, valuesOf } from './plan-fields.tsx'
import { useRefreshSubscriptions } from './subscription-data.tsx'
import { useText } from './text.ts'

export default function NewPlan() {
  const t = useText()
  const { slug, admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshSubscriptions()
  const form = useForm<PlanValues>({ initialValues: valuesOf() })
  const save = async (values: PlanValues) => {
    await dataOf(admin.POST('/admin/v1/subscription-plans', { body: inputOf(values) }))
    await refresh()
    tell(t('plan.created'))
    await navigate({ to: `/stores/${slug}/subscription-plans` })
  }
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/subscription-plans`, label: t('plans') }}
        title={t('plan.new')}
      />
      <FormPage form={form} onSave={save} fields={FIELDS} saveLabel={t('plan.create')} isNew>
        <PlanFields form={form} />
      </FormPage>
    </>
  )
}
