// An HTTP server that can be stopped without dropping what it is answering.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

export type HttpServer = { port: number; stop: () => Promise<void> }

const DRAIN_MS = 8_000

/** Listens on `port` (0: any free one). `stop` takes no new connections and waits up to 8 s for open requests. */
export async function serveHttp(
  fetch: (request: Request) => Promise<Response>,
  port: number,
): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => resolve())
  })
  return { port: (server.address() as AddressInfo).port, stop: () => drain(server) }
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await closed
  clearTimeout(timer)
}
