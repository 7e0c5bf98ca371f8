// What a secret key may do, from where, until when.
import { Stack, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Platform } from '../../api/client.ts'
import { type Permission, useStore } from '../../api/session.ts'
import { Section } from '../../parts/form-page.tsx'
import { PermissionPicker } from '../../parts/permissions.tsx'
import { useText } from './text.ts'

type Scope = Platform['ApiKey']['scopes'][number]
export type KeyValues = { name: string; scopes: Scope[]; allowed_ips: string; expires_at: string }

/** What a key cannot be given: it acts in the store, not on the platform. */
const NOT_OF_KEYS = ['tenant', 'members', 'api_keys', 'domains']

export const toInput = ({ name, scopes, allowed_ips, expires_at }: KeyValues) => ({
  name,
  scopes,
  allowed_ips: allowed_ips.split(/[\s,]+/).filter((address) => address !== ''),
  expires_at: expires_at === '' ? null : new Date(expires_at).toISOString(),
})

export function KeyFields<Values extends KeyValues>({ form }: { form: UseFormReturnType<Values> }) {
  const t = useText()
  const { permissions } = useStore()
  const choices = permissions.filter(
    (permission): permission is Permission & Scope => !NOT_OF_KEYS.includes(permission.split(':')[0] ?? ''),
  )
  return (
    <>
      <Section title={t('keys.scopes')} text={t('keys.scopesHelp')}>
        <PermissionPicker
          label={t('keys.scopes')}
          choices={choices}
          value={form.values.scopes}
          onChange={(scopes) => form.setFieldValue('scopes', scopes as never)}
          error={form.errors.scopes as string | undefined}
        />
      </Section>
      <Section title={t('keys.limits')}>
        <Stack>
          <Textarea
            label={t('keys.networks')}
            description={t('keys.networksHelp')}
            placeholder="203.0.113.0/24"
            autosize
            minRows={2}
            dir="ltr"
            {...form.getInputProps('allowed_ips')}
          />
          <TextInput
            type="datetime-local"
            label={t('keys.expires')}
            description={t('keys.expiresHelp')}
            {...form.getInputProps('expires_at')}
          />
        </Stack>
      </Section>
    </>
  )
}
