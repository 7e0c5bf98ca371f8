import { Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { Section } from '../../parts/form-page.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'
import { DisableFactor, EnrolFactor, RenewCodes } from './two-factor-steps.tsx'

type Step = 'enrol' | 'renew' | 'disable'

export function TwoFactor() {
  const t = useText()
  const format = useFormat()
  const client = useQueryClient()
  const [step, setStep] = useState<Step>()
  const { data: factor, error } = useQuery({
    queryKey: ['two-factor'],
    queryFn: () => dataOf(platform.GET('/platform/v1/account/two-factor')),
  })
  const close = () => {
    setStep(undefined)
    void client.invalidateQueries({ queryKey: ['two-factor'] })
    void client.invalidateQueries({ queryKey: ['account'] })
  }
  return (
    <Section
      title={
        <Group gap="sm">
          {t('factor.title')}
          {factor && (
            <StatusBadge tone={factor.enabled ? 'good' : 'plain'}>
              {t(factor.enabled ? 'factor.on' : 'factor.off')}
            </StatusBadge>
          )}
        </Group>
      }
      text={t('factor.text')}
    >
      <ProblemAlert error={error} />
      {factor?.enabled === true && factor.confirmed_at !== null && (
        <Text size="sm" mb="md">
          {t('factor.since', { date: format.date(factor.confirmed_at), count: factor.recovery_codes_left })}
        </Text>
      )}
      {factor !== undefined && (
        <Group>
          {!factor.enabled && <Button onClick={() => setStep('enrol')}>{t('factor.begin')}</Button>}
          {factor.enabled && (
            <>
              <Button variant="default" onClick={() => setStep('renew')}>
                {t('factor.renew')}
              </Button>
              <Button variant="outline" color="red" onClick={() => setStep('disable')}>
                {t('factor.switchOff')}
              </Button>
            </>
          )}
        </Group>
      )}
      {step === 'enrol' && <EnrolFactor close={close} />}
      {step === 'renew' && <RenewCodes close={close} />}
      {step === 'disable' && <DisableFactor close={close} />}
    </Section>
  )
}
