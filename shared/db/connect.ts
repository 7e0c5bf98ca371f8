// A pool of connections and the two ways to use one: statements in one round trip, and transactions.
import { setTimeout as delay } from 'node:timers/promises'
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy'
import pg from 'pg'
import { CONNECTION_LOST } from './errors.ts'
import { createSend, type Result, type Row, type Statement } from './wire.ts'

/** Drizzle, for building and running queries. Times come as text, bigint as number. */
export type Db = PgRemoteDatabase
/** The same inside a transaction. */
export type Tx = Db

export type Pool = {
  /** Each query is a transaction of its own. */
  readonly db: Db
  /** Each query is a transaction of its own, behind `opening` in the same round trip. */
  behind: (opening: readonly Statement[]) => Db
  /** Sends statements in one round trip as one transaction: all take effect or none. */
  batch: (statements: readonly Statement[]) => Promise<Row[][]>
  /** Runs `work` in one transaction. `opening` is sent ahead of its first query, in the same round trip. */
  transaction: <T>(opening: readonly Statement[], work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Whether the database answers. */
  ready: () => Promise<boolean>
  close: () => Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 15_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000

type Sender = (statements: readonly Statement[]) => Promise<Result[]>

const BEGIN: Statement = { text: 'begin', values: [] }
const COMMIT: Statement = { text: 'commit', values: [] }
const ROLLBACK: Statement = { text: 'rollback', values: [] }

/** @param url postgres:// URL @param max connections at most @param name shown in pg_stat_activity */
export function openPool(url: string, max: number, name: string): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 0,
    keepAlive: true,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    options: '-c TimeZone=UTC',
  })
  // Whoever uses a connection that breaks hears of it from its statement. A server that dies may also speak to one that
  // nobody uses yet, or any more: without a listener that would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const send = createSend()

  const withConnection = async <T>(work: (send: Sender) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw connectionLost(error)
    })
    let isLost = false
    const onError = () => {
      isLost = true
    }
    client.on('error', onError)
    try {
      return await work(async (statements) => {
        try {
          return await send(client, statements)
        } catch (error) {
          isLost ||= endsConnection(error)
          throw error instanceof pg.DatabaseError ? error : connectionLost(error)
        }
      })
    } finally {
      client.off('error', onError)
      client.release(isLost)
    }
  }

  const batch: Pool['batch'] = async (statements) => {
    const results = await withConnection((send) => send(statements))
    return results.map((result) => result.rows)
  }

  const behind: Pool['behind'] = (opening) =>
    database(async (statement) => (await batch([...opening, statement])).at(-1) ?? [])

  return {
    batch,
    db: behind([]),
    behind,
    transaction: (opening, work) => withConnection((send) => runTransaction(send, opening, work)),
    ready: () =>
      batch([{ text: 'select 1', values: [] }]).then(
        () => true,
        () => false,
      ),
    close: () => Promise.race([pool.end(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]),
  }
}

async function runTransaction<T>(
  send: Sender,
  opening: readonly Statement[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const prologue = [BEGIN, ...opening]
  let begun = false
  const tx = database(async (statement) => {
    if (begun) return (await send([statement]))[0]?.rows ?? []
    begun = true
    return (await send([...prologue, statement])).at(-1)?.rows ?? []
  })
  try {
    const result = await work(tx)
    if (begun) {
      const [committed] = await send([COMMIT])
      // Postgres answers the commit of a failed transaction with a rollback and no error.
      if (committed?.tag !== 'COMMIT')
        throw new Error('A transaction whose statement had failed was to be committed.')
    }
    return result
  } catch (error) {
    // On a connection that is gone there is nothing to undo: the server did.
    if (begun) await send([ROLLBACK]).catch(() => {})
    throw error
  }
}

/** The server's last word on a connection, or a failure of the connection itself. */
const endsConnection = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC'

const connectionLost = (cause: unknown): Error =>
  Object.assign(new Error('There is no connection to the database.', { cause }), { code: CONNECTION_LOST })

/** Drizzle over a function that runs one statement. */
function database(run: (statement: Statement) => Promise<Row[]>): Db {
  return drizzle(async (text, values, method) => {
    const rows = await run({ text, values })
    return { rows: method === 'execute' ? rows : rows.map((row) => Object.values(row)) }
  })
}
