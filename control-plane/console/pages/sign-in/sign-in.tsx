import { Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem } from '../../api/problem.ts'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { PageLink } from '../../parts/links.tsx'
import { checksIn } from './checks.ts'
import { type Factor, SecondFactor } from './second-factor.tsx'
import { useSessionStart } from './session-start.ts'
import { SocialButtons } from './social-buttons.tsx'
import { useText } from './text.ts'

export default function SignIn() {
  const t = useText()
  const { signIn } = useSessionStart()
  const { next, email = '' } = useSearch({ strict: false }) as { next?: string; email?: string }
  const [isFactorNeeded, setFactorNeeded] = useState(false)
  const { email: checkEmail, needed } = checksIn(t)
  const form = useForm({
    initialValues: { email, password: '' },
    validate: { email: checkEmail, password: needed },
  })
  const submit = useSubmit(form, async (values) => {
    try {
      await signIn(values)
    } catch (error) {
      if (!isProblem(error, 'two_factor_required')) throw error
      setFactorNeeded(true)
    }
  })
  if (isFactorNeeded) {
    const send = (factor: Factor) => signIn({ ...form.getValues(), ...factor })
    return <SecondFactor send={send} back={() => setFactorNeeded(false)} />
  }
  return (
    <Stack>
      <Title order={1}>{t('signIn.title')}</Title>
      <ShortForm submit={submit} label={t('signIn.button')}>
        <TextInput label={t('email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
      </ShortForm>
      <SocialButtons next={next} />
      <Group justify="space-between" gap="xs">
        <PageLink to="/forgot-password" size="sm">
          {t('signIn.forgot')}
        </PageLink>
        <Text size="sm">
          {t('signIn.new')} <PageLink to="/sign-up">{t('signIn.open')}</PageLink>
        </Text>
      </Group>
    </Stack>
  )
}
