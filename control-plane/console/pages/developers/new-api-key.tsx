// Makes a key and shows it, this once.
import { Alert, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { KeyFields, type KeyValues, toInput } from './key-fields.tsx'
import { ShownOnce } from './shown-once.tsx'
import { useText } from './text.ts'

export default function NewApiKey() {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const [created, setCreated] = useState<Platform['NewApiKey']>()
  const form = useForm<KeyValues & { kind: 'secret' | 'publishable' }>({
    initialValues: { name: '', kind: 'secret', scopes: [], allowed_ips: '', expires_at: '' },
  })
  const save = async ({ kind, ...values }: typeof form.values) => {
    const body = kind === 'secret' ? { kind, ...toInput(values) } : { kind, name: values.name }
    const key = await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/api-keys', {
        params: { path: { tenant_id: id } },
        body,
      }),
    )
    setCreated(key)
    await client.invalidateQueries({ queryKey: [id, 'api-keys'] })
  }
  const back = { to: `/stores/${slug}/api-keys`, label: t('keys.title') }
  if (created)
    return (
      <>
        <PageHeader title={created.name} back={back} />
        <Stack maw={720}>
          <ShownOnce value={created.key} />
          <Group>
            <ButtonLink to={`/stores/${slug}/api-keys/${created.id}`} variant="default">
              {t('keys.done')}
            </ButtonLink>
          </Group>
        </Stack>
      </>
    )
  return (
    <>
      <PageHeader title={t('keys.new')} back={back} />
      <FormPage form={form} onSave={save} saveLabel={t('keys.create')} isNew>
        <Section title={t('keys.what')}>
          <Stack>
            <TextInput
              label={t('keys.name')}
              description={t('keys.nameHelp')}
              required
              {...form.getInputProps('name')}
            />
            <Select
              label={t('keys.kind')}
              allowDeselect={false}
              data={(['secret', 'publishable'] as const).map((kind) => ({
                value: kind,
                label: t(`keys.kind.${kind}`),
              }))}
              {...form.getInputProps('kind')}
            />
            {form.values.kind === 'publishable' && <Alert color="blue">{t('keys.publishableHelp')}</Alert>}
          </Stack>
        </Section>
        {form.values.kind === 'secret' && <KeyFields form={form} />}
      </FormPage>
    </>
  )
}
