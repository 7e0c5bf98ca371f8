// A worker is killed at each step of a payment: before the provider hears of it, and after it did what it was asked but before
// anybody noted its answer. In the end each shopper has one order, the provider charged for each once, and the books match.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'
import { type EmbeddedPostgres, startPostgres } from '../local/postgres.ts'
import { databaseOf, type Installation, type Part, prepare, startAll } from './installation.ts'
import { cleanUp, findPort, makeDirectory, type Program, untilReady } from './processes.ts'
import { type Answer, addProduct, CHOICES, connect, type Store, signUp, stockOf } from './walk.ts'

type Step = 'create' | 'retrieve' | 'capture' | 'refund'
type When = 'before' | 'after'
const ends = (step: Step): [Step, When][] => [
  [step, 'before'],
  [step, 'after'],
]
const PAYING = [...ends('create'), ...ends('retrieve'), ...ends('capture')]
const PATIENCE_MS = 120_000

let server: EmbeddedPostgres
let installation: Installation
let programs: Map<Part, Program>
let stripe: TestStripe
let proxy: Server
let sql: postgres.Sql
let store: Store
let product: { id: string; variantId: string }
/** The next call of this kind kills who makes it. */
let trap: { step: Step; when: When } | undefined
const killed: string[] = []

function stepOf(method: string, url: string): Step | undefined {
  if (url.startsWith('/v1/refunds')) return method === 'POST' ? 'refund' : undefined
  if (!url.startsWith('/v1/payment_intents')) return undefined
  if (method === 'GET') return 'retrieve'
  if (url.endsWith('/capture')) return 'capture'
  return url.split('?')[0] === '/v1/payment_intents' ? 'create' : undefined
}

