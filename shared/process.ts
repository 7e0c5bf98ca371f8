// Starting and stopping a process: in order, once, and with a reason when it can't.

import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const STOP_TIMEOUT_MS = 12_000
/** npm passes the terminal's Ctrl-C on, so that one press may arrive twice. */
const SAME_PRESS_MS = 1_000

/** A start refused for a reason that its operator can remove, so its message, if any, is all that is printed. */
export class StartError extends Error {
  readonly exitCode: number = 1
}

/** Takes what undoes one step of a start. Throws when the process was told to stop meanwhile. */
export type OnStop = (stop: () => unknown) => void

class Interrupted extends Error {}

/**
 * Runs `start`, waits for SIGINT or SIGTERM, and undoes the steps of the start, the last one first. A start that fails
 * or is interrupted undoes what it had done. A second signal, or a stop that hangs, ends the process at once.
 */
export async function runUntilSignal(start: (onStop: OnStop) => Promise<void>): Promise<void> {
  const stops: Parameters<OnStop>[0][] = []
  const signal = firstSignal()
  let exitCode = 0
  try {
    await start((stop) => {
      stops.push(stop)
      if (signal.isDue()) throw new Interrupted()
    })
    collectGarbage()
    // With NODE_COMPILE_CACHE: one that is killed later would leave nothing for the next start.
    flushCompileCache()
    await signal.due
  } catch (error) {
    // Ctrl-C also reaches the programs that a start runs; that they fail then is no news.
    if (!signal.isDue()) exitCode = report(error)
  }
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
  for (const stop of stops.reverse()) {
    try {
      await stop()
    } catch (error) {
      exitCode = report(error)
    }
  }
  process.exit(exitCode)
}

/** What a start leaves behind would stay for hours in a process that idles: more than half of all its memory. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function firstSignal(): { due: Promise<void>; isDue: () => boolean } {
  let since: number | undefined
  const due = new Promise<void>((resolve) => {
    const onSignal = () => {
      since ??= performance.now()
      if (performance.now() - since > SAME_PRESS_MS) process.exit(130)
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  return { due, isDue: () => since !== undefined }
}

function report(error: unknown): number {
  const isExpected = error instanceof StartError
  const text = isExpected ? error.message : error instanceof Error ? error.stack : String(error)
  if (text !== '') process.stderr.write(`${text}\n`)
  return isExpected ? error.exitCode : 1
}
