// Keeps an installation running while it kills its processes, one after the other, as crashes and power cuts would.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, startPostgres } from '../local/postgres.ts'
import type { Installation, Part } from './installation.ts'
import { isReady, type Program } from './processes.ts'

type Kill = { name: string; recoveryMs: number }
export type Chaos = {
  /** Each kill with the time until that part was ready again. */
  kills: Kill[]
  /** Ends that no kill explains, of programs that had been ready. */
  collapses: string[]
  /** What all programs printed. */
  output: () => string
  /** Kills the next one that is up; none may be. */
  killOne: () => Promise<void>
  /** Resolves when everything is up again. */
  settle: () => Promise<void>
  stop: () => Promise<void>
}

export type Server = { dataDir: string; port: number }
const RESTART_DELAY_MS = 100

/** Starts all parts and restarts each one that ends, until stopped. */
export async function startChaos(server: Server, installation: Installation): Promise<Chaos> {
  const chaos = { kills: [] as Kill[], collapses: [] as string[] }
  const programs: Program[] = []
  const targets = [
    await superviseServer(server, chaos.kills),
    ...[...installation.workers, installation.gateway].map((part) => supervise(part, chaos, programs)),
  ]
  const settle = async () => {
    for (const target of targets) while (!(await target.isUp())) await sleep(50)
  }
  await settle()
  let next: typeof targets = []
  return {
    ...chaos,
    output: () => programs.map((program) => program.output()).join(''),
    killOne: async () => {
      // Each in turn, in an order that differs from round to round.
      if (next.length === 0) next = targets.toSorted(() => Math.random() - 0.5)
      const areUp = await Promise.all(next.map((target) => target.isUp()))
      const [target] = next.splice(areUp.indexOf(true), areUp.includes(true) ? 1 : 0)
      target?.kill()
    },
    settle,
    stop: async () => {
      for (const target of targets.toReversed()) await target.stop()
    },
  }
}

type Target = { isUp: () => Promise<boolean>; kill: () => void; stop: () => Promise<void> }

function supervise(part: Part, chaos: { kills: Kill[]; collapses: string[] }, programs: Program[]): Target {
  let program: Program
  let killedAt: number | undefined
  let isStopping = false
  let wasReady = false

  const watch = async () => {
    while (!isStopping) {
      const since = killedAt
      program = part.start()
      programs.push(program)
      killedAt = undefined
      wasReady = false
      const current = program
      void awaitReady(current).then((isUp) => {
        wasReady = isUp
        if (isUp && since !== undefined) chaos.kills.push({ name: part.name, recoveryMs: Date.now() - since })
      })
      const { code, signal } = await program.exit
      if (!isStopping && killedAt === undefined && wasReady)
        chaos.collapses.push(`${part.name} ended with ${code ?? signal}:\n${program.output().slice(-2_000)}`)
      // One that failed before it was ready is tried again; the time counts on from the kill.
      if (killedAt === undefined && !wasReady) killedAt = since
      await sleep(RESTART_DELAY_MS)
    }
  }
  const awaitReady = async (current: Program): Promise<boolean> => {
    while (!current.hasExited()) {
      if (await isReady(part.port)) return true
      await sleep(20)
    }
    return false
  }
  void watch()
  return {
    isUp: async () => wasReady && !program.hasExited() && isReady(part.port),
    kill: () => {
      killedAt ??= Date.now()
      program.kill('SIGKILL')
    },
    stop: async () => {
      isStopping = true
      await program.stop()
    },
  }
}

async function superviseServer({ dataDir, port }: Server, kills: Kill[]): Promise<Target> {
  let server: EmbeddedPostgres | undefined = await startPostgres({ dataDir, port })
  const restart = async (killed: EmbeddedPostgres, since: number) => {
    await killed.stop()
    server = await startPostgres({ dataDir, port })
    kills.push({ name: 'postgres', recoveryMs: Date.now() - since })
  }
  let restarting = Promise.resolve()
  return {
    isUp: async () => server !== undefined,
    kill: () => {
      if (server === undefined) return
      const [pid] = readFileSync(join(dataDir, 'cluster/postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGKILL')
      restarting = restart(server, Date.now())
      server = undefined
    },
    stop: async () => {
      await restarting
      await server?.stop()
    },
  }
}
