// What stands in a page's place while it is loaded, and when it can't be shown.
import { Center, Loader, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { useCommon } from '../i18n/common.ts'
import { ButtonLink } from '../parts/links.tsx'
import { ProblemAlert } from '../parts/notices.tsx'

export function Loading() {
  const t = useCommon()
  return (
    <Center mih={240} role="status">
      <Loader aria-hidden />
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
    </Center>
  )
}

export function NotFound() {
  const t = useCommon()
  return (
    <Stack align="center" py="xl" px="md">
      <Title order={1} ta="center">
        {t('notFound.title')}
      </Title>
      <Text c="dimmed" ta="center">
        {t('notFound.text')}
      </Text>
      <ButtonLink to="/">{t('notFound.home')}</ButtonLink>
    </Stack>
  )
}

export function PageFault({ error }: ErrorComponentProps) {
  const t = useCommon()
  const router = useRouter()
  const retry = async () => {
    await queryClient.resetQueries({ predicate: (query) => query.state.status === 'error' })
    await router.invalidate()
  }
  return (
    <Stack p="md" maw={640}>
      <Title order={1}>{t('error.page')}</Title>
      <ProblemAlert error={error} retry={() => void retry()} />
    </Stack>
  )
}
