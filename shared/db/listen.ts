// A connection that only listens. It tells when it is up and when it is not, so that caches know whether to trust themselves.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Log } from '../log.ts'

export type Listener = { stop: () => Promise<void> }
export type ListenHandlers = {
  onMessage: (payload: string) => void
  /** Listening (again): whatever was missed meanwhile is unknown. */
  onUp: () => void
  onDown: () => void
  /** Called with each heartbeat; what it gives is called when every message committed before that has been heard. */
  onBeat?: () => () => void
}

const RETRY_MS = 500
const HEARTBEAT_MS = 2_000

/** Listens on `channel` until stopped, reconnecting for ever. Resolves after the first attempt, whether or not it succeeded. */
export async function listen(
  url: string,
  channel: string,
  handlers: ListenHandlers,
  log: Log,
): Promise<Listener> {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const down = (failed: pg.Client, error?: unknown): void => {
    if (client !== failed) return
    client = undefined
    clearTimeout(timer)
    failed.end().catch(() => {})
    if (stopped) return
    handlers.onDown()
    log.warn({ err: error }, `lost the connection that listens on ${channel}`)
    timer = setTimeout(connect, RETRY_MS)
  }

  // A peer that vanished without closing is noticed because the heartbeat goes unanswered. Postgres hands messages on in
  // the order in which they were committed, so a heartbeat that comes back as a message shows that none is missing.
  const echo = `echo_${randomUUID()}`
  let onEcho: () => void = () => {}
  let echoes = 0
  const beat = async (current: pg.Client): Promise<void> => {
    try {
      onEcho = handlers.onBeat?.() ?? onEcho
      echoes += 1
      const text = handlers.onBeat === undefined ? 'select 1' : `notify "${echo}", '${echoes}'`
      await current.query({ text, query_timeout: HEARTBEAT_MS } as pg.QueryConfig)
      if (client === current) timer = setTimeout(beat, HEARTBEAT_MS, current)
    } catch (error) {
      down(current, error)
    }
  }

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: HEARTBEAT_MS,
      application_name: 'storeplane-listen',
    })
    client = next
    next.on('error', (error) => down(next, error))
    next.on('end', () => down(next))
    next.on('notification', (message) => {
      if (client !== next) return
      if (message.channel === channel) handlers.onMessage(message.payload ?? '')
      else if (message.payload === String(echoes)) onEcho()
    })
    try {
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}; listen "${echo}"`)
      handlers.onUp()
      await beat(next)
    } catch (error) {
      down(next, error)
    }
  }

  await connect()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
