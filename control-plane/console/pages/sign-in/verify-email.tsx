import { Button, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { dataOf, platform } from '../../api/client.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { useText } from './text.ts'

/** Where the link of a mail leads. Programs that look at mails follow links too, so a person has to press. */
export default function VerifyEmail() {
  const t = useText()
  const { token } = useSearch({ strict: false }) as { token?: string }
  const client = useQueryClient()
  const verify = useMutation({
    mutationFn: (token: string) =>
      dataOf(platform.POST('/platform/v1/email-verifications', { body: { token } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  })
  return (
    <Stack>
      <Title order={1}>{t('verify.title')}</Title>
      <ProblemAlert error={verify.error} />
      {verify.data !== undefined ? (
        <>
          <Text role="status">{t('verify.done', { email: verify.data.email })}</Text>
          <ButtonLink to="/">{t('go.console')}</ButtonLink>
        </>
      ) : token === undefined ? (
        <Text>{t('link.missing')}</Text>
      ) : (
        <>
          <Text c="dimmed">{t('verify.text')}</Text>
          <Button onClick={() => verify.mutate(token)} loading={verify.isPending}>
            {t('verify.button')}
          </Button>
        </>
      )}
    </Stack>
  )
}
