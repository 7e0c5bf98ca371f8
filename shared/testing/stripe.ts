// Stripe of the test's own over HTTP: customers, payment intents, refunds and signed webhooks, as https://docs.stripe.com/api
// describes them. It holds clients to their key, parameters, idempotency keys and the states of an intent.
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { type Intent, type Refund, StripeLedger } from './stripe-ledger.ts'
import { type Asked, StripeFault, type StripeObject } from './stripe-requests.ts'

const OPERATIONS = [
  'create',
  'retrieve',
  'capture',
  'cancel',
  'refund',
  'retrieveRefund',
  'check',
  'forget',
  'customer',
] as const
type Operation = (typeof OPERATIONS)[number]
/**
 * `timeout`: does nothing and never answers. `lost`: does it and breaks the connection. `error`: answers 500 and did nothing.
 * `declined`: the card or the bank says no. `slow`: does it and answers late.
 */
type How = 'timeout' | 'lost' | 'error' | 'declined' | 'slow'
type Event = { id: string; type: string; data: { object: StripeObject } } & StripeObject
type Outcome = 'confirm' | 'fail' | 'challenge' | 'abandon'

export type TestStripe = {
  url: string
  account: {
    settings: { publishable_key: string }
    secrets: { secret_key: string; webhook_secret: string }
  }
  /** What happens to the next call of an operation; `code` is the decline code. */
  fail: (operation: Operation, how: How, code?: string) => void
  /**
   * What the shopper does in the browser. `fail` with the decline code `code`; `challenge`: their bank asks something, and
   * `confirm` answers it; `abandon`: they go away while it asks.
   */
  pay: (reference: string, outcome?: Outcome, more?: { code?: string; wallet?: string }) => void
  /** What becomes of a refund later. */
  settle: (refund: string, status: 'pending' | 'succeeded' | 'failed', reason?: string) => void
  /** From now on the card or bank behind a saved method says no, always with this code. */
  spoil: (method: string, code: string) => void
  /** Forgets all idempotency keys, as Stripe does after a day. */
  forgetKeys: () => void
  webhooks: {
    /** Each event goes there when it happens; undefined: nowhere. */
    to: (url: string | undefined) => void
    /** All that happened, oldest first. */
    readonly events: readonly Event[]
    /** A delivery with its signature, of a time in seconds and by a secret of one's choice. */
    signed: (event: Event, more?: { at?: number; secret?: string; body?: string }) => TestDelivery
    /** Delivers again, late, twice or out of order. */
    send: (event: Event, url: string, more?: { at?: number }) => Promise<Response>
    /** Resolves when all that was sent is answered. */
    settled: () => Promise<void>
  }
  readonly payments: readonly Intent[]
  readonly refunds: readonly Refund[]
  readonly customers: readonly StripeObject[]
  /** How many requests of each operation arrived. */
  readonly calls: Readonly<Record<Operation, number>>
  stop: () => Promise<void>
}
type TestDelivery = { text: string; headers: Record<string, string> }
type Answer = { status: number; body: StripeObject; headers?: Record<string, string> }

const SLOW_MS = 300

/** Which operation of a provider a request belongs to. */
function operationOf({ method, path, form }: Asked): Operation {
  if (path.startsWith('/v1/refunds')) return method === 'POST' ? 'refund' : 'retrieveRefund'
  if (path.startsWith('/v1/payment_methods')) return 'forget'
  if (path.startsWith('/v1/customers')) return 'customer'
  if (method === 'GET')
    return path === '/v1/payment_intents' && form.get('limit') === '1' ? 'check' : 'retrieve'
  if (path.endsWith('/capture')) return 'capture'
  return path.endsWith('/cancel') ? 'cancel' : 'create'
}

