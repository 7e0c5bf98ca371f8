// The whole platform in the test's own process: real databases, two shards, the real gateway; only the sockets are missing.
import { randomBytes } from 'node:crypto'
import { startControlPlane } from '../../control-plane/app.ts'
import { startWorker, type Worker } from '../../data-plane/app.ts'
import { REQUEST_ID_HEADER, TOKEN_HEADER } from '../http/dispatch.ts'
import { serveHttp } from '../http/server.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export const ADMIN_TOKEN = 'platform-admin-token-for-the-tests'
const TOKEN_SECRET = 'internal-token-secret-for-the-tests'
const BASE_DOMAIN = 'localhost'

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

export type TestPlatform = {
  call: (method: string, path: string, call?: Call) => Promise<Answer>
  /** Opens a store. */
  signUp: (slug?: string) => Promise<TestStore>
  control: TestDatabase
  /** Databases by shard name. */
  shards: ReadonlyMap<string, TestDatabase>
  workers: ReadonlyMap<string, Worker>
  stop: () => Promise<void>
}

/** @param transport how the gateway reaches its workers; `http` gives each worker a server of its own */
export async function startTestPlatform({
  transport = 'in-process',
}: {
  transport?: 'in-process' | 'http'
} = {}): Promise<TestPlatform> {
  const log = createLog(process.env.TEST_LOG ?? 'silent', 'test')
  const metrics = createMetrics()
  const control = await createTestDatabase('control')
  const shards = new Map<string, TestDatabase>()
  const workers = new Map<string, Worker>()
  const stops: (() => Promise<void>)[] = []
  for (const shard of ['shard-1', 'shard-2']) {
    const database = await createTestDatabase('shard')
    shards.set(shard, database)
    const worker = await startWorker({
      shard,
      databaseUrl: database.appUrl,
      poolSize: 8,
      tokenSecret: TOKEN_SECRET,
      log,
      metrics,
      pollSeconds: 0.5,
      checkResponses: true,
    })
    workers.set(shard, worker)
    const url = transport === 'http' ? await serveWorker(worker, stops) : null
    await control.owner`insert into shards (name, region, max_tenants, worker_url) values (${shard}, 'test', 1000, ${url})`
  }
  const controlPlane = await startControlPlane({
    databaseUrl: control.appUrl,
    poolSize: 4,
    baseDomain: BASE_DOMAIN,
    tokenSecret: TOKEN_SECRET,
    adminToken: ADMIN_TOKEN,
    workers:
      transport === 'http'
        ? new Map()
        : new Map([...workers].map(([name, worker]) => [name, worker.dispatch])),
    log,
    metrics,
    checkResponses: true,
  })

  const call: TestPlatform['call'] = async (
    method,
    path,
    { host = BASE_DOMAIN, key, body, headers } = {},
  ) => {
    const response = await controlPlane.fetch(
      new Request(`http://${host}${path}`, {
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
      }),
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    }
  }

  return {
    call,
    signUp: (slug) => signUp(call, slug ?? `store-${randomBytes(6).toString('hex')}`),
    control,
    shards,
    workers,
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
      await controlPlane.stop()
      for (const database of [control, ...shards.values()]) await database.drop()
    },
  }
}

async function serveWorker(worker: Worker, stops: (() => Promise<void>)[]): Promise<string> {
  const server = await serveHttp(
    (request) =>
      worker.dispatch(request, {
        token: request.headers.get(TOKEN_HEADER) ?? '',
        requestId: request.headers.get(REQUEST_ID_HEADER) ?? '',
      }),
    0,
  )
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
