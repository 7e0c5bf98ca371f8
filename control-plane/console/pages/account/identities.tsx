import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf, platform } from '../../api/client.ts'
import { leaveFor, PROVIDER_NAMES, type Provider, providersQuery } from '../../api/social.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Section } from '../../parts/form-page.tsx'
import { useTellProblem } from '../../parts/notices.tsx'
import { useText } from './text.ts'

const KEY = ['identities']

/** Nothing where the installation has no such providers and the account no such identity. */
export function Identities() {
  const t = useText()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const { data: providers = [] } = useQuery(providersQuery)
  const { data: identities = [] } = useQuery({
    queryKey: KEY,
    queryFn: async () => (await dataOf(platform.GET('/platform/v1/account/identities'))).data,
  })
  const link = async (provider: Provider) => {
    try {
      const body = { provider, return_to: '/account/security' }
      leaveFor(await dataOf(platform.POST('/platform/v1/account/identities', { body })), 'link')
    } catch (error) {
      tellProblem(error)
    }
  }
  const unlink = async (identity_id: string) => {
    const params = { path: { identity_id } }
    await dataOf(platform.DELETE('/platform/v1/account/identities/{identity_id}', { params }))
    await client.invalidateQueries({ queryKey: KEY })
  }
  const unlinked = providers.filter((provider) => !identities.some((linked) => linked.provider === provider))
  if (identities.length === 0 && unlinked.length === 0) return null
  return (
    <Section title={t('identities.title')} text={t('identities.text')}>
      <Stack>
        {identities.map(({ id, provider, email }) => (
          <Group key={id} justify="space-between">
            <Text>
              {PROVIDER_NAMES[provider]} <bdi>{email}</bdi>
            </Text>
            <ConfirmButton
              label={t('identities.unlink')}
              title={`${t('identities.unlink')}: ${PROVIDER_NAMES[provider]}`}
              onConfirm={() => unlink(id)}
            >
              {t('identities.unlinkText')}
            </ConfirmButton>
          </Group>
        ))}
        <Group>
          {unlinked.map((provider) => (
            <Button key={provider} variant="default" onClick={() => void link(provider)}>
              {t('identities.link', { provider: PROVIDER_NAMES[provider] })}
            </Button>
          ))}
        </Group>
      </Stack>
    </Section>
  )
}
