import { Button, Divider, Stack } from '@mantine/core'
import { IconBrandFacebook, IconBrandGoogle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { leaveFor, PROVIDER_NAMES, type Provider, providersQuery } from '../../api/social.ts'
import { useTellProblem } from '../../parts/notices.tsx'
import { useText } from './text.ts'

const ICONS = { google: IconBrandGoogle, facebook: IconBrandFacebook } as const

/** Nothing where the installation has no such providers. */
export function SocialButtons({ next = '/' }: { next?: string | undefined }) {
  const t = useText()
  const tellProblem = useTellProblem()
  const [busy, setBusy] = useState<Provider>()
  const { data: providers = [] } = useQuery(providersQuery)
  const begin = async (provider: Provider) => {
    setBusy(provider)
    try {
      const body = { provider, return_to: next }
      leaveFor(await dataOf(platform.POST('/platform/v1/social-logins', { body })), 'sign-in')
    } catch (error) {
      setBusy(undefined)
      tellProblem(error)
    }
  }
  if (providers.length === 0) return null
  return (
    <Stack gap="xs">
      <Divider label={t('signIn.or')} />
      {providers.map((provider) => {
        const Icon = ICONS[provider]
        return (
          <Button
            key={provider}
            variant="default"
            loading={busy === provider}
            leftSection={<Icon size={18} aria-hidden />}
            onClick={() => void begin(provider)}
          >
            {t('signIn.by', { provider: PROVIDER_NAMES[provider] })}
          </Button>
        )
      })}
    </Stack>
  )
}
