import { Checkbox, NumberInput, PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import type { Admin } from '../../../api/client.ts'
import { Section } from '../../../parts/form-page.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { isNeeded, PROVIDERS, type Provider } from './providers.ts'
import { useText } from './text.ts'

type Gateway = Admin['PaymentGateway']

/** The values of a form for a gateway, or for a new one. Secrets are never read back: an empty one stays as it is. */
export function valuesOf(provider: Provider, gateway?: Gateway) {
  const { name, settings, secrets } = PROVIDERS[provider]
  return {
    name: gateway?.name ?? name,
    code: gateway?.code ?? provider,
    live: gateway?.live ?? false,
    capture: gateway?.capture ?? ('automatic' as Gateway['capture']),
    fallback: gateway?.fallback ?? false,
    position: (gateway?.position ?? 0) as number | string,
    settings: Object.fromEntries(settings.map((key) => [key, gateway?.settings[key] ?? ''])) as Record<
      string,
      string
    >,
    secrets: Object.fromEntries(secrets.map((key) => [key, ''])) as Record<string, string>,
  }
}
export type GatewayValues = ReturnType<typeof valuesOf>

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
type AnyForm = any

export function GatewayFields({
  provider,
  form,
  gateway,
}: {
  provider: Provider
  form: AnyForm
  gateway?: Gateway
}) {
  const t = useText()
  return (
    <>
      <Section title={t('account')} text={t('account.text', { provider: PROVIDERS[provider].name })}>
        <AccountFields provider={provider} form={form} gateway={gateway} />
      </Section>
      <Section title={t('checkout')}>
        <Stack>
          <TextInput
            label={t('name')}
            description={t('name.text')}
            maxLength={100}
            required
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('code')}
            description={t('code.text')}
            attributes={LTR}
            {...form.getInputProps('code')}
          />
          <Radio.Group label={t('capture')} {...form.getInputProps('capture')}>
            <Stack gap="xs" mt="xs">
              <Radio value="automatic" label={t('capture.automatic')} />
              <Radio value="manual" label={t('capture.manual')} description={t('capture.manualText')} />
            </Stack>
          </Radio.Group>
          <Checkbox
            label={t('fallback')}
            description={t('fallback.text')}
            {...form.getInputProps('fallback', { type: 'checkbox' })}
          />
          <NumberInput
            label={t('position')}
            description={t('position.text')}
            min={0}
            max={1_000}
            allowDecimal={false}
            maw={240}
            {...form.getInputProps('position')}
          />
        </Stack>
      </Section>
    </>
  )
}

function AccountFields({
  provider,
  form,
  gateway,
}: {
  provider: Provider
  form: AnyForm
  gateway?: Gateway
}) {
  const t = useText()
  const { settings, secrets } = PROVIDERS[provider]
  const kept = (name: string) => {
    if (gateway === undefined || !(name in gateway.secrets)) return undefined
    const end = gateway.secrets[name]
    return end === null ? t('secret.kept') : t('secret.keptEnd', { end })
  }
  return (
    <Stack>
      <Checkbox
        label={t('live')}
        description={t('live.text')}
        {...form.getInputProps('live', { type: 'checkbox' })}
      />
      {settings.map((name) => (
        <TextInput
          key={name}
          label={t(`field.${name}`)}
          description={t(`hint.${name}`)}
          attributes={LTR}
          autoComplete="off"
          required={isNeeded(provider, name)}
          {...form.getInputProps(`settings.${name}`)}
        />
      ))}
      {secrets.map((name) => (
        <PasswordInput
          key={name}
          label={t(`field.${name}`)}
          description={t(`hint.${name}`)}
          placeholder={kept(name)}
          dir="ltr"
          autoComplete="new-password"
          required={isNeeded(provider, name) && gateway === undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }}
          {...form.getInputProps(`secrets.${name}`)}
        />
      ))}
    </Stack>
  )
}
