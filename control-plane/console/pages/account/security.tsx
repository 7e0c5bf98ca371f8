import { PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { dataOf, platform } from '../../api/client.ts'
import { Section, ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Identities } from './identities.tsx'
import { useText } from './text.ts'
import { TwoFactor } from './two-factor.tsx'

export default function Security() {
  const t = useText()
  return (
    <>
      <PageHeader title={t('security.title')} />
      <Stack maw={720} gap={0}>
        <Password />
        <TwoFactor />
        <Identities />
      </Stack>
    </>
  )
}

function Password() {
  const t = useText()
  const form = useForm({
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (text) => (text === '' ? t('fault.needed') : null),
      new_password: (text) => (text.length < 10 ? t('fault.password') : null),
    },
  })
  const submit = useSubmit(form, async (body) => {
    await dataOf(platform.POST('/platform/v1/account/password', { body }))
    form.reset()
    tell(t('security.changed'))
  })
  return (
    <Section title={t('security.password')} text={t('security.passwordText')}>
      <ShortForm submit={submit} label={t('security.change')} style={{ alignSelf: 'start' }}>
        <PasswordInput
          label={t('profile.current')}
          autoComplete="current-password"
          {...form.getInputProps('current_password')}
        />
        <PasswordInput
          label={t('security.new')}
          description={t('security.newHint')}
          autoComplete="new-password"
          {...form.getInputProps('new_password')}
        />
      </ShortForm>
    </Section>
  )
}
