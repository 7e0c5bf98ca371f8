// The whole platform in the test's own process: real databases, two shards, the real gateway; only the sockets are missing.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../../control-plane/app.ts'
import { startWorker, type Worker, type WorkerOptions } from '../../data-plane/app.ts'
import { acceptHttp } from '../http/dispatch.ts'
import { type HttpServer, serveHttp } from '../http/server.ts'
import { createLog, type Log } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import type { Soon } from '../soon.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startIdentityProvider, type TestIdentityProvider } from './identity-provider.ts'
import { VAULT_KEYS } from './vault.ts'

export const ADMIN_TOKEN = 'platform-admin-token-for-the-tests'
export const TOKEN_SECRET = 'internal-token-secret-for-the-tests'
const BASE_DOMAIN = 'localhost'
export const PUBLIC_URL = `http://${BASE_DOMAIN}`
/** Nothing listens there: a test that wants rates brings a server of its own. */
const NO_RATES = { url: 'http://127.0.0.1:9/' }
/** Nothing listens there either: a test that takes payments brings the provider's double. */
const NOWHERE = 'http://127.0.0.1:9'
const NO_PROVIDERS = { stripe: NOWHERE, paypal: NOWHERE, razorpay: NOWHERE, paytm: NOWHERE }
/** Nobody answers there, which is known at once: a test that wants names brings a server of its own. */
const NO_NAMES = ['127.0.0.1:9']
/** Doubles answer at once, or are not meant to. */
const OUTBOUND_TIMEOUT_MS = 1_000
const CACHE_BYTES = 8 * 1024 * 1024

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
export type Answer = { status: number; headers: Headers; text: string; body: any }
export type Call = { host?: string; key?: string; body?: unknown; headers?: Record<string, string> }

