// A store at a domain of its own over HTTPS, through the real Caddy with the configuration that we ship.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startDns, type TestDns } from '../../shared/testing/dns.ts'
import {
  cleanUp,
  findPort,
  makeDirectory,
  type Program,
  startCommand,
  startProgram,
  untilReady,
} from './processes.ts'
import { type Call, connect } from './walk.ts'

const hasCaddy = isInstalled()
function isInstalled(): boolean {
  try {
    execFileSync('caddy', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const CADDYFILE = resolve(import.meta.dirname, '../caddy/Caddyfile')
const HOST = 'www.linen-house.example'

let dns: TestDns
let call: Call
let caddy: Program
let ca: string
let ports: { gateway: number; ask: number; http: number; https: number }

// Skipped, and told so, where Caddy is not installed: apt-get install caddy.
describe.skipIf(!hasCaddy)('behind Caddy (skipped unless `caddy` is on the PATH)', () => {
  beforeAll(async () => {
    dns = await startDns()
    ports = {
      gateway: await findPort(),
      ask: await findPort(),
      http: await findPort(),
      https: await findPort(),
    }
    const platform = startProgram('infra/local/start.ts', {
      env: {
        PORT: String(ports.gateway),
        METRICS_PORT: String(await findPort()),
        ASK_PORT: String(ports.ask),
        DNS_SERVERS: dns.address,
        DOMAINS_TARGET: 'stores.example',
        STOREPLANE_DATA_DIR: join(makeDirectory(), 'data'),
      },
    })
    const home = makeDirectory()
    caddy = startCommand('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
      env: {
        HOME: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        CADDY_HTTP_PORT: String(ports.http),
        CADDY_HTTPS_PORT: String(ports.https),
        CADDY_ADMIN: 'off',
        STOREPLANE_TLS: 'internal',
        STOREPLANE_GATEWAY: `127.0.0.1:${ports.gateway}`,
        STOREPLANE_ASK: `127.0.0.1:${ports.ask}`,
      },
    })
    await untilReady(platform, ports.gateway)
    call = connect(ports.gateway)
    const root = join(home, 'caddy/pki/authorities/local/root.crt')
    await vi.waitFor(() => expect(existsSync(root), caddy.output()).toBe(true), 30_000)
    ca = readFileSync(root, 'utf8')
  })
  afterAll(async () => {
    await cleanUp()
    await dns?.stop()
  })

  type Got = { status: number | undefined; headers: IncomingHttpHeaders; text: string }
  /** Visits a name over HTTPS, as a browser that trusts Caddy's authority and nobody else does. */
  const visit = (host: string, path: string): Promise<Got> =>
    get(
      httpsRequest({
        host: '127.0.0.1',
        port: ports.https,
        servername: host,
        ca,
        path,
        headers: {
          host: `${host}:${ports.https}`,
          'x-forwarded-proto': 'http',
          'x-forwarded-for': '192.0.2.66',
        },
      }),
    )

  test('a verified domain is served over HTTPS, and other names are not', async () => {
    const owner = {
      email: 'owner@linen.example',
      password: 'a long passphrase',
      store_name: 'Linen',
      slug: 'linen',
    }
    const { body: signup } = await call('localhost', 'POST', '/platform/v1/signup', { body: owner })
    const domains = `/platform/v1/tenants/${signup.tenant.id}/domains`
    const as = { key: signup.session_token }
    const { body: domain } = await call('localhost', 'POST', domains, { ...as, body: { hostname: HOST } })

    expect(domain.records).toMatchObject([{ type: 'TXT' }, { type: 'CNAME', value: 'stores.example' }])
    await expect(visit(HOST, '/store/v1/products')).rejects.toThrow(/alert/)
    for (const { type, name, value } of domain.records) dns.set(name, type, value)
    const verified = await call('localhost', 'POST', `${domains}/${domain.id}/verify`, as)
    expect(verified.body.domain.status).toBe('verified')

    const { status, text } = await visit(HOST, '/store/v1/products')
    expect({ status, body: JSON.parse(text) }).toMatchObject({ status: 200, body: { data: [] } })
    expect((await visit('linen.localhost', '/store/v1/products')).status).toBe(200)
    for (const unknown of ['shop.evil.example', 'nobody.localhost'])
      await expect(visit(unknown, '/')).rejects.toThrow(/alert/)
    const { body } = await call('localhost', 'GET', `${domains}/${domain.id}`, as)
    expect(body.certificate_asked_at).not.toBe(null)

    // By what Caddy says of the visitor, whatever the visitor says.
    await call('localhost', 'POST', `${domains}/${domain.id}/make-primary`, as)
    await vi.waitFor(async () => {
      const { status, headers } = await visit('linen.localhost', '/shirts?size=M')
      expect({ status, location: headers.location }).toEqual({
        status: 308,
        location: `https://${HOST}:${ports.https}/shirts?size=M`,
      })
    }, 5_000)
  })

  test('HTTP leads to HTTPS', async () => {
    const headers = { host: `${HOST}:${ports.http}` }
    const { status, headers: got } = await get(
      httpRequest({ host: '127.0.0.1', port: ports.http, path: '/shirts?size=M', headers }),
    )
    expect(status).toBe(308)
    // Caddy takes HTTPS for reachable at 443, whichever port it listens on itself.
    expect(got.location).toBe(`https://${HOST}/shirts?size=M`)
  })

  function get(request: ReturnType<typeof httpRequest>): Promise<Got> {
    return new Promise((resolve, reject) => {
      request.on('error', reject)
      request.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
      })
      request.end()
    })
  }
})