/** Stands before Stripe and springs the trap. */
async function startProxy(): Promise<Server> {
  const proxy = createServer(async (request, response) => {
    const body = await text(request)
    const step = stepOf(request.method ?? '', request.url ?? '')
    const sprung = trap !== undefined && trap.step === step ? trap : undefined
    if (sprung !== undefined) trap = undefined
    if (sprung?.when === 'before') return killWorker(sprung)
    const { method, headers } = request
    const onward = httpRequest(stripe.url + request.url, { method, headers: { ...headers, host: 'stripe' } })
    onward.end(body)
    const [answer] = await once(onward, 'response')
    const told = await text(answer)
    if (sprung !== undefined) return killWorker(sprung)
    response.writeHead(answer.statusCode, answer.headers).end(told)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return proxy
}

const ownPart = (): Part => installation.workers.find(({ name }) => name === store.shard)!

async function killWorker({ step, when }: { step: Step; when: When }): Promise<void> {
  const part = ownPart()
  const program = programs.get(part)!
  program.kill('SIGKILL')
  await program.exit
  killed.push(`${when} ${step}`)
  // Whoever died has an operation for 50 s, until a job goes on with it: they have passed.
  await sql`update payment_operations set run_after = now() where status = 'pending'`
  await restart(part)
  await sql`insert into pgboss.job (name, data) values ('payments.reconcile', ${sql.json({ tenant_id: store.id })})`
}

/** One that ends before it is ready, as on a machine that is busy, is started again. */
async function restart(part: Part): Promise<void> {
  const program = part.start()
  programs.set(part, program)
  await untilReady(program, part.port).catch(() => restart(part))
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error(`It never came about that ${what}.`)
    await sleep(250)
  }
}

const insist = (what: string, call: () => Promise<Answer>, status: number) =>
  until(what, async () => {
    const answer = await call()
    return answer.status === status ? answer.body : undefined
  })

/** A shopper who tries again until they have their order, whatever happens on the way. */
async function buy(kill?: { step: Step; when: When }): Promise<Answer['body']> {
  const { shop } = store
  const cart = await insist('there is a cart', () => shop('POST', '/store/v1/carts', { body: {} }), 201)
  const line = { variant_id: product.variantId, quantity: 1 }
  const lines = `/store/v1/carts/${cart.id}/line-items`
  await insist('it has a line', () => shop('POST', lines, { body: line, idempotencyKey: lines }), 201)
  const body = { cart_id: cart.id }
  const checkout = await insist('a checkout', () => shop('POST', '/store/v1/checkouts', { body }), 201)
  const path = `/store/v1/checkouts/${checkout.id}`
  const choices = { ...CHOICES, payment_method: 'stripe' }
  await insist('it is filled in', () => shop('PATCH', path, { body: choices }), 200)
  if (kill !== undefined) trap = kill
  const started = await insist('it is started', () => shop('POST', `${path}/payments`, { body: {} }), 201)
  const intent = stripe.payments.find(({ metadata }) => metadata.payment_id === started.id)!
  stripe.pay(intent.id)
  return (await insist('it is placed', () => shop('POST', `${path}/complete`), 201)).order
}

beforeAll(async () => {
  stripe = await startStripe()
  proxy = await startProxy()
  const STRIPE_API_URL = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  server = await startPostgres({ dataDir: join(makeDirectory(), 'postgres'), port: await findPort() })
  installation = await prepare(server, { STRIPE_API_URL })
  programs = await startAll(installation)
  store = await signUp(connect(installation.gateway.port))
  sql = postgres(server.url(databaseOf(store.shard)), { max: 2 })
  const gateway = { provider: 'stripe', name: 'Card', ...stripe.account }
  const { status } = await store.admin('POST', '/admin/v1/payment-gateways', { body: gateway })
  expect(status).toBe(201)
  product = await addProduct(store, { title: 'Candle', amount: 2_000, stock: 100 })
})
afterAll(async () => {
  await sql?.end()
  for (const program of programs?.values() ?? []) await program.stop()
  await server?.stop()
  await stripe?.stop()
  proxy?.closeAllConnections()
  proxy?.close()
  await cleanUp()
})

/** As the refund of an order records it. */
async function refund(orderId: string): Promise<void> {
  const id = randomUUID()
  await sql.begin(async (tx) => {
    await tx`
      insert into payment_operations (tenant_id, id, payment_id, gateway_id, kind, amount, refund_id, status, created_at,
        updated_at, run_after)
      select tenant_id, ${id}, id, gateway_id, 'refund', 500, ${randomUUID()}, 'pending', now(), now(), now()
      from payments where order_id = ${orderId}`
    await tx`
      insert into pgboss.job (name, data)
      values ('payments.run_operation', ${tx.json({ tenant_id: store.id, operation_id: id })})`
  })
}

test('a worker is killed at each step, and in the end there is one order and one charge for each shopper', async () => {
  const hasKilled = (count: number) =>
    until('a worker is killed', async () => (killed.length === count ? true : undefined))
  const shoppers: Promise<Answer['body']>[] = []
  for (const [step, when] of PAYING) {
    // Who was cut off goes on while the next ones come.
    shoppers.push(buy({ step, when }))
    await hasKilled(shoppers.length)
  }
  const orders = await Promise.all([...shoppers, buy()])
  const refunds = ends('refund')
  for (const [i, [step, when]] of refunds.entries()) {
    const { id } = orders[i]
    await until('it is paid', async () => ((await paidOf(id)) > 0 ? true : undefined))
    trap = { step, when }
    await refund(id)
    await hasKilled(PAYING.length + i + 1)
  }
  expect(killed).toEqual([...PAYING, ...refunds].map(([step, when]) => `${when} ${step}`))
  expect(new Set(orders.map(({ id }) => id)).size).toBe(PAYING.length + 1)

  const open = () => sql`
    select kind, o.status, attempts, failure_code, run_after, now() from payment_operations o where status = 'pending'
    union all
    select 'order', payment_status, 0, null, null, now() from orders where payment_status not in ('paid', 'partially_refunded')`
  await expect.poll(open, { timeout: PATIENCE_MS, interval: 1_000 }).toEqual([])

  const rows = await sql`
    select o.id, o.paid_amount::int as paid, o.total_amount::int as total, o.refunded_amount::int as refunded,
      array(select p.reference from payments p where p.order_id = o.id) as references
    from orders o where tenant_id = ${store.id}`
  expect(rows.map(({ id }) => id).sort()).toEqual(orders.map(({ id }) => id).sort())
  for (const { paid, total, references, refunded } of rows) {
    expect([paid, references.length]).toEqual([total, 1])
    const intent = stripe.payments.find(({ id }) => id === references[0])
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: paid })
    const back = stripe.refunds.filter(({ payment_intent }) => payment_intent === references[0])
    expect(back.reduce((sum, { amount }) => sum + amount, 0)).toBe(refunded)
  }
  const charged = stripe.payments.filter(({ status }) => ['succeeded', 'requires_capture'].includes(status))
  expect(charged).toHaveLength(orders.length)
  expect(stripe.refunds.map(({ amount }) => amount)).toEqual([500, 500])
  expect(await stockOf(store, product.id)).toBe(100 - orders.length)
}, 900_000)

async function paidOf(orderId: string): Promise<number> {
  const [row] = await sql`select paid_amount::int as paid from orders where id = ${orderId}`
  return row!.paid
}
