import { Paper } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { FirstKeys, StoreFields, useSlugCheck } from '../../parts/new-store.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useText } from './text.ts'

export default function NewStorePage() {
  const t = useText()
  const client = useQueryClient()
  const router = useRouter()
  const [opened, setOpened] = useState<Platform['NewTenant']>()
  const form = useForm({
    initialValues: { store_name: '', slug: '' },
    validate: {
      store_name: (name) => (name.trim() === '' ? t('fault.needed') : null),
      slug: useSlugCheck(),
    },
  })
  const submit = useSubmit(form, async (body) => {
    try {
      setOpened(await dataOf(platform.POST('/platform/v1/tenants', { body })))
    } catch (error) {
      if (isProblem(error, 'slug_taken')) form.setFieldError('slug', t('problem.slug_taken'))
      throw error
    }
    await client.invalidateQueries({ queryKey: ['account'] })
  })
  if (opened !== undefined)
    return (
      <Paper withBorder p="lg" maw={560}>
        <FirstKeys
          keys={opened.api_keys}
          go={() => router.navigate({ to: `/stores/${opened.tenant.slug}` })}
        />
      </Paper>
    )
  return (
    <>
      <PageHeader title={t('new.title')} text={t('new.text')} />
      <Paper withBorder p="lg" maw={560}>
        <ShortForm submit={submit} label={t('new.button')} style={{ alignSelf: 'start' }}>
          <StoreFields form={form} />
        </ShortForm>
      </Paper>
    </>
  )
}
