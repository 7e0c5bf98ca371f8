// Structured logs: one JSON object a line on stdout.
import { type DestinationStream, pino } from 'pino'

export type Log = pino.Logger

/**
 * A logger that names its process part (`gateway`, `worker`) on each line; secrets in known fields are removed.
 * @param destination stdout unless given
 */
export function createLog(level: string, part: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describe },
    redact: ['password', 'authorization', '*.password', '*.authorization', '*.token', '*.secret'],
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** Drizzle names a failed query's values in its message, and Postgres names the row's: logs must hold neither. */
function describe(error: unknown): unknown {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (!('query' in e && 'params' in e)) continue
    const reason = e.cause instanceof Error ? e.cause : new Error('The query failed.')
    return { ...withoutClient(reason), detail: undefined, query: e.query }
  }
  return error instanceof Error ? withoutClient(error) : error
}

/** The driver may hang its whole connection on an error. */
const withoutClient = (error: Error) => ({ ...pino.stdSerializers.err(error), client: undefined })
