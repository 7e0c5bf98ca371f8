// How the hosted shop looks: edited as a draft, looked at, and published.
import { Button, Group, Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { ProblemError } from '../../api/problem.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Home } from './home-sections.tsx'
import { SHOP_LANGUAGES } from './languages.ts'
import { Looks, Words } from './looks.tsx'
import { useText } from './text.ts'
import { settingsOf, type Values, valuesOf } from './theme-values.ts'

export default function ThemePage() {
  const t = useText()
  const { id, admin } = useStore()
  const query = useQuery({
    queryKey: [id, 'theme'],
    queryFn: () => dataOf(admin.GET('/admin/v1/theme')),
    refetchOnWindowFocus: false,
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={t('theme.title')}
        text={t('theme.text')}
        badge={
          <StatusBadge tone={query.data.has_changes ? 'waiting' : 'good'}>
            {t(query.data.has_changes ? 'theme.draft' : 'theme.published')}
          </StatusBadge>
        }
      >
        <Actions theme={query.data} />
      </PageHeader>
      <Editor key={query.data.version} theme={query.data} />
    </>
  )
}

function Editor({ theme }: { theme: Admin['Theme'] }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const [language, setLanguage] = useState('en')
  const form = useForm<Values>({ initialValues: valuesOf(theme.draft) })
  const save = async (values: Values) => {
    try {
      const body = { version: theme.version, settings: settingsOf(values) }
      const saved = await dataOf(admin.PUT('/admin/v1/theme/draft', { body }))
      client.setQueryData([id, 'theme'], saved)
      tell(t('theme.saved'))
    } catch (error) {
      throw error instanceof ProblemError ? error.under('settings.') : error
    }
  }
  return (
    <FormPage form={form} onSave={save} saveLabel={t('theme.save')}>
      <Section title={t('language')} text={t('languageText')}>
        <Select
          aria-label={t('language')}
          maw={280}
          allowDeselect={false}
          value={language}
          onChange={(value) => setLanguage(value ?? 'en')}
          data={SHOP_LANGUAGES.map((code) => ({ value: code, label: format.languageName(code) }))}
        />
      </Section>
      <Looks form={form} fonts={theme.fonts} />
      <Home form={form} language={language} />
      <Words form={form} language={language} />
    </FormPage>
  )
}

function Actions({ theme: { version, has_changes } }: { theme: Admin['Theme'] }) {
  const t = useText()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const keep = (theme: Admin['Theme']) => client.setQueryData([id, 'theme'], theme)
  const preview = async () => {
    // Opened by the click itself, or browsers would keep it away.
    const tab = window.open('', '_blank')
    try {
      const { url } = await dataOf(admin.POST('/admin/v1/theme/preview'))
      if (tab !== null && url !== null) tab.location.href = url
    } catch (error) {
      tab?.close()
      tellProblem(error)
    }
  }
  const publish = async () => {
    try {
      keep(await dataOf(admin.POST('/admin/v1/theme/publish', { body: { version } })))
      tell(t('theme.isPublished'))
    } catch (error) {
      tellProblem(error)
    }
  }
  const discard = async () => {
    keep(await dataOf(admin.POST('/admin/v1/theme/discard', { body: { version } })))
  }
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => void preview()}>
        {t('theme.preview')}
      </Button>
      {can('content:write') && has_changes && (
        <>
          <ConfirmButton label={t('theme.discard')} title={t('theme.discard')} onConfirm={discard}>
            <Text>{t('theme.discardText')}</Text>
          </ConfirmButton>
          <Button onClick={() => void publish()}>{t('theme.publish')}</Button>
        </>
      )}
    </Group>
  )
}
