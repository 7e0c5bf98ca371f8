import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { useSubmit } from '../../parts/form-page.tsx'
import { PageLink } from '../../parts/links.tsx'
import { checksIn } from './checks.ts'
import { useText } from './text.ts'

export default function ForgotPassword() {
  const t = useText()
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm({ initialValues: { email: '' }, validate: { email: checksIn(t).email } })
  const { onSubmit, isBusy, alert } = useSubmit(form, async (body) => {
    await dataOf(platform.POST('/platform/v1/password-resets', { body }))
    setSentTo(body.email)
  })
  return (
    <Stack>
      <Title order={1}>{t('forgot.title')}</Title>
      {sentTo === undefined ? (
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            <Text c="dimmed">{t('forgot.text')}</Text>
            {alert}
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              {...form.getInputProps('email')}
            />
            <Button type="submit" loading={isBusy}>
              {t('forgot.button')}
            </Button>
          </Stack>
        </form>
      ) : (
        <Text role="status">{t('forgot.sent', { email: sentTo })}</Text>
      )}
      <PageLink to="/sign-in" size="sm">
        {t('forgot.back')}
      </PageLink>
    </Stack>
  )
}