export async function startStripe(): Promise<TestStripe> {
  const word = () => randomBytes(12).toString('hex')
  const account = {
    settings: { publishable_key: `pk_test_${word()}` },
    secrets: { secret_key: `sk_test_${word()}`, webhook_secret: `whsec_${word()}` },
  }
  const failures = new Map<Operation, { how: How; code: string }>()
  const answers = new Map<string, { request: string; answer: Answer }>()
  const calls = Object.fromEntries(OPERATIONS.map((operation) => [operation, 0])) as Record<Operation, number>
  const events: Event[] = []
  const deliveries = new Set<Promise<unknown>>()
  let target: string | undefined

  const signed: TestStripe['webhooks']['signed'] = (event, { at, secret, body } = {}) => {
    const time = at ?? Math.floor(Date.now() / 1000)
    const payload = body ?? JSON.stringify(event, null, 2)
    const signature = createHmac('sha256', secret ?? account.secrets.webhook_secret)
      .update(`${time}.${payload}`)
      .digest('hex')
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    return { text: payload, headers: { ...headers, 'stripe-signature': `t=${time},v1=${signature}` } }
  }
  const send: TestStripe['webhooks']['send'] = (event, url, more) => {
    const { text: body, headers } = signed(event, more)
    return fetch(url, { method: 'POST', headers, body })
  }
  const ledger = new StripeLedger((type, object) => {
    const created = Math.floor(Date.now() / 1000)
    const id = `evt_${word()}`
    const event = { id, object: 'event', type, created, livemode: false, data: { object } }
    events.push(event)
    if (target === undefined) return
    const delivery = send(event, target).catch(() => undefined)
    deliveries.add(delivery)
    void delivery.then(() => deliveries.delete(delivery))
  })

  const identify = (request: IncomingMessage): void => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (key === account.secrets.secret_key) return
    if (key.startsWith('pk_'))
      throw new StripeFault(403, { code: 'secret_key_required', message: 'This needs your secret key.' })
    throw new StripeFault(401, {
      message: `Invalid API Key provided: ${key.slice(0, 8)}****${key.slice(-4)}`,
    })
  }

  const perform = (asked: Asked, declined: string | undefined): Answer => {
    try {
      return { status: 200, body: ledger.handle(asked, declined) }
    } catch (error) {
      if (error instanceof StripeFault) return error
      throw error
    }
  }

  // Kept for a key is what was done, and a card's refusal: https://docs.stripe.com/api/idempotent_requests.
  const oncePerKey = (asked: Asked, key: string, run: () => Answer): Answer => {
    const request = `${asked.method} ${asked.path} ${asked.form}`
    const known = answers.get(key)
    if (known === undefined) {
      const answer = run()
      const { status, body } = answer
      if (status === 200 || status === 402)
        answers.set(key, { request, answer: { status, body: structuredClone(body) } })
      return answer
    }
    if (known.request === request) return { ...known.answer, headers: { 'idempotent-replayed': 'true' } }
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
    return new StripeFault(400, { type: 'idempotency_error', message })
  }

  const answerTo = async (request: IncomingMessage): Promise<Answer | 'nothing' | 'lost'> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stripe.test')
    const method = request.method ?? 'GET'
    const form = method === 'GET' ? searchParams : new URLSearchParams(await text(request))
    const asked = { method, path: pathname, form }
    const operation = operationOf(asked)
    calls[operation] += 1
    const failure = failures.get(operation)
    failures.delete(operation)
    if (failure?.how === 'timeout') return 'nothing'
    if (failure?.how === 'error')
      return new StripeFault(500, { type: 'api_error', message: 'An unknown error occurred' })
    try {
      identify(request)
    } catch (error) {
      return error as StripeFault
    }
    const key = request.headers['idempotency-key']
    const run = () => perform(asked, failure?.how === 'declined' ? failure.code : undefined)
    const answer = method === 'POST' && typeof key === 'string' ? oncePerKey(asked, key, run) : run()
    if (failure?.how === 'lost') return 'lost'
    if (failure?.how === 'slow') await wait(SLOW_MS)
    return answer
  }

  const server = createServer(async (request, response) => {
    const answer = await answerTo(request)
    if (answer === 'nothing') return
    if (answer === 'lost') {
      request.socket.destroy()
      return
    }
    const headers = { 'content-type': 'application/json', 'request-id': `req_${randomUUID()}` }
    response.writeHead(answer.status, { ...headers, ...answer.headers })
    response.end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    fail: (operation, how, code = 'generic_decline') => failures.set(operation, { how, code }),
    pay: (reference, outcome = 'confirm', more = {}) => ledger.pay(reference, outcome, more),
    settle: (refund, status, reason) => ledger.settle(refund, status, reason),
    spoil: (method, code) => ledger.spoil(method, code),
    forgetKeys: () => answers.clear(),
    webhooks: {
      to: (url) => {
        target = url
      },
      events,
      signed,
      send,
      settled: async () => {
        while (deliveries.size > 0) await Promise.all(deliveries)
      },
    },
    get payments() {
      return ledger.intents
    },
    get refunds() {
      return ledger.refunds
    },
    get customers() {
      return ledger.customers
    },
    calls,
    stop: async () => {
      await Promise.all(deliveries)
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
