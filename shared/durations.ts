// How long requests took, as a Prometheus histogram. The one of prom-client takes more than twice as long to count a request.
import type { Metric, Registry } from 'prom-client'

type RequestLabels = { part: string; method: string; route: string; status: number }
export type Durations = { observe: (labels: RequestLabels, seconds: number) => void }

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** `counts` has one more than the bounds: what took longer than the last of them. */
type Series = { readonly labels: RequestLabels; readonly counts: number[]; sum: number }

/** Adds the histogram `name` to a registry. */
export function requestDurations(registry: Registry, name: string, help: string): Durations {
  const all = new Map<string, Series>()
  const metric = {
    name,
    get: async () => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...all.values()].flatMap((series) => valuesOf(name, series)),
    }),
  }
  // A registry asks no more of a metric than this; the type wants one of the library's own.
  registry.registerMetric(metric as unknown as Metric)
  return {
    observe: (labels, seconds) => {
      const key = `${labels.part} ${labels.method} ${labels.route} ${labels.status}`
      let series = all.get(key)
      if (series === undefined) {
        series = { labels, counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 }
        all.set(key, series)
      }
      const above = BOUNDS.findIndex((bound) => seconds <= bound)
      const bucket = above === -1 ? BOUNDS.length : above
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
      series.sum += seconds
    },
  }
}

/** The lines of one series: buckets are cumulative, and the last one is all. */
function valuesOf(name: string, { labels, counts, sum }: Series) {
  let total = 0
  const buckets = counts.map((count, i) => {
    total += count
    return { metricName: `${name}_bucket`, labels: { ...labels, le: BOUNDS[i] ?? '+Inf' }, value: total }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ]
}
