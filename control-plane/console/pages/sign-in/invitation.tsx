import { Button, Center, Loader, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { accountQuery } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { ShortForm, useSubmit } from '../../parts/form-page.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { checksIn } from './checks.ts'
import { keepSession, useSessionStart } from './session-start.ts'
import { useText } from './text.ts'

type Preview = Platform['InvitationPreview']

/** Where the link of a mail leads. */
export default function Invitation() {
  const t = useText()
  const format = useFormat()
  const { token = '' } = useSearch({ strict: false }) as { token?: string }
  const preview = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => dataOf(platform.POST('/platform/v1/invitations/preview', { body: { token } })),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data: account } = useQuery(accountQuery)
  if (token === '' || preview.error !== null)
    return (
      <Stack>
        <Title order={1}>{t('invitation.heading')}</Title>
        {token === '' ? <Text>{t('link.missing')}</Text> : <ProblemAlert error={preview.error} />}
      </Stack>
    )
  if (preview.data === undefined || account === undefined)
    return (
      <Center role="status">
        <Loader aria-hidden />
      </Center>
    )
  const { store_name, role, role_name, email, expires_at, has_account } = preview.data
  return (
    <Stack>
      <Title order={1}>{t('invitation.title', { store: store_name })}</Title>
      <Text>{t('invitation.text', { role: role_name ?? t(`role.${role}`), email })}</Text>
      <Text c="dimmed" size="sm">
        {t('invitation.until', { date: format.dateTime(expires_at) })}
      </Text>
      {account !== null && account.email === email ? (
        <Accept token={token} />
      ) : has_account ? (
        <SignInFirst token={token} email={email} signedInAs={account?.email} />
      ) : (
        <Join token={token} preview={preview.data} />
      )}
    </Stack>
  )
}

function Accept({ token }: { token: string }) {
  const t = useText()
  const { enter } = useSessionStart()
  const accept = useMutation({
    mutationFn: () => dataOf(platform.POST('/platform/v1/invitations/accept', { body: { token } })),
    onSuccess: ({ tenant }) => enter(`/stores/${tenant.slug}`),
  })
  const resend = useMutation({
    mutationFn: () => dataOf(platform.POST('/platform/v1/account/verification')),
    onSuccess: () => tell(t('invitation.resent')),
  })
  return (
    <>
      <ProblemAlert error={accept.error ?? resend.error} />
      {isProblem(accept.error, 'email_not_verified') && (
        <Button variant="default" onClick={() => resend.mutate()} loading={resend.isPending}>
          {t('invitation.resend')}
        </Button>
      )}
      <Button onClick={() => accept.mutate()} loading={accept.isPending}>
        {t('invitation.accept')}
      </Button>
    </>
  )
}

function SignInFirst({
  token,
  email,
  signedInAs,
}: {
  token: string
  email: string
  signedInAs: string | undefined
}) {
  const t = useText()
  const search = { email, next: `/invitations?token=${encodeURIComponent(token)}` }
  return (
    <>
      {signedInAs !== undefined && <Text>{t('invitation.other', { email: signedInAs })}</Text>}
      <ButtonLink to="/sign-in" search={search as never}>
        {signedInAs === undefined ? t('invitation.signIn') : t('invitation.switch', { email })}
      </ButtonLink>
    </>
  )
}

function Join({ token, preview }: { token: string; preview: Preview }) {
  const t = useText()
  const { enter } = useSessionStart()
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: { password: checksIn(t).password },
  })
  const submit = useSubmit(form, async ({ name, password }) => {
    const body = { token, password, ...(name.trim() !== '' && { name }) }
    const joined = await dataOf(platform.POST('/platform/v1/invitations/accept-as-new', { body }))
    await keepSession(joined)
    await enter(`/stores/${joined.tenant.slug}`)
  })
  return (
    <ShortForm submit={submit} label={t('invitation.create')}>
      <TextInput label={t('email')} value={preview.email} readOnly autoComplete="username" />
      <TextInput label={t('invitation.name')} autoComplete="name" {...form.getInputProps('name')} />
      <PasswordInput
        label={t('password')}
        description={t('password.hint')}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </ShortForm>
  )
}
