import { expect, test } from 'vitest'
import type { Job, Load } from './job.ts'
import { compare, median, type Side } from './measure.ts'
import type { Stage } from './stage.ts'

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([30, 10, 20])).toBe(20)
})

/** Each server's counts in the order of its windows, the first two being the warm-up. */
function stageOf(counts: Record<number, number[]>): { stage: Stage; ports: number[] } {
  const ports: number[] = []
  const load = async ({ port, seconds }: Job): Promise<Load> => {
    ports.push(port)
    const count = counts[port]?.shift() ?? 0
    const latencies = { p50: count, p95: count, p99: count }
    return { count, seconds, ...latencies, other: {}, all: latencies, steps: {}, cpuSeconds: 1 }
  }
  const scale = { turns: { count: 3, seconds: 1 }, rounds: 1, seconds: 1, quick: true, tenants: 0, orders: 0 }
  return { stage: { scale, load, postgresCpu: () => undefined } as unknown as Stage, ports }
}

const side = (port: number): Side => ({
  server: { port, pids: [], metricsPorts: [], stop: async () => {} },
  work: () => ({ kind: 'closed', connections: 1, requests: [], order: 'random' }),
})

test('servers are measured in turns, and the ratio is the median of the turns', async () => {
  const { stage, ports } = stageOf({ 1: [999, 999, 50, 90, 10], 2: [999, 999, 100, 100, 100] })
  const { ratio, ours, theirs } = await compare(stage, side(1), side(2))
  expect(ports).toEqual([1, 2, 2, 1, 1, 2, 2, 1, 1, 2])
  expect(ratio).toBe(0.5)
  expect([ours.perSecond, theirs.p99]).toEqual([50, 100])
})
