import { PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { PageLink } from '../../parts/links.tsx'
import { FirstKeys, StoreFields, useSlugCheck } from '../../parts/new-store.tsx'
import { checksIn } from './checks.ts'
import { keepSession, useSessionStart } from './session-start.ts'
import { SocialButtons } from './social-buttons.tsx'
import { useText } from './text.ts'

export default function SignUp() {
  const t = useText()
  const { enter } = useSessionStart()
  const [opened, setOpened] = useState<Platform['Signup']>()
  const { email, password, needed } = checksIn(t)
  const form = useForm({
    initialValues: { store_name: '', slug: '', email: '', password: '' },
    validate: { store_name: needed, slug: useSlugCheck(), email, password },
  })
  const submit = useSubmit(form, async (body) => {
    try {
      const signup = await dataOf(platform.POST('/platform/v1/signup', { body }))
      await keepSession(signup)
      setOpened(signup)
    } catch (error) {
      if (isProblem(error, 'slug_taken')) form.setFieldError('slug', t('problem.slug_taken'))
      throw error
    }
  })
  if (opened !== undefined)
    return <FirstKeys keys={opened.api_keys} go={() => enter(`/stores/${opened.tenant.slug}`)} />
  return (
    <Stack>
      <div>
        <Title order={1}>{t('signUp.title')}</Title>
        <Text c="dimmed">{t('signUp.text')}</Text>
      </div>
      <ShortForm submit={submit} label={t('signUp.button')}>
        <StoreFields form={form} />
        <TextInput label={t('email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordInput
          label={t('password')}
          description={t('password.hint')}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
      </ShortForm>
      <SocialButtons next="/account/stores/new" />
      <Text size="sm">
        {t('signUp.have')} <PageLink to="/sign-in">{t('signIn.button')}</PageLink>
      </Text>
    </Stack>
  )
}
