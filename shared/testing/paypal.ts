// PayPal of the test's own over HTTP: its tokens, orders, authorizations, captures, refunds, saved wallets and signed webhooks,
// as developer.paypal.com documents them. What PayPal would refuse it refuses, with PayPal's errors.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import {
  amountOf,
  newId,
  type Order,
  PayPalProblem,
  purchaseUnitOf,
  type Refund,
  refundShown,
  shown,
  sumOf,
  textOf,
} from './paypal-orders.ts'
import { PayPalWebhooks } from './paypal-webhooks.ts'

type Operation =
  | 'token'
  | 'check'
  | 'create'
  | 'authorize'
  | 'retrieve'
  | 'capture'
  | 'cancel'
  | 'refund'
  | 'verify'
  | 'forget'
/**
 * `timeout`: does nothing and never answers. `lost`: does it and breaks the connection. `error`: 500, did nothing.
 * `declined`: PayPal's refusal. `slow`: answers late. `pending`: PayPal looks into it first.
 */
type How = 'timeout' | 'lost' | 'error' | 'declined' | 'slow' | 'pending'
type Answer = { status: number; body?: unknown }
type Handler = (context: {
  id: string
  body: Record<string, unknown>
  raw: string
  how: How | undefined
}) => Answer

export type TestPayPal = {
  url: string
  account: {
    settings: { client_id: string; webhook_id: string }
    secrets: { client_secret: string }
  }
  /** What happens to the next call of an operation; `issue`: PayPal's word for why it is declined. */
  fail: (operation: Operation, how: How, issue?: string) => void
  /** What the shopper does at PayPal, and the address that their browser is sent to. `fail`: pays with what will be declined. */
  pay: (reference: string, outcome?: 'confirm' | 'fail' | 'abandon') => string
  webhooks: PayPalWebhooks
  /** In minor units of `currency`. */
  readonly payments: {
    reference: string
    paymentId: string
    status: string
    amount: number
    captured: number
    refunded: number
    currency: string
  }[]
  readonly refunds: { reference: string; capture: string; amount: number; status: string }[]
  /** Ids of saved wallets. */
  readonly saved: string[]
  /** How many access tokens were given. */
  tokens: number
  /** How long an access token lives; more than a day is remembered by nobody. */
  tokenSeconds: number
  revokeTokens: () => void
  /** What the client sent last of each operation. */
  sent: Map<Operation, { path: string; body: Record<string, unknown>; key: string | undefined }>
  /** Settles pending captures and refunds. */
  settle: () => void
  stop: () => Promise<void>
}

const SLOW_MS = 150
/** What each operation is declined with, if the test names nothing else. */
const DECLINES: Partial<Record<Operation, string>> = {
  authorize: 'INSTRUMENT_DECLINED',
  create: 'TRANSACTION_REFUSED',
  capture: 'TRANSACTION_REFUSED',
  refund: 'REFUND_FAILED_INSUFFICIENT_FUNDS',
  cancel: 'PREVIOUSLY_CAPTURED',
}

