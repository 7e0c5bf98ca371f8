// What every way to open a store shares: its name and address, and its keys, which are shown once.
import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconKey } from '@tabler/icons-react'
import { useRef } from 'react'
import { useCommon } from '../i18n/common.ts'
import { CopyField } from './copy-field.tsx'
import { isSlug, slugOf } from './slug.ts'

export type NewStore = { store_name: string; slug: string }

/** Gives what is wrong with the address, or null. */
export function useSlugCheck(): (slug: string) => string | null {
  const t = useCommon()
  return (slug) => (isSlug(slug) ? null : t('store.slugFault'))
}

/** The address follows the name until somebody types one. */
export function StoreFields<Values extends NewStore>({ form }: { form: UseFormReturnType<Values> }) {
  const t = useCommon()
  const isOwn = useRef(false)
  const fields = form as unknown as UseFormReturnType<NewStore>
  const { slug } = fields.getValues()
  return (
    <>
      <TextInput
        label={t('store.name')}
        autoComplete="organization"
        {...fields.getInputProps('store_name')}
        onChange={(event) => {
          const name = event.currentTarget.value
          fields.setFieldValue('store_name', name)
          if (!isOwn.current) fields.setFieldValue('slug', slugOf(name))
        }}
      />
      <TextInput
        label={t('store.slug')}
        description={slug === '' ? undefined : t('store.slugHint', { address: `${slug}.${location.host}` })}
        dir="ltr"
        autoCapitalize="none"
        spellCheck={false}
        {...fields.getInputProps('slug')}
        onChange={(event) => {
          isOwn.current = event.currentTarget.value !== ''
          fields.setFieldValue('slug', event.currentTarget.value.toLowerCase())
        }}
      />
    </>
  )
}

/** The first keys of a store: this is the only time that they can be read. */
export function FirstKeys({
  keys,
  go,
}: {
  keys: { publishable: string; secret: string }
  go: () => Promise<void>
}) {
  const t = useCommon()
  return (
    <Stack>
      <Title order={1}>{t('store.ready')}</Title>
      <Alert color="yellow" icon={<IconKey aria-hidden />} title={t('store.keysOnce')}>
        <Text size="sm">{t('store.keysText')}</Text>
      </Alert>
      <CopyField label={t('store.publishable')} value={keys.publishable} />
      <CopyField label={t('store.secret')} value={keys.secret} />
      <Button onClick={() => void go()}>{t('store.go')}</Button>
    </Stack>
  )
}
