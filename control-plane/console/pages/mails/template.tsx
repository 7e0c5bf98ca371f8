// Edits what a mail says in one language, beside a preview of it.
import { Button, Grid, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { Loading } from '../../shell/states.tsx'
import { Content } from './mail.tsx'
import { mailNameOf } from './names.ts'
import { useText } from './text.ts'
import { Variables } from './variables.tsx'

type Template = Admin['MessageTemplate']
type Name = Template['name']
type Words = Pick<Template, 'subject' | 'text_body' | 'html_body'>

/** Beside those that a mail has already: the languages in which most shops of the world sell. */
const LANGUAGES = [
  ...['ar', 'cs', 'da', 'de', 'en', 'es', 'fi', 'fr', 'el', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nl'],
  ...['nb', 'pl', 'pt', 'pt-BR', 'ro', 'sv', 'th', 'tr', 'uk', 'vi', 'zh'],
]

export default function TemplatePage() {
  const { name, language } = useParams({ strict: false }) as { name: Name; language: string }
  const { id, admin } = useStore()
  const { data, error, refetch } = useQuery({
    queryKey: [id, 'message-template', name, language],
    queryFn: () => readTemplate(admin, { name, language }),
  })
  if (data !== undefined) return <Shown key={`${name} ${language}`} template={data} />
  return error === null ? <Loading /> : <ProblemAlert error={error} retry={() => void refetch()} />
}

/** A language that nobody has words for yet begins with the English ones. */
async function readTemplate(
  admin: ReturnType<typeof useStore>['admin'],
  path: { name: Name; language: string },
): Promise<Template & { is_new: boolean }> {
  const read = (language: string) =>
    admin.GET('/admin/v1/message-templates/{name}/{language}', { params: { path: { ...path, language } } })
  const answer = await read(path.language)
  if (answer.response.status !== 404) return { ...(await dataOf(Promise.resolve(answer))), is_new: false }
  return { ...(await dataOf(read('en'))), language: path.language, is_default: true, is_new: true }
}

function Shown({ template }: { template: Template & { is_new: boolean } }) {
  const t = useText()
  const f = useFormat()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const { name, language, is_default, is_new, subject, text_body, html_body } = template
  const form = useForm<Words>({ initialValues: { subject, text_body, html_body } })
  const path = { name, language }
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: [id, 'message-template', name] }),
      client.invalidateQueries({ queryKey: [id, 'message-templates'] }),
    ])
  const save = async (body: Words) => {
    await dataOf(admin.PUT('/admin/v1/message-templates/{name}/{language}', { params: { path }, body }))
    tell(t('templateSaved'))
    await refresh()
  }
  const reset = async () => {
    await dataOf(admin.DELETE('/admin/v1/message-templates/{name}/{language}', { params: { path } }))
    await refresh()
    const words = await readTemplate(admin, path)
    const before = { subject: words.subject, text_body: words.text_body, html_body: words.html_body }
    form.setInitialValues(before)
    form.setValues(before)
    tell(t('templateReset'))
  }
  return (
    <>
      <PageHeader
        title={mailNameOf(t, name)}
        badge={
          <StatusBadge tone={is_default ? 'plain' : 'info'}>
            {t(is_new ? 'newLanguage' : is_default ? 'byDefault' : 'ownWords')}
          </StatusBadge>
        }
        text={t('templateText', { language: f.languageName(language) })}
        back={{ to: `/stores/${slug}/mail-templates`, label: t('templates') }}
      >
        <LanguageSelect name={name} language={language} />
        {can('store:write') && !is_default && (
          <ConfirmButton label={t('reset')} title={t('resetTitle')} onConfirm={reset}>
            {t('resetText')}
          </ConfirmButton>
        )}
      </PageHeader>
      <FormPage form={form} onSave={save} isNew={is_new}>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 6 }}>
            <Fields form={form} isReadOnly={!can('store:write')} />
            <Variables schema={template.variables} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 6 }}>
            <Preview path={path} words={form.getValues()} isNew={is_new} />
          </Grid.Col>
        </Grid>
      </FormPage>
    </>
  )
}

function LanguageSelect({ name, language }: { name: Name; language: string }) {
  const t = useText()
  const f = useFormat()
  const { id, slug, admin } = useStore()
  const navigate = useNavigate()
  const { data } = useQuery({
    queryKey: [id, 'message-templates'],
    queryFn: () => dataOf(admin.GET('/admin/v1/message-templates')),
  })
  const kind = data?.data.find((kind) => kind.name === name)
  const there = [...new Set([...(kind?.languages ?? []), language])]
  const others = LANGUAGES.filter((code) => !there.includes(code))
  const option = (value: string) => ({ value, label: `${f.languageName(value)} (${value})` })
  return (
    <NativeSelect
      aria-label={t('language')}
      value={language}
      onChange={(event) =>
        void navigate({ to: `/stores/${slug}/mail-templates/${name}/${event.currentTarget.value}` })
      }
      data={[
        { group: t('languagesThere'), items: there.map(option) },
        { group: t('languagesOther'), items: others.map(option) },
      ]}
    />
  )
}

const MONO = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }

function Fields({ form, isReadOnly }: { form: ReturnType<typeof useForm<Words>>; isReadOnly: boolean }) {
  const t = useText()
  const common = { readOnly: isReadOnly, styles: MONO, dir: 'auto', spellCheck: false }
  return (
    <Section title={t('words')} text={t('liquid', { example: '{{ order.number }}' })}>
      <Stack>
        <TextInput
          label={t('subject')}
          {...common}
          key={form.key('subject')}
          {...form.getInputProps('subject')}
        />
        <Textarea
          label={t('form.html')}
          autosize
          minRows={10}
          maxRows={26}
          {...common}
          key={form.key('html_body')}
          {...form.getInputProps('html_body')}
        />
        <Textarea
          label={t('form.text')}
          description={t('plainHint')}
          autosize
          minRows={6}
          maxRows={18}
          {...common}
          key={form.key('text_body')}
          {...form.getInputProps('text_body')}
        />
      </Stack>
    </Section>
  )
}

function Preview({
  path,
  words,
  isNew,
}: {
  path: { name: Name; language: string }
  words: Words
  isNew: boolean
}) {
  const t = useText()
  const { id, admin, can } = useStore()
  const tellProblem = useTellProblem()
  const [isBusy, setBusy] = useState(false)
  const [body] = useDebouncedValue(words, 500)
  const { data, error } = useQuery({
    queryKey: [id, 'message-preview', path, body],
    queryFn: () =>
      dataOf(admin.POST('/admin/v1/message-templates/{name}/{language}/preview', { params: { path }, body })),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const sendTest = async () => {
    setBusy(true)
    try {
      const { recipient } = await dataOf(
        admin.POST('/admin/v1/message-templates/{name}/{language}/test', { params: { path }, body: words }),
      )
      tell(t('testSent', { recipient }))
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title={t('preview')} text={t('previewText')}>
      <Stack>
        <ProblemAlert error={error} />
        {data !== undefined && (
          <>
            <TextInput label={t('subject')} value={data.subject} readOnly dir="auto" />
            <Content text={data.text} html={data.html} subject={data.subject} />
          </>
        )}
        {can('store:write') && !isNew && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconSend size={16} aria-hidden />}
              loading={isBusy}
              onClick={() => void sendTest()}
            >
              {t('test')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}
