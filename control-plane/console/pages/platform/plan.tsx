import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { ProblemError } from '../../api/problem.ts'
import { useCommon } from '../../i18n/common.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { LimitFields, limitsOf, RateFields, ratesOf, typedLimits, typedRates } from './limit-fields.tsx'
import { plansQuery } from './queries.ts'
import { useText } from './text.ts'

export default function PlanPage() {
  const { plan: name } = useParams({ strict: false }) as { plan: string }
  const { data } = useSuspenseQuery(plansQuery)
  const plan = data.data.find((plan) => plan.name === name)
  if (plan === undefined)
    throw new ProblemError({ status: 404, code: 'not_found', detail: `There is no plan ${name}.` })
  return <PlanForm plan={plan} />
}

function PlanForm({ plan }: { plan: Platform['Plan'] }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const form = useForm({
    initialValues: {
      title: plan.title,
      limits: typedLimits(plan.limits),
      tenant: typedRates(plan.rate_limits.tenant),
      key: typedRates(plan.rate_limits.key),
    },
  })
  const save = async ({ title, limits, tenant, key }: typeof form.values) => {
    await dataOf(
      platform.PATCH('/platform/v1/plans/{plan}', {
        params: { path: { plan: plan.name } },
        body: {
          title,
          limits: limitsOf(limits),
          rate_limits: { tenant: ratesOf(tenant), key: ratesOf(key) },
        },
      }),
    )
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: plansQuery.queryKey })
  }
  const none = t('limit.none')
  return (
    <>
      <PageHeader
        title={plan.title}
        text={t('plan.text')}
        back={{ to: '/platform/plans', label: t('plans.title') }}
      />
      <FormPage form={form} onSave={save}>
        <Section title={t('plan.name')}>
          <TextInput label={t('plan.title')} required {...form.getInputProps('title')} />
        </Section>
        <Section title={t('plan.limits')} text={t('plan.limitsText')}>
          <LimitFields form={form} path="limits" placeholder={none} />
        </Section>
        <Section title={t('overrides.scope.tenant')} text={t('plan.ratesText')}>
          <RateFields form={form} path="tenant" placeholder={none} />
        </Section>
        <Section title={t('overrides.scope.key')}>
          <RateFields form={form} path="key" placeholder={none} />
        </Section>
      </FormPage>
    </>
  )
}
