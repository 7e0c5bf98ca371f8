// Calls to PayPal's REST APIs, with an access token that is remembered until shortly before it expires.
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { callProvider, jsonOf } from '../call.ts'
import { type Account, ProviderError } from '../provider.ts'

type Request = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** JSON. */
  body?: string
  /** PayPal-Request-Id: what was done for it is answered again. */
  key?: string
}
export type Refusal = { ok: false; status: number; issue: string; payerAction: string | undefined }
export type Reply = { ok: true; body: unknown } | Refusal

const LIVE = 'https://api-m.paypal.com'
const SANDBOX = 'https://api-m.sandbox.paypal.com'
const MAX_TOKENS = 1_000
const EXPIRES_EARLY_SECONDS = 60

const tokens = new LRUCache<string, string>({ max: MAX_TOKENS })

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() })
const Problem = z.object({
  name: z.string().optional(),
  error: z.string().optional(),
  details: z.array(z.object({ issue: z.string().optional() })).optional(),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).optional(),
})

const baseOf = (account: Account): string => account.url ?? (account.live ? LIVE : SANDBOX)

/** Asks PayPal. Throws ProviderError: `unknown` without an answer, `refused` when the credentials are wrong. */
export async function ask(account: Account, request: Request): Promise<Reply> {
  const name = tokenName(account)
  const remembered = tokens.get(name)
  const answered = await send(account, request, remembered ?? (await freshToken(account)))
  if (answered.status !== 401 || remembered === undefined) return replyOf(answered)
  // It was revoked before its time.
  tokens.delete(name)
  return replyOf(await send(account, request, await freshToken(account)))
}

/** What was asked for, as `schema` says. Throws ProviderError `refused` with PayPal's own issue. */
export function given<T>(reply: Reply, schema: z.ZodType<T>): T {
  if (!reply.ok) throw refused(reply)
  const parsed = schema.safeParse(reply.body)
  if (parsed.success) return parsed.data
  throw new ProviderError('unknown', 'unexpected_answer', 'PayPal answered something unexpected.')
}

export const refused = ({ issue }: Refusal): ProviderError =>
  new ProviderError('refused', issue, `PayPal refused: ${issue}.`)

/** A new access token by the client credentials. Throws ProviderError `refused` when they are wrong. */
export async function freshToken(account: Account): Promise<string> {
  const credentials = `${account.settings.client_id}:${account.secrets.client_secret}`
  const answered = await callProvider(`${baseOf(account)}/v1/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    timeoutMs: account.timeoutMs,
  })
  const { access_token, expires_in } = given(replyOf(answered), Token)
  const seconds = expires_in - EXPIRES_EARLY_SECONDS
  if (seconds > 0) tokens.set(tokenName(account), access_token, { ttl: seconds * 1_000 })
  return access_token
}

/** Hashed, so that no secret is a key of the cache. */
const tokenName = (account: Account): string =>
  createHash('sha256')
    .update(JSON.stringify([baseOf(account), account.settings.client_id, account.secrets.client_secret]))
    .digest('base64')

function send(account: Account, { method, path, body, key }: Request, token: string) {
  return callProvider(`${baseOf(account)}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      prefer: 'return=representation',
      ...(key !== undefined && { 'paypal-request-id': key }),
    },
    ...(body !== undefined && { body }),
    timeoutMs: account.timeoutMs,
  })
}

function replyOf(answered: Awaited<ReturnType<typeof callProvider>>): Reply {
  const { status, ok, text } = answered
  if (ok) return { ok, body: text === '' ? undefined : jsonOf(answered) }
  const problem = Problem.safeParse(jsonOf(answered))
  const { name, error, details, links } = problem.success ? problem.data : {}
  const issue = details?.find(({ issue }) => issue !== undefined)?.issue ?? name ?? error ?? `http_${status}`
  // A conflict is another request with the same key that is still at work.
  if (status === 409)
    throw new ProviderError('unknown', codeOf(issue), 'PayPal is still at work on the same request.')
  const payerAction = links?.find(({ rel }) => rel === 'payer-action')?.href
  return { ok, status, issue: codeOf(issue), payerAction }
}

/** PayPal's codes are words; anything else might be what somebody typed. */
const codeOf = (issue: string): string => (/^\w{1,64}$/.test(issue) ? issue : 'unnamed')