export type TestStore = {
  id: string
  slug: string
  shard: string
  publishable: string
  secret: string
  session: string
  accountId: string
  /** Calls as the store's staff. */
  admin: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Calls as one of its shoppers. */
  shop: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export type Gateway = ControlPlane & {
  call: (method: string, path: string, call?: Call) => Promise<Answer>
}

/** `answer` is what the worker does for whoever reaches it over HTTP. */
type TestWorker = Worker & { answer: (request: Request) => Soon<Response> }

export type TestPlatform = Gateway & {
  /** Puts the gateway behind a socket. */
  serve: () => Promise<HttpServer>
  /** Starts another gateway over the same databases; `controlUrl` is another way to the same control database. */
  startGateway: (controlUrl?: string) => Promise<Gateway>
  /** Starts another process over the same databases: a gateway with workers of its own. */
  startProcess: (cache?: Partial<WorkerOptions['cache']>) => Promise<Gateway>
  /** Opens a store. */
  signUp: (slug?: string) => Promise<TestStore>
  control: TestDatabase
  /** By which people sign in: both Google and Facebook. */
  identityProvider: TestIdentityProvider
  /** Databases by shard name. */
  shards: ReadonlyMap<string, TestDatabase>
  workers: ReadonlyMap<string, TestWorker>
  /** Where the stores' files are, each below its id, unless there is a bucket. */
  filesDir: string
}

/**
 * @param transport how the gateway reaches its workers; `http` gives each worker a server of its own
 * @param cache settings of the workers' read caches
 * @param exchangeRates where the workers ask for the rates of the day
 * @param paymentProviders where the payment providers are
 * @param allowPrivateTargets whether addresses that stores name may be on this machine, as those of doubles are
 * @param s3 a bucket for the stores' files, which else are kept in a folder of the test's own
 * @param gateway settings of the gateway
 * @param smtp where mails are handed over; without it they stay in the outbox
 * @param publicUrl by which people reach the installation
 * @param dnsServers who is asked about stores' own domains
 * @param limitsFrom who counts for the rate limits, asked for each gateway
 * @param platformPerMinute of one address or account; here all tests are one
 * @param pollSeconds how often queues are looked at for jobs that become due or were queued elsewhere
 * @param logTo takes every line that is logged, at every level
 */
export async function startTestPlatform({
  transport = 'in-process',
  cache = {},
  exchangeRates = NO_RATES,
  paymentProviders = {},
  allowPrivateTargets = true,
  s3,
  gateway: settings = {},
  smtp,
  publicUrl = PUBLIC_URL,
  dnsServers = NO_NAMES,
  limitsFrom = () => 'memory',
  platformPerMinute = 1_000_000,
  pollSeconds = 4,
  logTo,
}: {
  transport?: 'in-process' | 'http'
  cache?: Partial<WorkerOptions['cache']>
  exchangeRates?: WorkerOptions['exchangeRates']
  paymentProviders?: WorkerOptions['paymentProviders']
  allowPrivateTargets?: boolean
  s3?: WorkerOptions['files']['s3']
  gateway?: Partial<ControlPlaneOptions>
  smtp?: { url: string; from: string }
  publicUrl?: string
  dnsServers?: readonly string[]
  limitsFrom?: () => ControlPlaneOptions['limitsFrom']
  platformPerMinute?: number
  pollSeconds?: number
  logTo?: (line: string) => void
} = {}): Promise<TestPlatform> {
  const log =
    logTo === undefined
      ? createLog(process.env.TEST_LOG ?? 'silent', 'test')
      : createLog('trace', 'test', { write: logTo })
  const metrics = createMetrics()
  const control = await createTestDatabase('control')
  const identityProvider = await startIdentityProvider()
  const shards = new Map<string, TestDatabase>()
  const workers = new Map<string, TestWorker>()
  const filesDir = await mkdtemp(join(tmpdir(), 'storeplane-files-'))
  const stops: (() => Promise<void>)[] = []
  const openWorker = (shard: string, database: TestDatabase, cache: Partial<WorkerOptions['cache']>) =>
    startWorker({
      shard,
      databaseUrl: database.appUrl,
      poolSize: 4,
      log,
      metrics,
      pollSeconds,
      countsFlushMs: 200,
      cache: { maxBytes: CACHE_BYTES, ...cache },
      exchangeRates,
      paymentProviders: { ...paymentProviders, urls: { ...NO_PROVIDERS, ...paymentProviders.urls } },
      allowPrivateTargets,
      outbound: { timeoutMs: OUTBOUND_TIMEOUT_MS },
      smtp,
      files: { dir: filesDir, s3 },
      vaultKeys: VAULT_KEYS,
      checkResponses: true,
    })
  for (const shard of ['shard-1', 'shard-2']) {
    const database = await createTestDatabase('shard')
    shards.set(shard, database)
    const worker = await openWorker(shard, database, cache)
    const answer = acceptHttp(worker.dispatch, { shard, tokenSecret: TOKEN_SECRET, log })
    workers.set(shard, { ...worker, answer })
    const url = transport === 'http' ? await serveWorker(answer, log, stops) : null
    await control.owner`insert into shards (name, region, max_tenants, worker_url) values (${shard}, 'test', 1000, ${url})`
  }
  const startGateway = async (
    controlUrl = control.appUrl,
    local: ReadonlyMap<string, Worker> = workers,
  ): Promise<Gateway> => {
    const controlPlane = await startControlPlane({
      databaseUrl: controlUrl,
      poolSize: 4,
      baseDomain: BASE_DOMAIN,
      tokenSecret: TOKEN_SECRET,
      publicUrl,
      smtp,
      adminToken: ADMIN_TOKEN,
      vaultKeys: VAULT_KEYS,
      trustedProxies: ['127.0.0.1'],
      forceHttps: false,
      adminNetworks: undefined,
      identityProviders: identityProvider.settings,
      domains: { target: undefined, dnsServers },
      askPort: 0,
      pollSeconds,
      usageFlushMs: 200,
      limitsFrom: limitsFrom(),
      platformPerMinute,
      workers:
        transport === 'http'
          ? new Map()
          : new Map([...local].map(([name, worker]) => [name, worker.dispatch])),
      log,
      metrics,
      checkResponses: true,
      ...settings,
    })
    return { ...controlPlane, call: callerOf(controlPlane.fetch) }
  }
  const gateway = await startGateway()

  return {
    ...gateway,
    startGateway,
    startProcess: async (over = {}) => {
      const own = new Map<string, Worker>()
      for (const [shard, database] of shards)
        own.set(shard, await openWorker(shard, database, { ...cache, ...over }))
      const gateway = await startGateway(control.appUrl, own)
      const stop = async () => {
        await gateway.stop()
        await Promise.all([...own.values()].map((worker) => worker.stop()))
      }
      return { ...gateway, stop }
    },
    serve: async () => {
      const server = await serveHttp(gateway.fetch, 0, log)
      stops.push(server.stop)
      return server
    },
    signUp: (slug) => signUp(gateway.call, slug ?? `store-${randomBytes(6).toString('hex')}`),
    control,
    identityProvider,
    shards,
    workers,
    filesDir,
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
      await gateway.stop()
      await identityProvider.stop()
      for (const database of [control, ...shards.values()]) await database.drop()
      await rm(filesDir, { recursive: true })
    },
  }
}

const callerOf =
  (fetch: Gateway['fetch']): Gateway['call'] =>
  async (method, path, { host = BASE_DOMAIN, key, body, headers } = {}) => {
    const request = new Request(`http://${host}${path}`, {
      method,
      headers: {
        host,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body:
        body === undefined
          ? null
          : typeof body === 'string' || body instanceof Uint8Array
            ? (body as string)
            : JSON.stringify(body),
    })
    return answerFrom(await fetch(request))
  }

export async function answerFrom(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = text !== '' && response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  }
}

async function serveWorker(
  answer: TestWorker['answer'],
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const server = await serveHttp(answer, 0, log)
  stops.push(server.stop)
  return `http://127.0.0.1:${server.port}`
}

async function signUp(call: TestPlatform['call'], slug: string): Promise<TestStore> {
  const { status, body, text } = await call('POST', '/platform/v1/signup', {
    body: {
      email: `owner@${slug}.example`,
      password: 'a long passphrase',
      store_name: `Store ${slug}`,
      slug,
    },
  })
  if (status !== 201) throw new Error(`Sign-up answered ${status}: ${text}`)
  const caller =
    (key: string): TestStore['admin'] =>
    (method, path, body, headers) =>
      call(method, path, {
        host: `${slug}.localhost`,
        key,
        body,
        ...(headers === undefined ? {} : { headers }),
      })
  return {
    id: body.tenant.id,
    slug,
    shard: body.tenant.shard,
    publishable: body.api_keys.publishable,
    secret: body.api_keys.secret,
    session: body.session_token,
    accountId: body.user.id,
    admin: caller(body.api_keys.secret),
    shop: caller(body.api_keys.publishable),
  }
}
