// Windows of load on one server after the other, and what they tell of each.
import { cpuSeconds } from './cpu.ts'
import type { Job, Load } from './job.ts'
import type { Scale, Server, Stage } from './stage.ts'

/** CPU in µs for each request or flow; NaN where the system does not tell. */
export type CpuMicros = { nodeMicros: number; postgresMicros: number }

/** What one server did under one load. Latencies in ms. */
export type Figures = {
  perSecond: number
  p50: number
  p95: number
  p99: number
  loadMicros: number
} & CpuMicros

export type Comparison = { ratio: number; ours: Figures; theirs: Figures }

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A load without the server that bears it and its length. */
type Work = DistributiveOmit<Job, 'port' | 'seconds'>
/** Given anew for each window, for loads that may not be repeated. */
export type Side = { server: Server; work: () => Work }

const WARM_UP_TURNS = 2

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Puts one window of load on a server. */
export async function measure(stage: Stage, { server, work }: Side, seconds: number): Promise<Figures> {
  return (await measureLoad(stage, { server, work }, seconds)).figures
}

/** The same, with all that the generator saw. */
export async function measureLoad(
  stage: Stage,
  { server, work }: Side,
  seconds: number,
): Promise<{ figures: Figures; load: Load; cpuMicros: (per: number) => CpuMicros }> {
  const job: Job = { ...work(), port: server.port, seconds }
  const before = { node: cpuSeconds(server.pids), postgres: stage.postgresCpu() }
  const load = await stage.load(job)
  const after = { node: cpuSeconds(server.pids), postgres: stage.postgresCpu() }
  const micros = (from: number | undefined, to: number | undefined, per: number) =>
    from === undefined || to === undefined ? Number.NaN : ((to - from) * 1e6) / per
  const cpuMicros = (per: number): CpuMicros => ({
    nodeMicros: micros(before.node, after.node, per),
    postgresMicros: micros(before.postgres, after.postgres, per),
  })
  const figures = {
    perSecond: load.count / load.seconds,
    p50: load.p50,
    p95: load.p95,
    p99: load.p99,
    ...cpuMicros(load.count),
    loadMicros: (load.cpuSeconds * 1e6) / load.count,
  }
  return { figures, load, cpuMicros }
}

export type Turns = {
  /** Turns of each that do not count. The fewer requests a server answers in a second, the more it takes to compile its code. */
  warmUp?: number
  /** Done after each turn. */
  between?: () => Promise<unknown>
}

/** How many turns each server takes. */
export const turnsOf = ({ turns }: Scale, warmUp = WARM_UP_TURNS): number => warmUp + turns.count

/**
 * Measures two servers in short turns, the one that begins changing each time, so that whatever slows the machine slows both.
 * The ratio is the median of the turns' ratios of requests per second.
 */
export async function compare(
  stage: Stage,
  ours: Side,
  theirs: Side,
  { warmUp = WARM_UP_TURNS, between = async () => {} }: Turns = {},
): Promise<Comparison> {
  const { scale } = stage
  const measured = { ours: [] as Figures[], theirs: [] as Figures[] }
  for (let turn = 0; turn < turnsOf(scale, warmUp); turn += 1) {
    const sides = [
      { side: ours, into: measured.ours },
      { side: theirs, into: measured.theirs },
    ]
    for (const { side, into } of turn % 2 === 0 ? sides : sides.reverse()) {
      const figures = await measure(stage, side, scale.turns.seconds)
      if (turn >= warmUp) into.push(figures)
      await between()
    }
  }
  return {
    ratio: median(measured.ours.map(({ perSecond }, i) => perSecond / (measured.theirs[i]?.perSecond ?? 0))),
    ours: mediansOf(measured.ours),
    theirs: mediansOf(measured.theirs),
  }
}

/** The median of each figure. */
function mediansOf(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {}) as (keyof Figures)[]
  return Object.fromEntries(
    names.map((name) => [name, median(all.map((figures) => figures[name]))]),
  ) as Figures
}
