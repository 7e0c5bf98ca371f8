import {
  Button,
  Collapse,
  Group,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dataOf, platform } from '../../api/client.ts'
import { accountQuery, useAccount } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { LANGUAGE_CODES, LANGUAGES, type Language } from '../../i18n/languages.ts'
import { changeLanguage } from '../../i18n/text.ts'
import { FormPage, Section, ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

export default function Profile() {
  const t = useText()
  return (
    <>
      <PageHeader title={t('profile.title')} />
      <Stack maw={720} gap={0}>
        <Name />
        <Email />
        <Preferences />
      </Stack>
    </>
  )
}

function Name() {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const { name } = useAccount()
  const form = useForm({ initialValues: { name: name ?? '' } })
  const save = async ({ name }: { name: string }) => {
    const body = { name: name.trim() === '' ? null : name }
    client.setQueryData(accountQuery.queryKey, await dataOf(platform.PATCH('/platform/v1/account', { body })))
    tell(common('saved'))
  }
  return (
    <FormPage form={form} onSave={save}>
      <Section title={t('profile.you')}>
        <TextInput
          label={t('profile.name')}
          description={t('profile.nameHint')}
          autoComplete="name"
          {...form.getInputProps('name')}
        />
      </Section>
    </FormPage>
  )
}

function Email() {
  const t = useText()
  const { email, email_verified_at, pending_email } = useAccount()
  const [isOpen, { toggle, close }] = useDisclosure()
  const resend = useMutation({
    mutationFn: () => dataOf(platform.POST('/platform/v1/account/verification')),
    onSuccess: () => tell(t('profile.resent', { email })),
  })
  const isVerified = email_verified_at !== null
  return (
    <Section title={t('profile.email')}>
      <Stack>
        <Group>
          <Text>
            <bdi>{email}</bdi>
          </Text>
          <StatusBadge tone={isVerified ? 'good' : 'waiting'}>
            {t(isVerified ? 'profile.verified' : 'profile.unverified')}
          </StatusBadge>
        </Group>
        {pending_email !== null && <Text size="sm">{t('profile.pending', { email: pending_email })}</Text>}
        <ProblemAlert error={resend.error} />
        <Group>
          {!isVerified && (
            <Button variant="default" onClick={() => resend.mutate()} loading={resend.isPending}>
              {t('profile.resend')}
            </Button>
          )}
          <Button variant="default" onClick={toggle} aria-expanded={isOpen}>
            {t('profile.changeEmail')}
          </Button>
        </Group>
        <Collapse expanded={isOpen}>{isOpen && <NewEmail close={close} />}</Collapse>
      </Stack>
    </Section>
  )
}

function NewEmail({ close }: { close: () => void }) {
  const t = useText()
  const common = useCommon()
  const client = useQueryClient()
  const form = useForm({ initialValues: { email: '', password: '' } })
  const submit = useSubmit(form, async (body) => {
    client.setQueryData(accountQuery.queryKey, await dataOf(platform.PATCH('/platform/v1/account', { body })))
    close()
  })
  return (
    <ShortForm submit={submit} label={common('save')} style={{ alignSelf: 'start' }}>
      <TextInput
        label={t('profile.newEmail')}
        type="email"
        autoComplete="email"
        {...form.getInputProps('email')}
      />
      <PasswordInput
        label={t('profile.current')}
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
    </ShortForm>
  )
}

function Preferences() {
  const t = useText()
  const common = useCommon()
  const { i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title={t('profile.console')} text={t('profile.consoleText')}>
      <Group grow>
        <Select
          label={t('profile.language')}
          allowDeselect={false}
          data={LANGUAGE_CODES.map((value) => ({ value, label: LANGUAGES[value].name }))}
          value={i18n.language}
          onChange={(language) => void changeLanguage(language as Language)}
        />
        <Select
          label={t('profile.colors')}
          allowDeselect={false}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({
            value,
            label: common(`shell.${value}`),
          }))}
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as 'light' | 'dark' | 'auto')}
        />
      </Group>
    </Section>
  )
}
