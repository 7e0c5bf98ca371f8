// Runs the product's programs as processes of their own, as an operator would, and looks at what they leave behind.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { makeScratch } from '../../shared/testing/scratch.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What `npm start` gives Node: with larger young generations it takes a third more memory and is no faster. */
export const NODE_FLAGS: readonly string[] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  .scripts.start.split(' ')
  .filter((word: string) => word.startsWith('--'))

type Exit = { code: number | null; signal: NodeJS.Signals | null }
export type Program = {
  readonly pid: number
  readonly exit: Promise<Exit>
  hasExited: () => boolean
  /** What it printed so far, errors included. */
  output: () => string
  kill: (signal: NodeJS.Signals) => void
  /** Sends `signal` and waits for the end; a program that ignores it for long is killed, and its exit shows that. */
  stop: (signal?: NodeJS.Signals) => Promise<Exit>
}

/** The programs are started often: what one has compiled serves the next, which halves what its start costs. */
const COMPILED = join(tmpdir(), 'node-compile-cache')
const STOP_TIMEOUT_MS = 30_000
const running = new Set<ChildProcess>()
const directories: string[] = []

/** Runs a script of this repository. It gets no other settings than `env`, and reads `input`; demo stores are small. */
export function startProgram(
  script: string,
  {
    args = [],
    env = {},
    cwd = tmpdir(),
    input,
  }: { args?: string[]; env?: Record<string, string>; cwd?: string; input?: string } = {},
): Program {
  const settings = { DEMO_STORES: 'small', ...env }
  return startCommand(process.execPath, [...NODE_FLAGS, join(ROOT, script), ...args], {
    env: settings,
    cwd,
    input,
  })
}

/** Runs any program in the same way. */
export function startCommand(
  command: string,
  args: string[],
  {
    env,
    cwd = tmpdir(),
    input = '',
  }: { env: Record<string, string>; cwd?: string; input?: string | undefined },
): Program {
  const child = spawn(command, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      NODE_COMPILE_CACHE: COMPILED,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  // One that ends before it has read all of it is no fault.
  child.stdin.on('error', () => {}).end(input)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const exit = once(child, 'close').then(([code, signal]): Exit => {
    running.delete(child)
    return { code, signal }
  })
  const stop = async (signal: NodeJS.Signals = 'SIGINT'): Promise<Exit> => {
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    return exit.finally(() => clearTimeout(timer))
  }
  return {
    pid: child.pid as number,
    exit,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    stop,
  }
}

/** Runs a script to its end. Throws, with what it printed, when it fails. */
export async function runProgram(script: string, args: string[]): Promise<void> {
  const program = startProgram(script, { args })
  const { code } = await program.exit
  if (code !== 0) throw new Error(`${script} ${args[0]} ended with ${code}:\n${program.output()}`)
}

/** Waits until `/readyz` on `port` says yes. Throws when the program ends before. */
export async function untilReady(program: Program, port: number): Promise<void> {
  while (!(await isReady(port))) {
    if (program.hasExited()) throw new Error(`It ended before it was ready:\n${program.output()}`)
    await sleep(50)
  }
}

export async function isReady(port: number): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/readyz`)
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}

/** Kills what a test left running and removes its directories. For `afterEach` or `afterAll`. */
export async function cleanUp(): Promise<void> {
  for (const child of [...running]) {
    const gone = once(child, 'close')
    child.kill('SIGKILL')
    await gone
  }
  for (const directory of directories.splice(0)) {
    for (const pid of processesOn(directory)) process.kill(pid, 'SIGKILL')
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** An empty directory that the account which root runs Postgres under can reach too. */
export function makeDirectory(): string {
  const directory = makeScratch('e2e')
  directories.push(directory)
  return directory
}

/** Living processes that were given a path below `directory`, such as a database server. */
export function processesOn(directory: string): number[] {
  const commands =
    process.platform === 'linux'
      ? readdirSync('/proc').map((pid) => `${pid} ${commandOf(pid)}`)
      : spawnSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return commands
    .filter((command) => command.includes(`${directory}/`))
    .map((command) => Number.parseInt(command, 10))
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/**
 * A port that nobody uses. It lies below those that systems give to outgoing connections, so that it can be used again
 * after its server was stopped.
 */
export async function findPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true))
    })
    if (!isFree) continue
    await once(server.close(), 'close')
    return port
  }
}
