// Several processes that listen on one port, each of them the whole platform; one that dies is started again. Node hands
// connections to them in turn; one that is handed over in the instant of a death gets no answer.
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Log } from '../../shared/log.ts'
import { type OnStop, StartError } from '../../shared/process.ts'

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 30_000
/** A process that lived this long had not failed to start. */
const STEADY_MS = 60_000

/**
 * Starts `count` processes of this same program with `env`, the first one alone, and gives the port on which they listen.
 * Throws StartError when one of them does not come up.
 */
export async function startProcesses(
  count: number,
  { env, log }: { env: Record<string, string>; log: Log },
  onStop: OnStop,
): Promise<number> {
  const running = new Set<Worker>()
  let isUp = false
  let isStopping = false
  let failures = 0

  const start = (): Worker => {
    const child = cluster.fork(env)
    const since = performance.now()
    running.add(child)
    child.once('exit', (code, signal) => {
      running.delete(child)
      if (isStopping || !isUp) return
      if (performance.now() - since > STEADY_MS) failures = 0
      const delay = Math.min(FIRST_DELAY_MS * 2 ** failures, MAX_DELAY_MS)
      failures += 1
      log.error({ pid: child.process.pid, code, signal, delay }, 'a process died and is started again')
      setTimeout(() => isStopping || start(), delay)
    })
    return child
  }
  onStop(async () => {
    isStopping = true
    await Promise.all([...running].map(stop))
  })
  const port = await untilListening(start())
  await Promise.all(Array.from({ length: count - 1 }, () => untilListening(start())))
  isUp = true
  return port
}

async function untilListening(child: Worker): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('listening', ({ port }) => resolve(port))
  child.once('exit', (_code, signal) =>
    // One that ended by itself has said why.
    reject(new StartError(signal === null ? '' : `A process was ended by ${signal} while it started.`)),
  )
  return promise
}

async function stop(child: Worker): Promise<void> {
  const exit = once(child, 'exit')
  child.process.kill('SIGTERM')
  await exit
}
