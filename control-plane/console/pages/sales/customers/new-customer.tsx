import { Checkbox, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useRefreshCustomers } from './customer-data.ts'
import { CustomerFields, inputOf, valuesOf } from './customer-fields.tsx'
import { useText } from './text.ts'

export default function NewCustomer() {
  const t = useText()
  const { slug, admin } = useStore()
  const navigate = useNavigate()
  const refresh = useRefreshCustomers()
  const form = useForm({ initialValues: { ...valuesOf(), send_invitation: false } })
  const save = async ({ send_invitation, ...values }: ReturnType<typeof form.getValues>) => {
    const body = { ...inputOf(values), send_invitation }
    const { id } = await dataOf(admin.POST('/admin/v1/customers', { body }))
    await refresh()
    tell(t('created'))
    await navigate({ to: `/stores/${slug}/customers/${id}` })
  }
  return (
    <>
      <PageHeader back={{ to: `/stores/${slug}/customers`, label: t('title') }} title={t('new')} />
      <FormPage form={form} onSave={save} saveLabel={t('create')} isNew>
        <Section title={t('about')}>
          <Stack>
            <CustomerFields form={form} />
            <Checkbox
              label={t('invite')}
              description={t('invite.text')}
              {...form.getInputProps('send_invitation', { type: 'checkbox' })}
            />
          </Stack>
        </Section>
      </FormPage>
    </>
  )
}
