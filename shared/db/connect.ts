// A pool of connections and the two ways to use one: statements in one round trip, and transactions.
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { fairly } from '../fair.ts'
import { CONNECTION_LOST } from './errors.ts'
import { type Db, databaseOver, openPipeline } from './pipeline.ts'
import { createSend, type Result, type Row, type Statement } from './wire.ts'

export type { Db } from './pipeline.ts'
/** A Db whose statements are part of one transaction. */
export type Tx = Db

export type Pool = {
  /** Each query is a transaction of its own. */
  readonly db: Db
  /**
   * Queries that are started together are a transaction of their own, behind `opening` in the same round trip.
   * Connections are shared fairly among the `owner`s; who names none takes any that is free.
   */
  behind: (opening: readonly Statement[], owner?: string) => Db
  /** Sends statements in one round trip as one transaction: all take effect or none. */
  batch: (statements: readonly Statement[]) => Promise<Row[][]>
  /**
   * Runs `work` in one transaction. `opening` is sent ahead of its first query, and what `closing` gives together with
   * the commit, each in the same round trip. So are queries that `work` started last and did not wait for.
   */
  transaction: <T>(
    opening: readonly Statement[],
    work: (tx: Tx) => Promise<T>,
    closing?: () => Promise<readonly Statement[]>,
    owner?: string,
  ) => Promise<T>
  /** Whether the database answers. */
  ready: () => Promise<boolean>
  close: () => Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 5_000
/** One owner may have half of a pool: it is as fast with that as with all, and the rest finds processors and connections free. */
const OWNER_SHARE = 0.5
const MAX_WAITING = 500
const STATEMENT_TIMEOUT_MS = 15_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000

type Sender = (statements: readonly Statement[]) => Promise<Result[]>

const BEGIN: Statement = { text: 'begin', values: [] }
const COMMIT: Statement = { text: 'commit', values: [] }
const ROLLBACK: Statement = { text: 'rollback', values: [] }
/** One for all, since its stack would cost each transaction more than its commit does; the refused query has its own. */
const OVER = new Error('The transaction is over.')

/**
 * Tables are shared by thousands of stores, so to read one from end to end is never right. Postgres thinks otherwise of a
 * table that was small when it made a plan, and a connection keeps that plan while the table grows: hence enable_seqscan.
 * @param url postgres:// URL @param max connections at most @param name shown in pg_stat_activity
 */
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
    options: '-c TimeZone=UTC -c enable_seqscan=off',
  })
  // Whoever uses a connection that breaks hears of it from its statement. A server that dies may also speak to one that
  // nobody uses yet, or any more: without a listener that would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const send = createSend()

  const inTurn = fairly({
    total: max,
    perKey: Math.max(1, Math.floor(max * OWNER_SHARE)),
    maxWaiting: MAX_WAITING,
    maxWaitMs: CONNECT_TIMEOUT_MS,
  })

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

  const as = async <T>(owner: string | undefined, work: (send: Sender) => Promise<T>): Promise<T> =>
    owner === undefined ? withConnection(work) : inTurn(owner, () => withConnection(work))

  const behind: Pool['behind'] = (opening, owner) =>
    openPipeline(async (statements) => {
      const results = await as(owner, (send) => send([...opening, ...statements]))
      return results.slice(opening.length)
    }).db

  return {
    batch,
    db: databaseOver(async (statement) => (await batch([statement]))[0] ?? []),
    behind,
    transaction: (opening, work, closing = nothing, owner = undefined) =>
      as(owner, (send) => runTransaction(send, opening, work, closing)),
    ready: () =>
      batch([{ text: 'select 1', values: [] }]).then(
        () => true,
        () => false,
      ),
    close: () => Promise.race([pool.end(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]),
  }
}

const nothing = async (): Promise<readonly Statement[]> => []

async function runTransaction<T>(
  send: Sender,
  opening: readonly Statement[],
  work: (tx: Tx) => Promise<T>,
  closing: () => Promise<readonly Statement[]>,
): Promise<T> {
  let begun = false
  let isWhole = false
  const pipeline = openPipeline(async (statements) => {
    const ahead = begun ? [] : isWhole ? opening : [BEGIN, ...opening]
    begun = true
    return (await send([...ahead, ...statements])).slice(ahead.length)
  })
  try {
    const result = await work(pipeline.db)
    const last = await closing()
    // What goes in one round trip is a transaction without being told.
    isWhole = !begun
    const committed = (await pipeline.flush(isWhole ? last : [...last, COMMIT])).at(-1)
    // Postgres answers the commit of a failed transaction with a rollback and no error.
    if (!isWhole && committed?.tag !== 'COMMIT')
      throw new Error('A transaction whose statement had failed was to be committed.')
    // Its connection is somebody else's from now on.
    pipeline.end(OVER)
    return result
  } catch (error) {
    pipeline.end(error)
    // On a connection that is gone there is nothing to undo: the server did.
    if (begun && !isWhole) await send([ROLLBACK]).catch(() => {})
    throw error
  }
}

/** The server's last word on a connection, or a failure of the connection itself. */
const endsConnection = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC'

const connectionLost = (cause: unknown): Error =>
  Object.assign(new Error('There is no connection to the database.', { cause }), { code: CONNECTION_LOST })
