import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { dataOf, platform } from '../../api/client.ts'
import { storeQuery, useStore } from '../../api/session.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Section } from '../../parts/form-page.tsx'
import { tell } from '../../parts/notices.tsx'
import { useText } from './text.ts'

/** For owners. The platform's administrators can open it again for thirty days. */
export function CloseStore() {
  const t = useText()
  const { id, slug, name, status } = useStore()
  const client = useQueryClient()
  if (status !== 'active') return null
  const close = async () => {
    await dataOf(
      platform.POST('/platform/v1/tenants/{tenant_id}/close', {
        params: { path: { tenant_id: id } },
        body: { confirm_slug: slug },
      }),
    )
    tell(t('close.done'))
    await client.invalidateQueries({ queryKey: storeQuery(slug).queryKey })
  }
  return (
    <Section title={t('close.title')} text={t('close.text')}>
      <ConfirmButton label={t('close.button')} title={t('close.title')} word={slug} onConfirm={close}>
        <Text>{t('close.ask', { name })}</Text>
      </ConfirmButton>
    </Section>
  )
}
