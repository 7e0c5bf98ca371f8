// How requests go out: by the session's cookie, renewed once when it ran out; writes with an idempotency key, which stays the
// same for as long as nobody knows whether the write was done.
import { forgetImpersonation, impersonationFor } from './impersonation.ts'
import { ProblemError } from './problem.ts'

const REFRESH = '/platform/v1/sessions/refresh'
const SIGN_IN = '/platform/v1/sessions'
const RENEWED_AT = 'storeplane.session.renewed'
const RETRY_DELAYS_MS = [300, 1_200]
const UNSURE = new Set([502, 503, 504])

/** Keys of writes whose outcome is unknown, by what was asked. */
const unsettled = new Map<string, string>()

/** As `fetch`, for the installation's own APIs. Throws ProblemError `offline` when no answer came. */
export async function send(input: Request | string, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  if (request.method === 'GET' || request.method === 'HEAD') return sendInSession(request)
  const signature = await signatureOf(request)
  const given = request.headers.get('idempotency-key')
  const key = given ?? unsettled.get(signature) ?? crypto.randomUUID()
  if (given === null) unsettled.set(signature, key)
  request.headers.set('idempotency-key', key)
  const response = await sendInSession(request)
  if (!UNSURE.has(response.status)) unsettled.delete(signature)
  return response
}

async function signatureOf(request: Request): Promise<string> {
  const type = request.headers.get('content-type') ?? ''
  const body = type.includes('json')
    ? await request.clone().text()
    : String(request.headers.get('content-length'))
  return [request.method, request.url, request.headers.get('x-tenant-id'), type, body].join('\n')
}

async function sendInSession(request: Request): Promise<Response> {
  const acting = impersonationFor(request)
  if (acting !== undefined) {
    request.headers.set('authorization', `Bearer ${acting.token}`)
    const response = await sendAgain(request)
    // It was ended elsewhere: the page goes on as who one is.
    if (response.status === 401) {
      forgetImpersonation()
      location.reload()
    }
    return response
  }
  const startedAt = Date.now()
  const response = await sendAgain(request)
  const path = new URL(request.url).pathname
  if (response.ok && (path === REFRESH || path === SIGN_IN) && request.method === 'POST') noteRenewal()
  if (response.status !== 401 || path === REFRESH || path === SIGN_IN) return response
  return (await renew(startedAt)) ? sendAgain(request) : response
}

/** Repeats what did not reach the server, or what it could not do just now. */
async function sendAgain(request: Request): Promise<Response> {
  for (const delay of [...RETRY_DELAYS_MS, undefined]) {
    try {
      const response = await fetch(request.clone())
      if (delay === undefined || !UNSURE.has(response.status)) return response
    } catch (error) {
      if (request.signal.aborted) throw error
      if (delay === undefined)
        throw new ProblemError({ status: 0, code: 'offline', detail: 'No answer came.' })
    }
    await new Promise((resolve) => setTimeout(resolve, delay))
  }
  throw new ProblemError({ status: 0, code: 'offline', detail: 'No answer came.' })
}

let renewal: Promise<boolean> | undefined

/** Renews the session unless another tab has done so since: a refresh token is good once. */
function renew(since: number): Promise<boolean> {
  renewal ??= inTurn(() => refresh(since)).finally(() => {
    renewal = undefined
  })
  return renewal
}

// Locks are for pages that came by HTTPS or from this machine.
const inTurn = (work: () => Promise<boolean>): Promise<boolean> =>
  navigator.locks === undefined ? work() : navigator.locks.request('storeplane.session', work)

async function refresh(since: number): Promise<boolean> {
  const renewedAt = localStorage.getItem(RENEWED_AT)
  // Nobody has signed in here.
  if (renewedAt === null) return false
  if (Number(renewedAt) > since) return true
  const response = await fetch(REFRESH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: '{}',
  })
  if (response.ok) noteRenewal()
  else forgetSession()
  return response.ok
}

/** After signing out there is nothing to renew. */
export const forgetSession = (): void => localStorage.removeItem(RENEWED_AT)

const noteRenewal = (): void => localStorage.setItem(RENEWED_AT, String(Date.now()))
