import { Center, Loader, Stack, Text, Title } from '@mantine/core'
import { useParams, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { dataOf, platform } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { begunLogin, forgetLogin, PROVIDER_NAMES, type Provider } from '../../api/social.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { type Factor, SecondFactor } from './second-factor.tsx'
import { keepSession, useSessionStart } from './session-start.ts'
import { useText } from './text.ts'

type Answered = { state?: string; code?: string; iss?: string; error?: string }

/** Where an identity provider sends people back to. */
export default function SocialLogin() {
  const t = useText()
  const { provider } = useParams({ strict: false }) as { provider: Provider }
  const { code, error: denied } = useSearch({ strict: false }) as Answered
  const { complete, error, isFactorNeeded } = useCompletion()
  if (isFactorNeeded) return <SecondFactor send={complete} back={() => location.assign('/sign-in')} />
  const isLost = code === undefined || begunLogin() === undefined
  if (error === undefined && !isLost)
    return (
      <Center mih={160} role="status">
        <Stack align="center">
          <Loader aria-hidden />
          <Text>{t('social.working')}</Text>
        </Stack>
      </Center>
    )
  return (
    <Stack>
      <Title order={1}>{PROVIDER_NAMES[provider] ?? t('signIn.title')}</Title>
      {error === undefined ? (
        <Text>{t(denied === undefined ? 'social.lost' : 'social.denied')}</Text>
      ) : (
        <ProblemAlert error={error} />
      )}
      <ButtonLink to="/sign-in">{t('forgot.back')}</ButtonLink>
    </Stack>
  )
}

/** Completes once what was begun in this tab; a second factor may be asked for between. */
function useCompletion() {
  const router = useRouter()
  const { enter } = useSessionStart()
  const { state = '', code = '', iss } = useSearch({ strict: false }) as Answered
  const [error, setError] = useState<unknown>()
  const [isFactorNeeded, setFactorNeeded] = useState(false)
  const complete = useCallback(
    async (factor?: Factor) => {
      const begun = begunLogin()
      if (begun === undefined || code === '') return
      const answered = { login_token: begun.token, state, code, iss }
      if (begun.purpose === 'link') {
        await dataOf(platform.POST('/platform/v1/account/identities/complete', { body: answered }))
        forgetLogin()
        await router.navigate({ to: '/account/security', replace: true })
        return
      }
      const body = { ...answered, ...factor }
      const session = await dataOf(platform.POST('/platform/v1/social-logins/complete', { body }))
      forgetLogin()
      await keepSession(session)
      await enter(session.return_to)
    },
    [router, enter, state, code, iss],
  )
  const isBegun = useRef(false)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    complete().catch((refusal: unknown) => {
      if (isProblem(refusal, 'two_factor_required')) setFactorNeeded(true)
      else setError(refusal)
    })
  }, [complete])
  return { complete, error, isFactorNeeded }
}
