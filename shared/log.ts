// Structured logs: one JSON object a line on stdout.
import { pino } from 'pino'

export type Log = pino.Logger

/** A logger that names its process part (`gateway`, `worker`) on each line; secrets in known fields are removed. */
export function createLog(level: string, part: string): Log {
  return pino({
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'authorization', '*.password', '*.authorization', '*.token', '*.secret'],
  })
}
