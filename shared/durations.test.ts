import { AggregatorRegistry, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { requestDurations } from './durations.ts'

const NAME = 'storeplane_test_seconds'
const HELP = 'For the test.'
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const OBSERVED = [
  [{ part: 'gateway', method: 'GET', route: 'store', status: 200 }, 0.0004],
  [{ part: 'gateway', method: 'GET', route: 'store', status: 200 }, 0.001],
  [{ part: 'gateway', method: 'GET', route: 'store', status: 200 }, 0.3],
  [{ part: 'gateway', method: 'GET', route: 'store', status: 404 }, 7],
  [{ part: 'worker', method: 'post', route: '/store/v1/carts', status: 201 }, 0],
] as const

function registries() {
  const [ours, theirs] = [new Registry(), new Registry()]
  const durations = requestDurations(ours, NAME, HELP)
  const labelNames = ['part', 'method', 'route', 'status']
  const histogram = new Histogram({
    name: NAME,
    help: HELP,
    labelNames,
    buckets: BUCKETS,
    registers: [theirs],
  })
  for (const [labels, seconds] of OBSERVED) {
    durations.observe(labels, seconds)
    histogram.observe(labels, seconds)
  }
  return { ours, theirs }
}
const linesOf = (text: string) => text.trim().split('\n').map(sortLabels).sort()
const sortLabels = (line: string) =>
  line.replace(/\{(.*)\}/, (_, labels) => `{${labels.split(',').sort().join(',')}}`)

test('durations are shown as prom-client shows them', async () => {
  const { ours, theirs } = registries()
  expect(linesOf(await ours.metrics())).toEqual(linesOf(await theirs.metrics()))
})

test('durations of several processes add up as those of prom-client do', async () => {
  const { ours, theirs } = registries()
  const sumOf = async (registry: Registry) => {
    const told = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()))
    return linesOf(await AggregatorRegistry.aggregate([told, told]).metrics())
  }
  expect(await sumOf(ours)).toEqual(await sumOf(theirs))
})
