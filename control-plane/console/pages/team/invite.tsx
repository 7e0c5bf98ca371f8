import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { RoleFields, type RoleValues, roleInput } from './role-fields.tsx'
import { useText } from './text.ts'

export default function Invite() {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<{ email: string } & RoleValues>({
    initialValues: { email: '', role: 'staff', role_id: '', permissions: [] },
  })
  const save = async ({ email, ...values }: typeof form.values) => {
    await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/invitations', {
        params: { path: { tenant_id: id } },
        body: { email, ...roleInput(values) },
      }),
    )
    tell(t('invited', { email }))
    await client.invalidateQueries({ queryKey: [id, 'invitations'] })
    await navigate({ to: `/stores/${slug}/team`, search: { tab: 'invitations' } as never })
  }
  return (
    <>
      <PageHeader
        title={t('invite.title')}
        text={t('invite.text')}
        back={{ to: `/stores/${slug}/team`, label: t('title') }}
      />
      <FormPage form={form} onSave={save} saveLabel={t('invite.send')} isNew>
        <Section title={t('invite.who')}>
          <TextInput label={t('email')} type="email" required {...form.getInputProps('email')} />
        </Section>
        <Section title={t('invite.what')}>
          <RoleFields values={form.values} set={(values) => form.setValues(values)} errors={form.errors} />
        </Section>
      </FormPage>
    </>
  )
}
