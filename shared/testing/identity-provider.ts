// Google and Facebook of the test's own over HTTP: OpenID Connect with discovery, keys and signed id tokens; OAuth 2.0 with a
// Graph API. Both hold clients to their secret, redirect address and PKCE, and take each code once.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

type Person = { subject: string; email?: string | undefined; email_verified?: boolean; name?: string }

export type TestIdentityProvider = {
  settings: {
    google: { clientId: string; clientSecret: string; issuer: string }
    facebook: { clientId: string; clientSecret: string; dialogUrl: string; graphUrl: string }
  }
  /** Who is signed in at the provider; undefined: whoever owns the `login_hint`, or somebody new. */
  person: Person | undefined
  /** What Google's id tokens claim instead of the truth. */
  claims: (claims: JWTPayload) => JWTPayload
  /** Signs id tokens by a key that is not among the provider's. */
  signsByForeignKey: boolean
  /** How often a code was handed in, right or wrong. */
  redemptions: number
  stop: () => Promise<void>
}

const CLIENT = { clientId: 'storeplane', clientSecret: 'client secret of the test' }
const LIFETIME_SECONDS = 300

type Grant = { person: Person; redirectUri: string; challenge: string; nonce: string | undefined }
type Reply = { status: number; body?: unknown; headers?: Record<string, string> }

/** The provider's answer, once the person at the browser has agreed. */
export async function approve(authorizationUrl: string): Promise<Record<string, string>> {
  const response = await fetch(authorizationUrl, { redirect: 'manual' })
  const location = response.headers.get('location')
  if (location === null) throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
  return Object.fromEntries(new URL(location).searchParams)
}

export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  const own = await generateKeyPair('RS256')
  const foreign = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'first', alg: 'RS256', use: 'sig' }
  const grants = { google: new Map<string, Grant>(), facebook: new Map<string, Grant>() }
  const tokens = new Map<string, Person>()

  const redeem = (flavour: 'google' | 'facebook', form: URLSearchParams): Grant | undefined => {
    provider.redemptions += 1
    const code = form.get('code') ?? ''
    const grant = grants[flavour].get(code)
    grants[flavour].delete(code)
    const isProven =
      grant !== undefined &&
      form.get('client_id') === CLIENT.clientId &&
      form.get('client_secret') === CLIENT.clientSecret &&
      form.get('redirect_uri') === grant.redirectUri &&
      createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url') === grant.challenge
    return isProven ? grant : undefined
  }

  const authorize = (flavour: 'google' | 'facebook', query: URLSearchParams): Reply => {
    const redirectUri = query.get('redirect_uri') ?? ''
    const challenge = query.get('code_challenge') ?? ''
    const isAsked =
      query.get('client_id') === CLIENT.clientId &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      redirectUri.endsWith(`/login/${flavour}`)
    if (!isAsked) return { status: 400, body: { error: 'invalid_request' } }
    const code = randomUUID()
    const person = provider.person ?? newPerson(query.get('login_hint'))
    grants[flavour].set(code, { person, redirectUri, challenge, nonce: query.get('nonce') ?? undefined })
    const location = new URL(redirectUri)
    location.searchParams.set('code', code)
    location.searchParams.set('state', query.get('state') ?? '')
    if (flavour === 'google') location.searchParams.set('iss', issuer)
    return { status: 302, headers: { location: location.href } }
  }

  const idToken = ({ person, nonce }: Grant): Promise<string> => {
    const { subject, email, email_verified, name } = person
    const now = Math.floor(Date.now() / 1_000)
    const times = { iat: now, exp: now + LIFETIME_SECONDS }
    const claims = {
      iss: issuer,
      aud: CLIENT.clientId,
      sub: subject,
      ...times,
      nonce,
      email,
      email_verified,
      name,
    }
    return new SignJWT(provider.claims(claims))
      .setProtectedHeader({ alg: 'RS256', kid: 'first' })
      .sign((provider.signsByForeignKey ? foreign : own).privateKey)
  }

  const grantTokens = async (flavour: 'google' | 'facebook', request: IncomingMessage): Promise<Reply> => {
    const grant = redeem(flavour, new URLSearchParams(await text(request)))
    if (grant === undefined) return { status: 400, body: { error: 'invalid_grant' } }
    const token = randomUUID()
    tokens.set(token, grant.person)
    const common = { access_token: token, token_type: 'bearer', expires_in: LIFETIME_SECONDS }
    return {
      status: 200,
      body: flavour === 'google' ? { ...common, id_token: await idToken(grant) } : common,
    }
  }

  const me = (query: URLSearchParams, request: IncomingMessage): Reply => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const person = tokens.get(token)
    const proof = createHmac('sha256', CLIENT.clientSecret).update(token).digest('hex')
    if (person === undefined || query.get('appsecret_proof') !== proof)
      return { status: 400, body: { error: { message: 'Invalid appsecret_proof', code: 100 } } }
    const known: Record<string, unknown> = { id: person.subject, name: person.name, email: person.email }
    const fields = (query.get('fields') ?? 'id').split(',')
    return { status: 200, body: Object.fromEntries(fields.map((field) => [field, known[field]])) }
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', base)
    const answers: Record<string, () => Reply | Promise<Reply>> = {
      '/google/.well-known/openid-configuration': () => ({ status: 200, body: metadata }),
      '/google/keys': () => ({ status: 200, body: { keys: [jwk] } }),
      '/google/authorize': () => authorize('google', searchParams),
      '/google/token': () => grantTokens('google', request),
      '/facebook/dialog/oauth': () => authorize('facebook', searchParams),
      '/facebook/graph/oauth/access_token': () => grantTokens('facebook', request),
      '/facebook/graph/me': () => me(searchParams, request),
    }
    const { status, body, headers } = (await answers[pathname]?.()) ?? { status: 404 }
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = `${base}/google`
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    authorization_response_iss_parameter_supported: true,
  }
  const provider: TestIdentityProvider = {
    settings: {
      google: { ...CLIENT, issuer },
      facebook: { ...CLIENT, dialogUrl: `${base}/facebook/dialog/oauth`, graphUrl: `${base}/facebook/graph` },
    },
    person: undefined,
    claims: (claims) => claims,
    signsByForeignKey: false,
    redemptions: 0,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return provider
}

function newPerson(email: string | null): Person {
  const subject = randomUUID()
  return {
    subject,
    email: email ?? `${subject}@person.example`,
    email_verified: true,
    name: `Person ${subject}`,
  }
}
