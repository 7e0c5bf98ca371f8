// The providers by which people sign in: Google (OpenID Connect) and Facebook (OAuth 2.0 and its Graph API).
import { createHmac } from 'node:crypto'
import * as client from 'openid-client'
import { z } from 'zod'
import { DomainError } from '../shared/errors.ts'
import type { Log } from '../shared/log.ts'

export const PROVIDERS = ['google', 'facebook'] as const
export type ProviderName = (typeof PROVIDERS)[number]

type Credentials = { clientId: string; clientSecret: string }
export type IdentityProviderSettings = {
  google?: (Credentials & { issuer: string }) | undefined
  /** Addresses with the version of the API, such as https://graph.facebook.com/v24.0. */
  facebook?: (Credentials & { dialogUrl: string; graphUrl: string }) | undefined
}

/** Whom a provider names. `email` is in lower case. */
export const Identity = z.object({
  subject: z.string().min(1).max(255),
  email: z.email().max(254).toLowerCase().nullable().catch(null),
  email_verified: z.boolean(),
  name: z.string().trim().min(1).max(255).nullable().catch(null),
})
export type Identity = z.output<typeof Identity>

/** What ties a provider's answer to the one question and to who asked it. */
export type Binding = { state: string; nonce: string; verifier: string }
type CodeResponse = { code: string; state: string; iss?: string | undefined }

export type IdentityProvider = {
  /** Where the browser is sent to. Throws `unavailable`. */
  authorizationUrl: (binding: Binding) => Promise<string>
  /** Redeems a code. Throws `social_login_refused`. */
  identify: (response: CodeResponse, binding: Binding, log: Log) => Promise<Identity>
}
export type IdentityProviders = ReadonlyMap<ProviderName, IdentityProvider>

const TIMEOUT_SECONDS = 10

/** Those that are set up. Each sends the browser back to an address of its own, `{publicUrl}/login/{provider}` (RFC 9700, 4.4.2). */
export function openIdentityProviders(
  { google, facebook }: IdentityProviderSettings,
  publicUrl: string,
): IdentityProviders {
  const at = (name: ProviderName) => `${publicUrl}/login/${name}`
  return new Map<ProviderName, IdentityProvider>([
    ...(google === undefined ? [] : [['google', openGoogle(google, at('google'))] as const]),
    ...(facebook === undefined ? [] : [['facebook', openFacebook(facebook, at('facebook'))] as const]),
  ])
}

function openGoogle(
  { clientId, clientSecret, issuer }: NonNullable<IdentityProviderSettings['google']>,
  redirectUri: string,
): IdentityProvider {
  let discovered: Promise<client.Configuration> | undefined
  const configuration = () => {
    discovered ??= client
      .discovery(new URL(issuer), clientId, undefined, client.ClientSecretPost(clientSecret), {
        // Signatures are checked although the token comes straight from the provider.
        execute: [client.enableNonRepudiationChecks, ...plainHttp(issuer)],
        timeout: TIMEOUT_SECONDS,
      })
      .catch((cause: unknown) => {
        discovered = undefined
        throw Object.assign(unreachable(), { cause })
      })
    return discovered
  }
  return {
    authorizationUrl: async (binding) => {
      const scope = 'openid email profile'
      return authorizationUrl(await configuration(), binding, { redirectUri, scope, nonce: binding.nonce })
    },
    identify: async (response, binding, log) => {
      const config = await configuration()
      return confirmed(log, async () => {
        const tokens = await client.authorizationCodeGrant(config, answered(redirectUri, response), {
          expectedState: binding.state,
          expectedNonce: binding.nonce,
          pkceCodeVerifier: binding.verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        return Identity.parse({
          subject: claims?.sub,
          email: claims?.email,
          email_verified: claims?.email_verified === true,
          name: claims?.name,
        })
      })
    },
  }
}

function openFacebook(
  { clientId, clientSecret, dialogUrl, graphUrl }: NonNullable<IdentityProviderSettings['facebook']>,
  redirectUri: string,
): IdentityProvider {
  const config = new client.Configuration(
    {
      issuer: 'https://www.facebook.com',
      authorization_endpoint: dialogUrl,
      token_endpoint: `${graphUrl}/oauth/access_token`,
    },
    clientId,
    undefined,
    client.ClientSecretPost(clientSecret),
  )
  config.timeout = TIMEOUT_SECONDS
  for (const allow of plainHttp(graphUrl)) allow(config)
  return {
    authorizationUrl: (binding) =>
      authorizationUrl(config, binding, { redirectUri, scope: 'email public_profile' }),
    identify: ({ code, state }, binding, log) =>
      confirmed(log, async () => {
        const { access_token } = await client.authorizationCodeGrant(
          config,
          answered(redirectUri, { code, state }),
          { expectedState: binding.state, pkceCodeVerifier: binding.verifier },
        )
        const me = new URL(`${graphUrl}/me`)
        me.searchParams.set('fields', 'id,name,email')
        me.searchParams.set(
          'appsecret_proof',
          createHmac('sha256', clientSecret).update(access_token).digest('hex'),
        )
        const answer = await client.fetchProtectedResource(config, access_token, me, 'GET')
        if (!answer.ok) throw new Error(`The Graph API answered ${answer.status}.`)
        const { id, email, name } = FacebookUser.parse(await answer.json())
        // Facebook does not say whether an address was ever proven, so it proves nothing here.
        return Identity.parse({ subject: id, email, email_verified: false, name })
      }),
  }
}

const FacebookUser = z.object({ id: z.string(), email: z.unknown().optional(), name: z.unknown().optional() })

async function authorizationUrl(
  config: client.Configuration,
  { state, verifier }: Binding,
  { redirectUri, scope, nonce }: { redirectUri: string; scope: string; nonce?: string },
): Promise<string> {
  return client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(nonce === undefined ? {} : { nonce }),
  }).href
}

/** The address to which the provider sent the browser back. */
function answered(redirectUri: string, { code, state, iss }: CodeResponse): URL {
  const url = new URL(redirectUri)
  url.searchParams.set('code', code)
  url.searchParams.set('state', state)
  if (iss !== undefined) url.searchParams.set('iss', iss)
  return url
}

/** Whatever is wrong with what a provider says is told to the log only. */
async function confirmed(log: Log, ask: () => Promise<Identity>): Promise<Identity> {
  try {
    return await ask()
  } catch (error) {
    log.warn({ err: error }, 'a sign-in elsewhere was refused')
    throw new DomainError('social_login_refused', 'The provider did not confirm this sign-in. Begin anew.')
  }
}

const unreachable = () =>
  new DomainError('unavailable', 'The provider does not answer just now.', { retryAfter: 5 })

/** The settings allow it for an address of this machine only. */
const plainHttp = (url: string) => (url.startsWith('http:') ? [client.allowInsecureRequests] : [])
