import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import { useCommon } from '../i18n/common.ts'

/** Grey blocks where a page's content will be. */
export function Loading() {
  const t = useCommon()
  return (
    <Stack role="status" aria-live="polite">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      <Skeleton height={36} width="40%" />
      <Skeleton height={140} />
      <Skeleton height={140} />
    </Stack>
  )
}
