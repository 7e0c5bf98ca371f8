// Prometheus metrics, served on a port of their own that is not for the public.
import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { listen } from './http/server.ts'

export type Metrics = {
  readonly registry: Registry
  readonly requests: Histogram<'part' | 'method' | 'route' | 'status'>
  readonly jobs: Counter<'job' | 'outcome'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'storeplane_http_request_duration_seconds',
      help: 'Time from the request to its answer, by route pattern.',
      labelNames: ['part', 'method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    jobs: new Counter({
      name: 'storeplane_jobs_total',
      help: 'Jobs that ended, by outcome.',
      labelNames: ['job', 'outcome'],
      registers: [registry],
    }),
  }
}

/** Serves `/metrics` on loopback-independent `port`; 0 picks a free one. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await listen(server, port)
  return server
}