export async function startPayPal(): Promise<TestPayPal> {
  const account = {
    settings: { client_id: 'client-of-the-test', webhook_id: newId() },
    secrets: { client_secret: randomBytes(24).toString('base64url') },
  }
  const failing = new Map<Operation, { how: How; issue?: string | undefined }>()
  const orders = new Map<string, Order>()
  const wallets = new Set<string>()
  const tokens = new Map<string, number>()
  const answered = new Map<string, { fingerprint: string; status: number; show: () => unknown }>()
  const sent: TestPayPal['sent'] = new Map()

  const found = <T>(item: T | undefined): T => {
    if (item === undefined) throw new PayPalProblem(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID')
    return item
  }
  const withAuthorization = (id: string): Order =>
    found([...orders.values()].find(({ authorization }) => authorization?.id === id))

  const authorize: Handler = ({ id, body, how }) => {
    const order = found(orders.get(id))
    const wallet = (body.payment_source as { paypal?: Record<string, unknown> } | undefined)?.paypal
    const vaultId = wallet?.vault_id as string | undefined
    if (order.authorization !== undefined) throw new PayPalProblem(422, 'ORDER_ALREADY_AUTHORIZED')
    if (vaultId !== undefined && !wallets.has(vaultId)) throw new PayPalProblem(422, 'TOKEN_ID_NOT_FOUND')
    if (vaultId === undefined && order.status !== 'APPROVED')
      throw new PayPalProblem(422, 'ORDER_NOT_APPROVED')
    if (order.declines) throw new PayPalProblem(422, 'INSTRUMENT_DECLINED')
    order.authorization = { id: newId(), status: how === 'pending' ? 'PENDING' : 'CREATED' }
    order.status = 'COMPLETED'
    if (order.storesInVault) {
      order.vault = { id: newId().toLowerCase(), customer: newId() }
      wallets.add(order.vault.id)
      webhooks.send('VAULT.PAYMENT-TOKEN.CREATED', { id: order.vault.id, metadata: { order_id: order.id } })
    }
    tell('PAYMENT.AUTHORIZATION.CREATED', order, { id: order.authorization.id })
    return { status: 201, body: shown(order, url) }
  }

  const capture: Handler = ({ id, body, how }) => {
    const order = withAuthorization(id)
    const authorization = found(order.authorization)
    const amount = amountOf(body.amount, order.currency)
    if (authorization.status === 'VOIDED') throw new PayPalProblem(422, 'AUTHORIZATION_VOIDED')
    if (authorization.status === 'CAPTURED') throw new PayPalProblem(422, 'AUTHORIZATION_ALREADY_CAPTURED')
    // As in countries under PSD2: not a cent beyond what was authorized.
    const captured = sumOf(order.captures) + amount
    if (captured > order.amount) throw new PayPalProblem(422, 'MAX_CAPTURE_AMOUNT_EXCEEDED')
    const status = how === 'pending' ? 'PENDING' : 'COMPLETED'
    const isFinal = body.final_capture === true || captured === order.amount
    const made = { id: newId(), amount, status }
    order.captures.push(made)
    authorization.status = isFinal ? 'CAPTURED' : 'PARTIALLY_CAPTURED'
    tell(`PAYMENT.CAPTURE.${status}`, order, { id: made.id })
    return { status: 201, body: { id: made.id, status, amount: textOf(amount, order.currency) } }
  }

  const cancel: Handler = ({ id }) => {
    const order = withAuthorization(id)
    const authorization = found(order.authorization)
    if (authorization.status === 'VOIDED') throw new PayPalProblem(422, 'PREVIOUSLY_VOIDED')
    if (authorization.status === 'CAPTURED') throw new PayPalProblem(422, 'PREVIOUSLY_CAPTURED')
    authorization.status = 'VOIDED'
    tell('PAYMENT.AUTHORIZATION.VOIDED', order, { id })
    return { status: 200, body: { id, status: 'VOIDED' } }
  }

  const refund: Handler = ({ id, body, how }) => {
    const order = found([...orders.values()].find(({ captures }) => captures.some((made) => made.id === id)))
    const captured = found(order.captures.find((made) => made.id === id))
    const amount = amountOf(body.amount, order.currency)
    const customId = String(body.custom_id ?? '')
    if (!/^[A-Za-z0-9_.,-]{0,127}$/.test(customId))
      throw new PayPalProblem(400, 'INVALID_REQUEST', 'INVALID_PARAMETER_SYNTAX')
    const before = sumOf(order.refunds.filter(({ capture }) => capture === id))
    if (before === captured.amount) throw new PayPalProblem(422, 'CAPTURE_FULLY_REFUNDED')
    if (before + amount > captured.amount) throw new PayPalProblem(422, 'REFUND_AMOUNT_EXCEEDED')
    const made: Refund = {
      id: newId(),
      capture: id,
      amount,
      customId,
      status: how === 'pending' ? 'PENDING' : 'COMPLETED',
    }
    order.refunds.push(made)
    captured.status = before + amount === captured.amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
    webhooks.send('PAYMENT.CAPTURE.REFUNDED', refundShown(made, order, url))
    return { status: 201, body: refundShown(made, order, url) }
  }

  const create: Handler = ({ body }) => {
    const unit = purchaseUnitOf(body)
    const order: Order = { id: newId(), ...unit, captures: [], refunds: [], declines: false }
    orders.set(order.id, order)
    return { status: order.wallet === undefined ? 201 : 200, body: shown(order, url) }
  }

  const tell = (type: string, { id, paymentId }: Order, resource: object) =>
    webhooks.send(type, {
      ...resource,
      custom_id: paymentId,
      supplementary_data: { related_ids: { order_id: id } },
    })

  const routes: [string, RegExp, Operation, Handler][] = [
    ['POST', /^\/v2\/checkout\/orders$/, 'create', create],
    [
      'GET',
      /^\/v2\/checkout\/orders\/([^/]+)$/,
      'retrieve',
      ({ id }) => ({ status: 200, body: shown(found(orders.get(id)), url) }),
    ],
    ['POST', /^\/v2\/checkout\/orders\/([^/]+)\/authorize$/, 'authorize', authorize],
    ['POST', /^\/v2\/payments\/authorizations\/([^/]+)\/capture$/, 'capture', capture],
    ['POST', /^\/v2\/payments\/authorizations\/([^/]+)\/void$/, 'cancel', cancel],
    ['POST', /^\/v2\/payments\/captures\/([^/]+)\/refund$/, 'refund', refund],
    [
      'POST',
      /^\/v1\/notifications\/verify-webhook-signature$/,
      'verify',
      ({ raw }) => ({
        status: 200,
        body: { verification_status: webhooks.isGenuine(raw) ? 'SUCCESS' : 'FAILURE' },
      }),
    ],
    [
      'GET',
      /^\/v1\/notifications\/webhooks\/([^/]+)$/,
      'check',
      ({ id }) => ({ status: 200, body: { id: found(id === account.settings.webhook_id ? id : undefined) } }),
    ],
    [
      'DELETE',
      /^\/v3\/vault\/payment-tokens\/([^/]+)$/,
      'forget',
      ({ id }) => ({ status: found(wallets.delete(id) || undefined) ? 204 : 404 }),
    ],
  ]

  /** By the client credentials, as a form (RFC 6749, 4.4). */
  const grant = (request: IncomingMessage, raw: string): Answer => {
    const { client_id } = account.settings
    const basic = Buffer.from(`${client_id}:${account.secrets.client_secret}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`)
      return {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client Authentication failed' },
      }
    if (new URLSearchParams(raw).get('grant_type') !== 'client_credentials')
      return {
        status: 400,
        body: { error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' },
      }
    const token = `A21AA${randomBytes(30).toString('base64url')}`
    tokens.set(token, Date.now() + provider.tokenSeconds * 1_000)
    provider.tokens += 1
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: provider.tokenSeconds },
    }
  }

  /** Repeats what was done for the same PayPal-Request-Id, as it stands now. */
  const atMostOnce = (key: string | undefined, fingerprint: string, work: () => Answer): Answer => {
    if (key === undefined) throw new PayPalProblem(400, 'INVALID_REQUEST', 'PAYPAL_REQUEST_ID_REQUIRED')
    if (key.length > 108) throw new PayPalProblem(400, 'INVALID_REQUEST', 'INVALID_STRING_LENGTH')
    const before = answered.get(key)
    if (before !== undefined && before.fingerprint !== fingerprint)
      throw new PayPalProblem(400, 'DUPLICATE_REQUEST_ID')
    if (before !== undefined) return { status: before.status, body: before.show() }
    const answer = work()
    const order = orders.get((answer.body as { id: string }).id)
    const show = () => (order === undefined ? answer.body : shown(order, url))
    answered.set(key, { fingerprint, status: answer.status, show })
    return answer
  }

  const answer = (request: IncomingMessage, raw: string, how: How | undefined): Answer => {
    const path = new URL(request.url ?? '', url).pathname
    if (path === '/v1/oauth2/token') return grant(request, raw)
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if ((tokens.get(bearer) ?? 0) <= Date.now())
      return {
        status: 401,
        body: { error: 'invalid_token', error_description: 'Token signature verification failed' },
      }
    const [, pattern, operation, handler] = found(
      routes.find(([method, pattern]) => method === request.method && pattern.test(path)),
    )
    const id = decodeURIComponent(pattern.exec(path)?.[1] ?? '')
    const body = bodyOf(request, raw)
    const key = request.headers['paypal-request-id'] as string | undefined
    sent.set(operation, { path, body, key })
    const work = () => handler({ id, body, raw, how })
    if (request.method !== 'POST' || operation === 'verify') return work()
    return atMostOnce(key, createHash('sha256').update(`${path}\n${raw}`).digest('hex'), work)
  }

  const server = createServer(async (request, response) => {
    const raw = await text(request)
    const path = new URL(request.url ?? '', url).pathname
    const operation =
      path === '/v1/oauth2/token'
        ? 'token'
        : routes.find(([method, pattern]) => method === request.method && pattern.test(path))?.[2]
    const failure = operation === undefined ? undefined : failing.get(operation)
    if (operation !== undefined) failing.delete(operation)
    await respond(response, failure, () => {
      if (failure?.how === 'error') throw new PayPalProblem(500, 'INTERNAL_SERVER_ERROR')
      if (failure?.how === 'declined' && operation !== undefined)
        throw new PayPalProblem(422, failure.issue ?? DECLINES[operation] ?? 'TRANSACTION_REFUSED')
      return answer(request, raw, failure?.how)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const webhooks = new PayPalWebhooks(url, account.settings.webhook_id)

  const provider: TestPayPal = {
    url,
    account,
    fail: (operation, how, issue) => void failing.set(operation, { how, issue }),
    pay: (reference, outcome = 'confirm') => {
      const order = orders.get(reference)
      if (order?.wallet === undefined || order.authorization !== undefined)
        throw new Error(`Nobody can pay for ${reference}.`)
      if (outcome === 'abandon') return withQuery(order.wallet.cancelUrl, { token: reference })
      order.status = 'APPROVED'
      order.declines = outcome === 'fail'
      webhooks.send('CHECKOUT.ORDER.APPROVED', shown(order, url))
      return withQuery(order.wallet.returnUrl, { token: reference, PayerID: 'PAYER00000001' })
    },
    webhooks,
    get payments() {
      return [...orders.values()].map((order) => ({
        reference: order.id,
        paymentId: order.paymentId,
        status: order.authorization?.status ?? order.status,
        amount: order.amount,
        captured: sumOf(order.captures),
        refunded: sumOf(order.refunds),
        currency: order.currency,
      }))
    },
    get refunds() {
      return [...orders.values()].flatMap(({ refunds }) =>
        refunds.map(({ id, capture, amount, status }) => ({ reference: id, capture, amount, status })),
      )
    },
    get saved() {
      return [...wallets]
    },
    tokens: 0,
    tokenSeconds: 32_400,
    revokeTokens: () => tokens.clear(),
    sent,
    settle: () => {
      for (const { captures, refunds } of orders.values())
        for (const item of [...captures, ...refunds]) if (item.status === 'PENDING') item.status = 'COMPLETED'
    },
    stop: async () => {
      await webhooks.settled()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return provider
}

async function respond(
  response: ServerResponse,
  failure: { how: How } | undefined,
  work: () => Answer,
): Promise<void> {
  if (failure?.how === 'timeout') return
  if (failure?.how === 'slow') await wait(SLOW_MS)
  let answer: Answer
  try {
    answer = work()
  } catch (error) {
    if (!(error instanceof PayPalProblem)) throw error
    answer = { status: error.status, body: error.body }
  }
  if (failure?.how === 'lost') {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': 'application/json', 'paypal-debug-id': newId() })
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
}

function bodyOf(request: IncomingMessage, raw: string): Record<string, unknown> {
  if (request.method !== 'POST') return {}
  if (request.headers['content-type'] !== 'application/json')
    throw new PayPalProblem(415, 'UNSUPPORTED_MEDIA_TYPE')
  try {
    return JSON.parse(raw) as Record<string, unknown>
  } catch {
    throw new PayPalProblem(400, 'INVALID_REQUEST', 'MALFORMED_REQUEST_JSON')
  }
}

function withQuery(address: string, query: Record<string, string>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}
