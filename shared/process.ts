// Starting and stopping a process: in order, once, and with a reason when it can't.
import { ConfigError } from './config.ts'

const STOP_TIMEOUT_MS = 12_000

/**
 * Runs `start`, then waits for SIGINT or SIGTERM, then runs what it gave back to stop. A second signal, or a stop that
 * hangs, ends the process at once. A refused configuration is printed without a stack and exits with 78 (EX_CONFIG).
 */
export async function runUntilSignal(start: () => Promise<() => Promise<void>>): Promise<void> {
  let stop: (() => Promise<void>) | undefined
  let stopping = false
  const end = () => {
    if (stopping) process.exit(130)
    stopping = true
    if (stop === undefined) return
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    stop().then(
      () => process.exit(0),
      (error) => fail(error),
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  try {
    stop = await start()
    if (stopping) {
      stopping = false
      end()
    }
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): never {
  const isExpected = error instanceof ConfigError
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(isExpected ? 78 : 1)
}
