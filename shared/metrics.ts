// Prometheus metrics, served on a port of their own that is not for the public.
import { createServer, type Server } from 'node:http'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { CACHE_CLASSES } from './cache/classes.ts'
import { type CacheTotals, OUTCOMES } from './cache/statistics.ts'
import { type Durations, requestDurations } from './durations.ts'
import { listen } from './http/server.ts'

export type Metrics = {
  readonly registry: Registry
  readonly requests: Durations
  readonly jobs: Counter<'job' | 'outcome'>
  /** 1 while whoever counts for all processes is away or slow: a Redis, or the first process. */
  readonly limiterDegraded: Gauge
  /** Adds what a cache of this process counts. */
  readonly watchCache: (totals: CacheTotals) => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: requestDurations(
      registry,
      'storeplane_http_request_duration_seconds',
      'Time from the request to its answer, by route pattern.',
    ),
    jobs: new Counter({
      name: 'storeplane_jobs_total',
      help: 'Jobs that ended, by outcome.',
      labelNames: ['job', 'outcome'],
      registers: [registry],
    }),
    limiterDegraded: new Gauge({
      name: 'storeplane_rate_limiter_degraded',
      help: '1 while the Redis of the rate limits, or the first process, is away or slow, and each process limits by itself.',
      registers: [registry],
    }),
    watchCache: cacheMetrics(registry),
  }
}

/** The caches count by themselves, because a counter with labels costs more than a hit; they are asked when metrics are read. */
function cacheMetrics(registry: Registry): Metrics['watchCache'] {
  const caches: CacheTotals[] = []
  const total = (name: keyof CacheTotals, field: keyof CacheTotals[typeof name]) =>
    caches.reduce((sum, totals) => sum + totals[name][field], 0)
  new Counter({
    name: 'storeplane_cache_lookups_total',
    help: 'Lookups in the read cache. Hit rate of a class: (memory + redis) / all outcomes.',
    labelNames: ['class', 'outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const name of CACHE_CLASSES)
        for (const outcome of OUTCOMES) this.inc({ class: name, outcome }, total(name, outcome))
    },
  })
  for (const field of ['entries', 'bytes'] as const) {
    new Gauge({
      name: `storeplane_cache_${field}`,
      help: `What the read cache holds in memory, in ${field}.`,
      labelNames: ['class'],
      registers: [registry],
      collect() {
        for (const name of CACHE_CLASSES) this.set({ class: name }, total(name, field))
      },
    })
  }
  return (totals) => void caches.push(totals)
}

export type MetricsSource = { metrics: () => Promise<string>; readonly contentType: string }

/** In one of several processes: lets the first one ask for these metrics. */
export function tellMetrics(metrics: Metrics): void {
  AggregatorRegistry.setRegistries([metrics.registry])
  // To make one is what begins to listen for questions.
  new AggregatorRegistry()
}

/** In the first of several processes: the sum of what the others tell. */
export function metricsOfChildren(): MetricsSource {
  const registry = new AggregatorRegistry()
  return { metrics: () => registry.clusterMetrics(), contentType: registry.contentType }
}

/** Serves `/metrics` on loopback-independent `port`; 0 picks a free one. */
export async function serveMetrics(source: MetricsSource, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    source.metrics().then(
      (text) => response.writeHead(200, { 'content-type': source.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await listen(server, port)
  return server
}
