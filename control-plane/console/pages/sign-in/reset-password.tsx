import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { useSubmit } from '../../parts/form-page.tsx'
import { ButtonLink, PageLink } from '../../parts/links.tsx'
import { checksIn } from './checks.ts'
import { useText } from './text.ts'

/** Where the link of a mail leads. */
export default function ResetPassword() {
  const t = useText()
  const { token } = useSearch({ strict: false }) as { token?: string }
  const [isDone, setDone] = useState(false)
  const form = useForm({
    initialValues: { new_password: '' },
    validate: { new_password: checksIn(t).password },
  })
  const { onSubmit, isBusy, alert } = useSubmit(form, async ({ new_password }) => {
    const body = { token: token ?? '', new_password }
    await dataOf(platform.POST('/platform/v1/password-resets/complete', { body }))
    setDone(true)
  })
  if (isDone)
    return (
      <Stack>
        <Title order={1}>{t('reset.title')}</Title>
        <Text role="status">{t('reset.done')}</Text>
        <ButtonLink to="/sign-in">{t('signIn.button')}</ButtonLink>
      </Stack>
    )
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Title order={1}>{t('reset.title')}</Title>
        <Text c="dimmed">{t(token === undefined ? 'link.missing' : 'reset.text')}</Text>
        {alert}
        {token !== undefined && (
          <>
            <PasswordInput
              label={t('reset.new')}
              description={t('password.hint')}
              autoComplete="new-password"
              {...form.getInputProps('new_password')}
            />
            <Button type="submit" loading={isBusy}>
              {t('reset.button')}
            </Button>
          </>
        )}
        <PageLink to="/forgot-password" size="sm">
          {t('signIn.forgot')}
        </PageLink>
      </Stack>
    </form>
  )
}
