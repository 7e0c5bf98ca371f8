import { Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { PageLink } from '../../parts/links.tsx'
import { checksIn } from './checks.ts'
import { useText } from './text.ts'

export default function ForgotPassword() {
  const t = useText()
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm({ initialValues: { email: '' }, validate: { email: checksIn(t).email } })
  const submit = useSubmit(form, async (body) => {
    await dataOf(platform.POST('/platform/v1/password-resets', { body }))
    setSentTo(body.email)
  })
  return (
    <Stack>
      <Title order={1}>{t('forgot.title')}</Title>
      {sentTo === undefined ? (
        <ShortForm submit={submit} label={t('forgot.button')}>
          <Text c="dimmed">{t('forgot.text')}</Text>
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
        </ShortForm>
      ) : (
        <Text role="status">{t('forgot.sent', { email: sentTo })}</Text>
      )}
      <PageLink to="/sign-in" size="sm">
        {t('forgot.back')}
      </PageLink>
    </Stack>
  )
}
