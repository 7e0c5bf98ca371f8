// Opens a pool of connections. A connection that breaks is thrown away: whoever used it gets an error, and nobody uses
// it again. Times come back as Postgres prints them, in UTC; bigint as text (our amounts travel inside JSON, as numbers).
import { drizzle } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { LRUCache } from 'lru-cache'
import pg from 'pg'

interface Rows extends PgQueryResultHKT {
  type: this['row'][]
}
/** Runs statements. On `Db` each is a transaction of its own; on `Tx` they are parts of one. */
export type Tx = PgDatabase<Rows>
export type Db = PgDatabase<Rows>

export type Pool = { readonly db: Db; isReachable: () => Promise<boolean>; close: () => Promise<void> }

type Statement = { text: string; rowMode?: 'array' }
type Query = (statement: Statement & { name: string }, values: unknown[]) => Promise<pg.QueryResult>

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 15_000
/** The server ends a statement that takes too long; this is for a server that no longer speaks. */
const ANSWER_TIMEOUT_MS = 20_000
const ROLLBACK_TIMEOUT_MS = 2_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000
const CLOSE_TIMEOUT_MS = 5_000

/** @param url postgres:// URL @param max connections at most @param name shown in pg_stat_activity */
export function openPool(url: string, max: number, name: string): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 0,
    keepAlive: true,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  })
  // Whoever waits for an answer gets the error as well; without a listener it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    db: databaseOn(
      (statement, values) => pool.query(statement, values),
      (work) => inTransaction(pool, work),
    ),
    isReachable: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    close: () =>
      Promise.race([pool.end(), new Promise<void>((done) => setTimeout(done, CLOSE_TIMEOUT_MS).unref())]),
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isUsable = false
  try {
    await client.query('begin')
    const tx: Tx = databaseOn(
      (statement, values) => client.query(statement, values),
      (work) => inSavepoint(client, () => work(tx)),
    )
    const result = await work(tx)
    const { command } = await client.query('commit')
    isUsable = true
    if (command !== 'COMMIT') throw new Error('A failed transaction was to be committed.')
    return result
  } catch (error) {
    if (!isUsable) isUsable = await rollBack(client)
    throw error
  } finally {
    client.release(!isUsable)
  }
}

async function inSavepoint<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint part')
  try {
    const result = await work()
    await client.query('release part')
    return result
  } catch (error) {
    await client.query('rollback to part; release part')
    throw error
  }
}

const rollBack = (client: pg.PoolClient): Promise<boolean> =>
  client.query({ text: 'rollback', query_timeout: ROLLBACK_TIMEOUT_MS } as pg.QueryConfig).then(
    () => true,
    () => false,
  )

/** Names of statements by their text: Postgres parses and plans a named one once for each connection. */
const names = new LRUCache<string, string>({ max: 2_000 })
let named = 0

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  named += 1
  names.set(text, `s${named}`)
  return `s${named}`
}

function databaseOn(query: Query, transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>): Db {
  const client = {
    // Drizzle asks for arrays where it maps the columns itself, and hands everything else on as it comes.
    query: async (statement: Statement, values: unknown[]) => {
      const result = await query({ ...statement, name: nameOf(statement.text) }, values)
      return statement.rowMode === 'array' ? result : result.rows
    },
  }
  const db = drizzle({ client: client as unknown as pg.Client })
  return Object.assign(db as unknown as Db, { transaction })
}
