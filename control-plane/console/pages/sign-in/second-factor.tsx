import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useSubmit } from '../../parts/form-page.tsx'
import { checksIn } from './checks.ts'
import { useText } from './text.ts'

export type Factor = { totp_code: string } | { recovery_code: string }

/** Asks for the code of the app or for a recovery code. */
export function SecondFactor({
  send,
  back,
}: {
  send: (factor: Factor) => Promise<unknown>
  back: () => void
}) {
  const t = useText()
  const [byRecovery, setByRecovery] = useState(false)
  const form = useForm({ initialValues: { code: '' }, validate: { code: checksIn(t).needed } })
  const { onSubmit, isBusy, alert } = useSubmit(
    form,
    ({ code }) =>
      send(byRecovery ? { recovery_code: code.trim() } : { totp_code: code.replaceAll(/\s/g, '') }),
    { totp_code: 'code', recovery_code: 'code' },
  )
  const change = () => {
    form.reset()
    setByRecovery(!byRecovery)
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Title order={1}>{t('factor.title')}</Title>
        <Text c="dimmed">{t(byRecovery ? 'factor.recoveryText' : 'factor.text')}</Text>
        {alert}
        <TextInput
          key={String(byRecovery)}
          label={t(byRecovery ? 'factor.recovery' : 'factor.code')}
          autoComplete="one-time-code"
          inputMode={byRecovery ? 'text' : 'numeric'}
          dir="ltr"
          autoFocus
          {...form.getInputProps('code')}
        />
        <Button type="submit" loading={isBusy}>
          {t('signIn.button')}
        </Button>
        <Group justify="space-between">
          <Button variant="subtle" size="compact-sm" onClick={change}>
            {t(byRecovery ? 'factor.useApp' : 'factor.useRecovery')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={back}>
            {t('factor.back')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
