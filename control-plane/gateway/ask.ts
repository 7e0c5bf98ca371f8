// What Caddy asks before it gets a certificate for a name: whether there is a store at it. On a port that is not for the public.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Db } from '../../shared/db/connect.ts'
import { listen } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Names } from './names.ts'
import { markCertificateAsked } from './queries.ts'
import { resolveHost } from './resolve.ts'

export type AskServer = { port: number; stop: () => void }

type AskOptions = { names: Names; db: Db; baseDomain: string; log: Log }

/**
 * Serves `GET /internal/caddy/ask?domain=` (https://caddyserver.com/docs/caddyfile/options#on-demand-tls): 200 for names of
 * the installation and its stores, 404 for others, 503 when that is not known. No name that is asked for costs a query.
 */
export async function serveAsk(options: AskOptions, port: number): Promise<AskServer> {
  const server = createServer((request, response) => {
    const url = request.method === 'GET' ? URL.parse(request.url ?? '', 'http://ask') : null
    const domain = url?.pathname === '/internal/caddy/ask' ? (url.searchParams.get('domain') ?? '') : ''
    response.writeHead(domain === '' ? 404 : statusFor(options, domain)).end()
  })
  await listen(server, port)
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function statusFor({ names, db, baseDomain, log }: AskOptions, domain: string): 200 | 404 | 503 {
  const target = resolveHost(domain, baseDomain)
  if (target.kind === 'platform') return 200
  try {
    if (target.kind === 'store') return names.isSlug(target.slug) ? 200 : 404
    const served = names.domain(target.name)
    if (served === undefined) return 404
    if (!served.certificate_asked) {
      served.certificate_asked = true
      markCertificateAsked(db, served).catch((error: unknown) =>
        log.warn({ err: error }, 'that Caddy asked was not noted'),
      )
    }
    return 200
  } catch {
    return 503
  }
}
